"""Run the gateway: `python -m gateway`."""

import time
from types import FrameType

import structlog
import uvicorn
from chassis.config import named_if_missing
from chassis.observability import logs
from prometheus_client import start_http_server
from starlette.applications import Starlette

from gateway.app import create_app
from gateway.lingering import LingeringProtocol
from gateway.resources import Resources
from gateway.settings import Settings

DRAIN_SECONDS = 10
# Longer than clients and proxies keep an idle connection: whoever closes first loses the request
# that crosses the close.
KEEP_ALIVE_SECONDS = 75


class GatewayServer(uvicorn.Server):
    """A server that leaves in good order.

    For `leave_seconds` it goes on serving while its liveness tells proxies to send nobody any
    more; only then it stops to listen. Open streams do not hold up its end.
    """

    def __init__(self, config: uvicorn.Config, leave_seconds: float) -> None:
        super().__init__(config)
        self._leave_seconds = leave_seconds
        self._leaves_at: float | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to leave; a second signal does not wait."""
        resources = self._resources()
        if resources and self._leave_seconds and self._leaves_at is None:
            resources.leaving = True
            self._leaves_at = time.monotonic() + self._leave_seconds
            return
        self._end_streams()
        super().handle_exit(sig, frame)

    async def on_tick(self, counter: int) -> bool:
        """Stop when the time for leaving is over."""
        if self._leaves_at is not None and time.monotonic() >= self._leaves_at:
            self._end_streams()
            self.should_exit = True
        return await super().on_tick(counter)

    def _end_streams(self) -> None:
        if resources := self._resources():
            resources.streams.close_all()

    def _resources(self) -> Resources | None:
        app = self.config.app
        return getattr(app.state, "resources", None) if isinstance(app, Starlette) else None


def main() -> None:
    """Serve until told to stop."""
    with named_if_missing("gateway"):
        settings = Settings.from_env()
    logs.set_up("gateway", settings.log_level)
    if settings.metrics_port:
        start_http_server(settings.metrics_port, settings.metrics_host)
    config = uvicorn.Config(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http=LingeringProtocol,
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies or None,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=DRAIN_SECONDS,
    )
    structlog.get_logger(__name__).info("gateway_starting", port=settings.port)
    GatewayServer(config, settings.leave_seconds).run()


if __name__ == "__main__":
    main()
