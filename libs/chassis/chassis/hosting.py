"""How a service's container is set up, in production and in tests alike."""

from typing import Any

from chassis import wire
from chassis.config import SETTINGS_KEY, Settings

HEARTBEAT_SECONDS = 30


def nameko_config(settings: Settings) -> dict[str, Any]:
    """Return Nameko's configuration for a process with these settings."""
    return {
        SETTINGS_KEY: settings,
        "AMQP_URI": settings.amqp_uri,
        "HEARTBEAT": HEARTBEAT_SECONDS,
        "SERVICE_CONTAINER_CLS": "chassis.container.Container",
        "max_workers": settings.max_workers,
        "serializer": wire.SERIALIZER,
        "SERIALIZERS": {
            wire.SERIALIZER: {
                "encoder": "chassis.wire.dumps",
                "decoder": "chassis.wire.loads",
                "content_type": wire.CONTENT_TYPE,
                "content_encoding": "utf-8",
            }
        },
        # Without retries the consumer's first connection decides: keep trying instead.
        "TRANSPORT_OPTIONS": {"interval_start": 0.2, "interval_step": 0.5, "interval_max": 3},
    }


def serve_metrics(settings: Settings, container: Any) -> None:
    """Serve `/metrics` beside the service, and `/health/live` for the process manager."""
    import eventlet
    import eventlet.wsgi

    listener = eventlet.listen((settings.metrics_host, settings.metrics_port))
    page = _metrics_page(container)
    container.spawn_managed_thread(
        lambda: eventlet.wsgi.server(listener, page, log_output=False), identifier="metrics page"
    )


def _metrics_page(container: Any) -> Any:
    from prometheus_client import REGISTRY, make_wsgi_app

    if container.database is not None:
        _register_state(container, REGISTRY)
    metrics = make_wsgi_app()

    def page(environ: dict[str, Any], start_response: Any) -> Any:
        if environ["PATH_INFO"] == "/health/live":
            start_response("200 OK", [("Content-Type", "application/json")])
            return [b'{"status":"ok"}']
        return metrics(environ, start_response)

    return page


def _register_state(container: Any, registry: Any) -> None:
    from chassis.figures import Figures, FigureSource
    from chassis.service_metrics import ServiceState

    registry.register(ServiceState.of(container, container.database))
    sources = [part for part in container.dependencies if isinstance(part, FigureSource)]
    figures = Figures(container.service_name, container.database.for_context(None), sources)
    registry.register(figures)
    container.spawn_managed_thread(figures.run, identifier="figures")
