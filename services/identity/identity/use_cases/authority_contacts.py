"""How an authority is reached, as its own administrators write it (R6.6)."""

from collections.abc import Mapping
from typing import Any

from casework import audit
from chassis.db import UnitOfWork
from contracts.errors import Forbidden, NotFound, PreconditionFailed
from sqlalchemy import select

from identity.domain.authorities import may_be_authority_id
from identity.models import Authority
from identity.queries.views import contact_view

CONTACT = ("phone", "address", "office_hours")


def update_contact(
    uow: UnitOfWork,
    authority_id: str,
    values: Mapping[str, Any],
    expected_version: int | None,
) -> dict[str, Any]:
    """Store how an authority is reached; the same again changes nothing.

    Raises NotFound, Forbidden outside the caller's own authority and those below it,
    PreconditionFailed for a stale version.
    """
    authority = _lock(uow, authority_id)
    if expected_version not in (None, authority.contact_version):
        raise PreconditionFailed(details={"current_version": authority.contact_version})
    changed = [name for name in CONTACT if getattr(authority, name) != values[name]]
    if changed:
        for name in changed:
            setattr(authority, name, values[name])
        authority.contact_version += 1
        authority.contact_updated_at = uow.now
        details = {"authority_id": authority_id, "version": authority.contact_version}
        audit.record(uow, audit.Act("authority_contact_changed", fields=changed, details=details))
    return contact_view(authority)


def _lock(uow: UnitOfWork, authority_id: str) -> Authority:
    known = may_be_authority_id(authority_id)
    statement = select(Authority).where(Authority.authority_id == authority_id).with_for_update()
    authority = uow.session.scalar(statement) if known else None
    if authority is None:
        raise NotFound("identity.authority_not_found")
    if not uow.context.covers(authority.path):
        raise Forbidden("identity.authority_out_of_scope")
    return authority
