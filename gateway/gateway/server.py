"""uvicorn's server, with a drain before it stops."""

import time
from types import FrameType

import uvicorn
from starlette.applications import Starlette

from gateway.resources import Resources


class GatewayServer(uvicorn.Server):
    """A server that drains before it stops.

    For `drain_seconds` it goes on serving while its liveness asks proxies to send nobody any
    more; only then it stops to listen. Open streams do not hold up its end.
    """

    def __init__(self, config: uvicorn.Config, drain_seconds: float) -> None:
        super().__init__(config)
        self._drain_seconds = drain_seconds
        self._drained_at: float | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to drain; a second signal does not wait."""
        resources = self._resources()
        if resources and self._drain_seconds and self._drained_at is None:
            resources.draining = True
            self._drained_at = time.monotonic() + self._drain_seconds
            return
        self._end_streams()
        super().handle_exit(sig, frame)

    async def on_tick(self, counter: int) -> bool:
        """Stop when the time for draining is over."""
        if self._drained_at is not None and time.monotonic() >= self._drained_at:
            self._end_streams()
            self.should_exit = True
        return await super().on_tick(counter)

    def _end_streams(self) -> None:
        if resources := self._resources():
            resources.streams.close_all()

    def _resources(self) -> Resources | None:
        app = self.config.app
        return getattr(app.state, "resources", None) if isinstance(app, Starlette) else None
