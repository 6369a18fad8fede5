"""The route table: one row for each endpoint, in groups."""

from gateway.routes import (
    account,
    administration,
    announcements,
    attachments,
    audit,
    authority_tree,
    cases,
    changes,
    collection,
    consents,
    exports,
    help_centre,
    oversight,
    person,
    phone_recoveries,
    reference,
    sandbox,
    staff,
    staff_access,
    staff_accounts,
    system,
    templates,
    transfers,
)
from gateway.routing.endpoint import Endpoint

_GROUPS = (
    system,
    reference,
    help_centre,
    announcements,
    account,
    person,
    phone_recoveries,
    cases,
    consents,
    exports,
    collection,
    attachments,
    changes,
    transfers,
    staff_access,
    staff,
    oversight,
    audit,
    administration,
    templates,
    staff_accounts,
    authority_tree,
)


def endpoints_for(*, with_sandbox: bool) -> list[Endpoint]:
    """Return all endpoints, those of the sandbox only where it is on."""
    groups = (*_GROUPS, sandbox) if with_sandbox else _GROUPS
    return [endpoint for group in groups for endpoint in group.ENDPOINTS]
