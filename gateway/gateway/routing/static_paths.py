"""Paths without parameters, looked up instead of searched.

Starlette tries one pattern after the other, and wraps each handler in two layers that catch
exceptions: with eighty paths a third of the processor time of a small request. Most requests name a
path that can be looked up. All the rest (parameters, other methods with their 405, unknown paths)
is Starlette's.

Processor time before and after: `GET /health/live` 49 and 36 µs, `GET /reference/dictionaries` 173
and 137, an authenticated read with one call 578 and 412. The price is two ways to a handler: both
run `dispatch.answer`, and tests drive every declared error of every endpoint over the real server.
"""

from collections.abc import Iterable

from contracts.errors import ServiceError
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.http.problems import problem_response
from gateway.routing.dispatch import answer
from gateway.routing.endpoint import Endpoint


class StaticPaths:
    """Middleware that answers for the endpoints whose paths have no parameters."""

    def __init__(self, app: ASGIApp, *, endpoints: Iterable[Endpoint], prefix: str) -> None:
        self._app = app
        self._endpoints: dict[tuple[str | None, str | None], Endpoint] = {
            (endpoint.method, prefix + endpoint.path): endpoint
            for endpoint in endpoints
            if not endpoint.path_names
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request, or pass it on."""
        key = (scope.get("method"), scope.get("path"))
        endpoint = self._endpoints.get(key)
        if scope["type"] != "http" or endpoint is None:
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive, send)
        try:
            response = await answer(endpoint, request)
        except ServiceError as error:
            response = problem_response(request, error)
        await response(scope, receive, send)
