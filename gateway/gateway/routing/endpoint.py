"""One row of the route table: all that is known of an endpoint, for routing and for OpenAPI."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from contracts.errors import ValidationFailed, Violation
from marshmallow import Schema

from gateway.http.body import ensure_plain_text

if TYPE_CHECKING:
    from gateway.routing.call import Call

Handler = Callable[["Call"], Awaitable[Any]]

WRITES = frozenset({"POST", "PUT", "DELETE"})


class Access(StrEnum):
    """Who may use an endpoint; finer permissions are the services' business."""

    PUBLIC = "public"
    PERSON = "person"
    STAFF = "staff"
    ANYONE_LOGGED_IN = "anyone_logged_in"


class Quotas(StrEnum):
    """Which rate limits an endpoint counts against."""

    NONE = "none"
    REFERENCE = "reference"
    DEFAULT = "default"
    SENSITIVE = "sensitive"
    UPLOAD = "upload"


@dataclass(frozen=True, slots=True)
class Query:
    """One query parameter."""

    name: str
    description: str
    kind: type = str
    default: Any = None
    required: bool = False
    choices: tuple[str, ...] = ()
    low: int = 0
    high: int = 2**31 - 1
    example: Any = None
    argument: str = ""

    @property
    def keyword(self) -> str:
        """Return the name under which the service knows the parameter."""
        return self.argument or self.name

    def read(self, text: str | None) -> Any:
        """Return the value in its type; raise ValueError with the error code."""
        if text is None:
            if self.required:
                raise ValueError("common.required")
            return self.default
        ensure_plain_text(text)
        if self.kind is int:
            return self._number(text)
        if self.kind is bool:
            return self._truth(text)
        if self.choices and text not in self.choices:
            raise ValueError("common.invalid_choice")
        if len(text) > MAX_QUERY_LENGTH:
            raise ValueError("common.too_long")
        return text

    def _number(self, text: str) -> int:
        if not re.fullmatch(r"-?[0-9]{1,10}", text):
            raise ValueError("common.invalid")
        if not self.low <= int(text) <= self.high:
            raise ValueError("common.out_of_range")
        return int(text)

    def _truth(self, text: str) -> bool:
        if text not in ("true", "false"):
            raise ValueError("common.invalid")
        return text == "true"


MAX_QUERY_LENGTH = 1024

PAGING = (
    Query("cursor", "上一页答复中的 next_cursor；不填为第一页"),
    Query("limit", "每页条数", kind=int, default=20, low=1, high=100),
)


@dataclass(frozen=True, slots=True)
class ServiceCall:
    """A handler that hands its arguments to one method of one service and returns the answer.

    Path and query parameters go by their own names; `takes` adds `body`, `expected_version`
    or `user_agent`.
    """

    target: str
    takes: tuple[str, ...] = ()

    @property
    def targets(self) -> tuple[str, ...]:
        """Return every `service.method` that may be called."""
        return (self.target,)

    async def __call__(self, call: "Call") -> Any:
        """Run the call."""
        return await call.rpc(self.target, **call.arguments(self.takes))


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method of one path.

    `may` lists the statuses that the service itself answers with, beyond those that follow from
    the rest of the row. For handlers that are not a plain ServiceCall, `calls` lists the RPC methods
    with their arguments; `idempotent` says that an Idempotency-Key counts, `bears_errors` that
    the answer is the same when a service does not answer.
    """

    method: str
    path: str
    name: str
    summary: str
    tag: str
    access: Access
    handler: Handler
    status: int = 200
    query: tuple[Query, ...] = ()
    body: type[Schema] | None = None
    body_required: bool = True
    answer: type[Schema] | None = None
    may: frozenset[int] = frozenset()
    quotas: Quotas = Quotas.DEFAULT
    cache_seconds: int = 0
    description: str = ""
    media_type: str = "application/json"
    request_media_type: str = "application/json"
    idempotent: bool = False
    bears_errors: bool = False
    calls: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def path_names(self) -> tuple[str, ...]:
        """Return the names of the path's parameters."""
        return tuple(re.findall(r"{(\w+)}", self.path))

    @property
    def takes_version(self) -> bool:
        """Return whether If-Match counts."""
        return "expected_version" in self._takes

    @property
    def is_command(self) -> bool:
        """Return whether an Idempotency-Key counts."""
        return self.idempotent or (self.method in WRITES and bool(self.rpc_calls()))

    def rpc_calls(self) -> Mapping[str, tuple[str, ...]]:
        """Return the RPC methods used, each with the keyword arguments it is given."""
        if not isinstance(self.handler, ServiceCall):
            return self.calls
        names = (*self.path_names, *(q.keyword for q in self.query), *self._takes)
        return dict.fromkeys(self.handler.targets, names)

    @property
    def _takes(self) -> tuple[str, ...]:
        return self.handler.takes if isinstance(self.handler, ServiceCall) else ()


def read_query(parameters: tuple[Query, ...], given: Mapping[str, str]) -> dict[str, Any]:
    """Return the declared parameters in their types; raise one error with all that is wrong."""
    values: dict[str, Any] = {}
    violations: list[Violation] = []
    for parameter in parameters:
        try:
            values[parameter.keyword] = parameter.read(given.get(parameter.name))
        except ValueError as error:
            violations.append(Violation(parameter.name, str(error)))
    if violations:
        raise ValidationFailed.of(violations)
    return values
