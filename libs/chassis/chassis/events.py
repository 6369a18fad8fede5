"""Events as handlers see them, and the failed ones as an operator sees them.

`python -m chassis.events <service> list` shows the events that no handler has managed yet;
`… retry [event id]` has all of them, or one, tried again at once.
"""

from dataclasses import dataclass
from typing import Any

from contracts.context import CallContext


@dataclass(frozen=True, slots=True)
class Event:
    """A fact that another service told."""

    id: str
    type: str
    source: str
    occurred_at: str
    context: CallContext
    data: dict[str, Any]

    @classmethod
    def from_body(cls, body: dict[str, Any]) -> "Event":
        """Return the event of a message body."""
        told_by = body.get("context") or {}
        context = CallContext(
            actor_id=told_by.get("actor_id"),
            actor_kind=told_by.get("actor_kind") or "service",
            request_id=told_by.get("request_id") or "-",
        )
        return cls(
            id=body["id"],
            type=body["type"],
            source=body["source"],
            occurred_at=body["occurred_at"],
            context=context,
            data=body["data"],
        )
