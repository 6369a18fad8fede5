"""Lingering close: read on after an early response, so that the response arrives.

An early response is one that came before the end of its request; the name, and the times, are
nginx's (`lingering_close`).

To close a connection on bytes that nobody has read resets it, and the reset may overtake the
answer: whoever still sends then sees a broken connection instead of a 413 (ADR 0047). So the
gateway sends its answer and its end at once, and drops what still comes, within limits.
"""

import asyncio
import weakref
from typing import Any

from gateway.http.write_coalescing import CoalescingTransport
from gateway.http.write_timeout import WriteTimeoutProtocol

# The times are those of nginx; the size is several times the largest upload.
LINGER_SECONDS = 30.0
SILENCE_SECONDS = 5.0
LINGER_BYTES = 32 * 1024 * 1024


class LingeringClose(asyncio.Protocol):
    """The protocol of a connection after its last response: it drops what comes and soon closes."""

    def __init__(self, former: asyncio.Protocol, transport: asyncio.Transport) -> None:
        loop = asyncio.get_running_loop()
        self._former = former
        self._transport = transport
        self._left = LINGER_BYTES
        self._end = loop.call_later(LINGER_SECONDS, transport.abort)
        self._silence = loop.call_later(SILENCE_SECONDS, transport.abort)

    def data_received(self, data: bytes) -> None:
        """Drop what comes; whoever sends too much is cut off."""
        self._left -= len(data)
        self._silence.cancel()
        if self._left < 0:
            self._transport.abort()
            return
        loop = asyncio.get_running_loop()
        self._silence = loop.call_later(SILENCE_SECONDS, self._transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clocks and let the HTTP protocol do its own accounts."""
        self._end.cancel()
        self._silence.cancel()
        self._former.connection_lost(exc)

    def pause_writing(self) -> None:
        """Pass on that the answer leaves slowly."""
        self._former.pause_writing()

    def resume_writing(self) -> None:
        """Pass on that the answer has left."""
        self._former.resume_writing()


class LingeringCloseTransport(CoalescingTransport):
    """A transport whose first close, where the request has not ended, only ends the answer."""

    def __init__(
        self,
        transport: asyncio.Transport,
        loop: asyncio.AbstractEventLoop,
        protocol: "LingeringCloseProtocol",
    ) -> None:
        super().__init__(transport, loop)
        self._protocol = protocol
        self._lingering = False

    def is_closing(self) -> bool:
        """Return whether anything more may be sent."""
        return self._lingering or self._transport.is_closing()

    def close(self) -> None:
        """Send the rest, then close: at once, or when the client has finished too."""
        unread = self._protocol.responded_early and not self._transport.is_closing()
        if self._lingering or not (unread and self._transport.can_write_eof()):
            super().close()
            self._protocol.watch_writing()
            return
        self.flush()
        self._lingering = True
        self._transport.write_eof()
        self._protocol.flow.resume_reading()
        self._transport.set_protocol(LingeringClose(self._protocol, self._transport))


class LingeringCloseProtocol(WriteTimeoutProtocol):
    """HTTP/1.1 whose refusals reach those who are still sending."""

    def make_transport(self, transport: asyncio.Transport) -> CoalescingTransport:
        """Return the transport that the answers are written to."""
        return LingeringCloseTransport(transport, self.loop, self)

    def on_headers_complete(self) -> None:
        """Let the envelope know of a body that is still on its way when it answers."""
        super().on_headers_complete()
        if self.cycle is not None:
            # Weak: a ring of references would wait for the garbage collector with each request.
            self.scope["state"]["cycle"] = weakref.ref(self.cycle)

    @property
    def responded_early(self) -> bool:
        """Return whether the last answer was complete before its request was."""
        cycle = self.cycle
        return cycle is not None and cycle.response_complete and cycle.more_body


def is_unfinished(state: dict[str, Any]) -> bool:
    """Return whether a request of which `state` speaks is still being sent."""
    cycle = state.get("cycle", _no_cycle)()
    return cycle is not None and cycle.more_body


def _no_cycle() -> None:
    """Stand in where no server of ours is underneath."""
