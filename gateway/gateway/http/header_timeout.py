"""Header timeout: whoever connects and sends no whole head of a request is sent away.

uvicorn waits for ever: a few thousand connections that send one byte a minute would use up the
process. The time is that of the proxy in front (`timeout http-request`), for stacks that have none.
"""

import asyncio
import json

from gateway.http.body import RequestTimeout
from gateway.http.problems import MEDIA_TYPE, problem_of
from gateway.http.write_coalescing import CoalescingProtocol

HEADER_SECONDS = 15.0


def _too_slow() -> bytes:
    """Return the answer to whoever has begun a request and does not end its head."""
    problem = problem_of(RequestTimeout("common.timeout"), "-")
    body = json.dumps(problem, ensure_ascii=False).encode()
    head = (
        "HTTP/1.1 408 Request Timeout",
        f"content-type: {MEDIA_TYPE}",
        f"content-length: {len(body)}",
        "cache-control: no-store",
        "connection: close",
    )
    return "\r\n".join((*head, "", "")).encode() + body


_ANSWER = _too_slow()


class HeaderTimeoutProtocol(CoalescingProtocol):
    """HTTP/1.1 whose requests must have sent their heads in time.

    The first request has this time from the connection on, a later one from its first byte; how
    long a connection may rest between requests is the server's keep-alive.
    """

    _timer: asyncio.TimerHandle | None = None
    _in_request = False
    _has_begun = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Wait for the rest of a head of which the first byte has come, were it a blank line."""
        if not self._in_request:
            self._wait()
        super().data_received(data)

    def on_message_begin(self) -> None:
        """Note that a request has begun, which may be right behind another."""
        super().on_message_begin()
        self._has_begun = True
        self._wait()

    def on_headers_complete(self) -> None:
        """Leave the rest of the request to whoever reads its body."""
        self._stop()
        self._in_request = True
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Be ready for the next request."""
        super().on_message_complete()
        self._in_request = self._has_begun = False

    def _wait(self) -> None:
        if self._timer is None:
            self._timer = self.loop.call_later(HEADER_SECONDS, self._give_up)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _give_up(self) -> None:
        self._timer = None
        if self.cycle is not None and not self.cycle.response_complete:
            # An answer is on its way: it goes first.
            self._wait()
            return
        if self._has_begun and not self.transport.is_closing():
            self.transport.write(_ANSWER)
        self.transport.close()
