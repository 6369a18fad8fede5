"""One request on its way through the gateway."""

from dataclasses import dataclass, field, replace
from typing import Any

from contracts.context import CallContext
from starlette.requests import Request

from gateway.auth.tokens import Caller
from gateway.http.etag import expected_version
from gateway.http.idempotency import idempotency_key, request_hash
from gateway.resources import Resources
from gateway.routing.endpoint import WRITES, Endpoint

MAX_USER_AGENT = 300


@dataclass(slots=True)
class Call:
    """A request that passed authentication and limits, with what handlers need of it."""

    request: Request
    endpoint: Endpoint
    resources: Resources
    caller: Caller | None
    context: CallContext
    query: dict[str, Any] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)

    @property
    def user_agent(self) -> str:
        """Return the client's name for itself, cut to a sane length."""
        return self.request.headers.get("user-agent", "")[:MAX_USER_AGENT]

    @property
    def actor_id(self) -> str:
        """Return the id of whoever is logged in; only for endpoints that are not public."""
        if self.caller is None:
            raise LookupError("a public endpoint has no actor")
        return self.caller.actor_id

    async def rpc(self, target: str, *, timeout: float | None = None, **arguments: Any) -> Any:
        """Return the answer of `service.method`."""
        limit = timeout or self.resources.settings.rpc_timeout
        return await self.resources.rpc.call(target, self.context, limit, **arguments)

    def arguments(self, takes: tuple[str, ...]) -> dict[str, Any]:
        """Return the keyword arguments of a service call: path, query and what it takes."""
        arguments: dict[str, Any] = {**self.request.path_params, **self.query}
        if "body" in takes:
            arguments["body"] = self.body
        if "user_agent" in takes:
            arguments["user_agent"] = self.user_agent
        if "expected_version" in takes:
            arguments["expected_version"] = expected_version(self.request)
        return arguments


def context_of(request: Request, caller: Caller | None, body: bytes) -> CallContext:
    """Return the context that travels with the calls of this request."""
    context = CallContext(
        request_id=request.state.request_id,
        client_ip=request.client.host if request.client else None,
    )
    if caller:
        context = replace(
            context,
            actor_id=caller.actor_id,
            actor_kind=caller.kind,
            roles=caller.roles,
            authority_id=caller.authority_id,
            authority_path=caller.authority_path,
            session_id=caller.session_id,
        )
    if request.method in WRITES:
        context = replace(
            context,
            idempotency_key=idempotency_key(request),
            request_hash=request_hash(request, body),
        )
    return context
