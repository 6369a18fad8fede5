"""Who asks, on whose behalf and until when: travels with every call and event."""

import json
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from contracts.tolerant_reader import from_known

ActorKind = Literal["anonymous", "person", "staff", "service"]

CONTEXT_HEADER = "context"


@dataclass(frozen=True, slots=True)
class CallContext:
    """The caller of one request, as established by the gateway or by a service.

    `deadline` is in epoch seconds; `authority_path` is `/au-110000/au-110100/` with the
    authority itself last, so that a path prefix means "this authority and those below it".
    """

    actor_id: str | None = None
    actor_kind: ActorKind = "anonymous"
    roles: tuple[str, ...] = ()
    authority_id: str | None = None
    authority_path: str | None = None
    session_id: str | None = None
    request_id: str = "-"
    client_ip: str | None = None
    deadline: float | None = None
    idempotency_key: str | None = None
    request_hash: str | None = None

    def to_json(self) -> str:
        """Return the context as JSON without its empty fields."""
        # `asdict` copies deeply, which took more time than the rest of a call's message.
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return json.dumps({k: v for k, v in values.items() if v not in (None, ())})

    @classmethod
    def from_json(cls, text: str | None) -> "CallContext":
        """Return the context that `to_json` wrote; fields of a newer version are ignored."""
        values: dict[str, Any] = json.loads(text) if text else {}
        return from_known(cls, values, roles=tuple(values.get("roles", ())))

    def onward(self) -> "CallContext":
        """Return the context for a further call: the key belongs to the first command only."""
        return replace(self, idempotency_key=None, request_hash=None)

    def is_person(self) -> bool:
        """Return whether a registered person asks."""
        return self.actor_kind == "person" and self.actor_id is not None

    def is_staff(self, *roles: str) -> bool:
        """Return whether staff asks, with at least one of the roles if any are named."""
        return self.actor_kind == "staff" and (not roles or bool(set(roles) & set(self.roles)))

    def covers(self, authority_path: str) -> bool:
        """Return whether the actor's authority is the one given or stands above it."""
        return bool(self.authority_path) and authority_path.startswith(self.authority_path or "/")
