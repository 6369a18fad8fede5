"""Who may call what."""

from contracts.context import CallContext
from contracts.errors import Forbidden, Unauthenticated


def person_of(context: CallContext) -> str:
    """Return the id of the person who calls; raises for anyone else."""
    if context.actor_kind == "anonymous":
        raise Unauthenticated()
    if not context.is_person() or context.actor_id is None:
        raise Forbidden("transfer.persons_only")
    return context.actor_id


def ensure_service(context: CallContext) -> None:
    """Refuse everybody but our own services; the gateway makes no such context."""
    if context.actor_kind != "service":
        raise Forbidden("transfer.internal_only")


def ensure_staff(context: CallContext, *roles: str) -> None:
    """Refuse everybody but those who run the platform."""
    if not context.is_staff(*roles):
        raise Forbidden("transfer.platform_admin_only")
