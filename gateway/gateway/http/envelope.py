"""The outermost middleware: request id, log line, metrics, security headers, unexpected errors."""

import random
import re
import time
from functools import cache
from typing import Any

import structlog
from contracts.errors import ServiceError
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway import metrics
from gateway.http.lingering_close import is_unfinished
from gateway.http.problems import problem_response

log = structlog.get_logger(__name__)

# Looking a child up by its labels takes longer than counting; there are few of them.
requests_of = cache(metrics.REQUESTS.labels)
seconds_of = cache(metrics.REQUEST_SECONDS.labels)

SANE_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
QUIET_OPERATIONS = frozenset({"get_liveness", "get_readiness"})

_SECURITY_HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-resource-policy": b"same-origin",
    b"content-security-policy": b"default-src 'none'; frame-ancestors 'none'",
    b"cache-control": b"no-store",
}
_STRICT_TRANSPORT = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")


class Envelope:
    """Outermost middleware of the application."""

    def __init__(self, app: ASGIApp, *, strict_transport: bool) -> None:
        self._app = app
        self._headers = dict(_SECURITY_HEADERS)
        if strict_transport:
            self._headers.update([_STRICT_TRANSPORT])
        self._all = list(self._headers.items())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application inside the envelope."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        state["request_id"] = request_id = _request_id(scope)
        structlog.contextvars.bind_contextvars(request_id=request_id)
        started = time.perf_counter()
        state["status"] = 0

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                state["status"] = message["status"]
                self._add_headers(message, state)
            await send(message)

        try:
            await self._run(scope, receive, send_with_headers)
        finally:
            _record(scope, state, time.perf_counter() - started)

    async def _run(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, receive, send)
        except ClientDisconnect:
            log.info("client_left")
        except Exception:  # the last resort: no internals, but an answer
            log.exception("request_crashed")
            if not scope["state"]["status"]:
                await problem_response(Request(scope), ServiceError())(scope, receive, send)

    def _add_headers(self, message: Message, state: dict[str, Any]) -> None:
        own = message.get("headers", ())
        present = {name for name, _ in own}
        # A new list: a response that is kept and sent again would grow with every request.
        message["headers"] = [
            *own,
            (b"x-request-id", state["request_id"].encode()),
            *(self._all if present.isdisjoint(self._headers) else self._absent(present)),
            *state.get("rate_headers", ()),
        ]
        if is_unfinished(state):
            # The rest of the body would be taken for the next request.
            message["headers"].append((b"connection", b"close"))

    def _absent(self, present: set[bytes]) -> list[tuple[bytes, bytes]]:
        return [item for item in self._all if item[0] not in present]


def _request_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and SANE_REQUEST_ID.fullmatch(value.decode("latin-1")):
            given: str = value.decode("latin-1")
            return given
    # Unique, not secret: the system's randomness would cost a system call.
    return f"{random.getrandbits(128):032x}"


def _record(scope: Scope, state: dict[str, Any], seconds: float) -> None:
    status = state["status"]
    operation = state.get("operation", "unmatched")
    requests_of(operation, status).inc()
    seconds_of(operation).observe(seconds)
    if operation in QUIET_OPERATIONS and status < 500:
        return
    # The path and the query may name a person or a phone number; the operation cannot.
    log.info(
        "request",
        method=scope["method"],
        operation=operation,
        status=status,
        milliseconds=round(seconds * 1000, 1),
        actor_kind=state.get("actor_kind", "anonymous"),
    )
