"""Run the gateway: `python -m gateway`."""

import structlog
import uvicorn
from chassis.config import named_if_missing
from chassis.observability import logs
from prometheus_client import start_http_server

from gateway.app import create_app
from gateway.http.lingering_close import LingeringCloseProtocol
from gateway.server import GatewayServer
from gateway.settings import Settings

GRACEFUL_SHUTDOWN_SECONDS = 10
# Longer than clients and proxies keep an idle connection: whoever closes first loses the request
# that crosses the close.
KEEP_ALIVE_SECONDS = 75


def main() -> None:
    """Serve until a signal stops it."""
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
        http=LingeringCloseProtocol,
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies or None,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACEFUL_SHUTDOWN_SECONDS,
    )
    structlog.get_logger(__name__).info("gateway_starting", port=settings.port)
    GatewayServer(config, settings.drain_seconds).run()


if __name__ == "__main__":
    main()
