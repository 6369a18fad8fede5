"""Who may call what is not for persons."""

from contracts.context import CallContext
from contracts.errors import Forbidden


def ensure_service(context: CallContext) -> None:
    """Refuse everybody but our own services: what follows is not masked."""
    if context.actor_kind != "service":
        raise Forbidden("collection.internal_only")
