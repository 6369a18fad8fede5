"""Who may call what: each entrypoint that is not public begins with one of these."""

from contracts.context import CallContext
from contracts.errors import Forbidden, Unauthenticated


def person_of(context: CallContext) -> str:
    """Return the id of the person who calls; raises for anyone else."""
    if not context.is_person():
        raise _refusal(context)
    return context.actor_id or ""


def staff_of(context: CallContext) -> str:
    """Return the id of the member of staff who calls; raises for anyone else."""
    if not context.is_staff():
        raise _refusal(context)
    return context.actor_id or ""


def ensure_service(context: CallContext) -> None:
    """Refuse everybody but our own services: what follows is not masked.

    Services say so by `ServiceClient.call_as_service`. The gateway passes callers on as anonymous,
    person or staff; as a service it asks only for what people it has authenticated see of
    themselves (`list_me`).
    """
    if context.actor_kind != "service":
        raise Forbidden("identity.internal_only")


def _refusal(context: CallContext) -> Exception:
    return Unauthenticated() if context.actor_kind == "anonymous" else Forbidden()
