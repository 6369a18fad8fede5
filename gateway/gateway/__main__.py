"""Run the gateway: `python -m gateway`."""

from types import FrameType

import structlog
import uvicorn
from chassis import logs
from prometheus_client import start_http_server
from starlette.applications import Starlette

from gateway.app import create_app
from gateway.lingering import LingeringProtocol
from gateway.settings import Settings

DRAIN_SECONDS = 10
# Longer than clients and proxies keep an idle connection: whoever closes first loses the request
# that crosses the close.
KEEP_ALIVE_SECONDS = 75


class GatewayServer(uvicorn.Server):
    """A server whose open streams do not hold up its stop."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop: end the streams, then let requests under way finish."""
        app = self.config.app
        if isinstance(app, Starlette) and hasattr(app.state, "resources"):
            app.state.resources.streams.close_all()
        super().handle_exit(sig, frame)


def main() -> None:
    """Serve until told to stop."""
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
    GatewayServer(config).run()


if __name__ == "__main__":
    main()
