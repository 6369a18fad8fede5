"""Write timeout: whoever asks and does not read the answers is sent away.

uvicorn waits for ever, with what it has not sent in memory. HAProxy in front ends such a connection
(`timeout client`); this is for stacks that have none.
"""

import asyncio

from gateway.http.header_timeout import HeaderTimeoutProtocol

# Out of the buffer in this time: as much as the lowest rate of an upload (4 KiB/s), or all there is.
WRITE_SECONDS = 30.0
LEAST_BYTES = 120 * 1024


class WriteTimeoutProtocol(HeaderTimeoutProtocol):
    """HTTP/1.1 whose answers must leave.

    Looked at is only what waits in our own buffer, beyond what the kernel takes: from the moment
    when it is full, or when the connection is to be closed, until all of it has gone.
    """

    _write_timer: asyncio.TimerHandle | None = None
    _unsent = 0

    def pause_writing(self) -> None:
        """Begin to watch a client that is slower than its answer."""
        super().pause_writing()
        self.watch_writing()

    def resume_writing(self) -> None:
        """Stop watching one that has caught up, unless the connection waits for the rest."""
        super().resume_writing()
        if not self.transport.is_closing():
            self._stop_watching()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop watching."""
        self._stop_watching()
        super().connection_lost(exc)

    def watch_writing(self) -> None:
        """Abort the connection unless what is unsent by now leaves at the least rate."""
        self._unsent = self.transport.get_write_buffer_size()
        if self._unsent and self._write_timer is None:
            self._write_timer = self.loop.call_later(WRITE_SECONDS, self._look)

    def _look(self) -> None:
        self._write_timer = None
        former, unsent = self._unsent, self.transport.get_write_buffer_size()
        if unsent and former - unsent < LEAST_BYTES:
            self.transport.abort()
        else:
            self.watch_writing()

    def _stop_watching(self) -> None:
        if self._write_timer is not None:
            self._write_timer.cancel()
            self._write_timer = None
