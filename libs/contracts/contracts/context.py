"""Who asks, on whose behalf and until when: travels with every call and event."""

import json
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from contracts.errors import Forbidden, ServiceError, Unauthenticated
from contracts.tolerant_reader import from_known

ActorKind = Literal["anonymous", "person", "staff", "service"]


@dataclass(frozen=True, slots=True)
class CallContext:
    """The caller of one request, as established by the gateway or by a service.

    `deadline` is by the monotonic clock of this process and does not travel: the message says
    how much time remains. `authority_path` is `/au-110000/au-110100/` with the authority itself
    last, so that a path prefix means "this authority and those below it".
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

    def to_json(self, **more: Any) -> str:
        """Return the context as JSON, without empty fields and deadline, with `more` beside."""
        # `asdict` copies deeply, which took more time than the rest of a call's message.
        values = {name: getattr(self, name) for name in _TRAVELLING}
        return json.dumps({k: v for k, v in values.items() if v not in (None, ())} | more)

    @classmethod
    def from_json(cls, text: str | None) -> "CallContext":
        """Return the context that `to_json` wrote; fields of a newer version are ignored."""
        values: dict[str, Any] = json.loads(text) if text else {}
        return from_known(cls, values, roles=tuple(values.get("roles", ())), deadline=None)

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

    def require_person(self) -> str:
        """Return the id of the person who calls; raises for anybody else."""
        if self.actor_kind != "person" or self.actor_id is None:
            raise self._refusal("common.persons_only")
        return self.actor_id

    def require_staff(self, *roles: str, code: str = "common.forbidden") -> str:
        """Return the id of the member of staff who calls, with one of the roles if any are named.

        Raises Forbidden with the code for anybody else.
        """
        if not self.is_staff(*roles) or self.actor_id is None:
            raise self._refusal(code)
        return self.actor_id

    def require_authority(self, *roles: str, code: str = "common.forbidden") -> str:
        """Return the path of the authority for which staff with one of the roles calls."""
        self.require_staff(*roles, code=code)
        if not self.authority_path:
            raise Forbidden(code)
        return self.authority_path

    def require_service(self) -> None:
        """Refuse everybody but our own services: what follows is not masked.

        Services say so by `ServiceClient.call_as_service`. The gateway passes callers on as
        anonymous, person or staff; as a service it asks only for what people whom it has
        authenticated see of themselves.
        """
        if self.actor_kind != "service":
            raise Forbidden("common.internal_only")

    def _refusal(self, code: str) -> ServiceError:
        return Unauthenticated() if self.actor_kind == "anonymous" else Forbidden(code)


_TRAVELLING = tuple(field.name for field in fields(CallContext) if field.name != "deadline")
