"""Events as their handlers see them."""

import uuid
from dataclasses import dataclass
from typing import Any

from contracts.context import CallContext


@dataclass(frozen=True, slots=True)
class Event:
    """A fact that another service published."""

    id: str
    type: str
    source: str
    occurred_at: str
    context: CallContext
    data: dict[str, Any]

    @classmethod
    def from_body(cls, body: dict[str, Any]) -> "Event":
        """Return the event of a message body.

        Raises KeyError, TypeError, AttributeError or ValueError when it is none.
        """
        publisher = body.get("context") or {}
        context = CallContext(
            actor_id=publisher.get("actor_id"),
            actor_kind=publisher.get("actor_kind") or "service",
            request_id=publisher.get("request_id") or "-",
        )
        return cls(
            id=str(uuid.UUID(body["id"])),
            type=body["type"],
            source=body["source"],
            occurred_at=body["occurred_at"],
            context=context,
            data=body["data"],
        )
