"""The page beside a service: `/metrics` for Prometheus, `/health/live` for the process manager."""

from typing import Any

from chassis.config import Settings


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
    from chassis.nameko_runtime.service_state import ServiceState
    from chassis.observability.gauges import GaugeCollector, GaugeSource

    registry.register(ServiceState.of(container, container.database))
    sources = [part for part in container.dependencies if isinstance(part, GaugeSource)]
    gauges = GaugeCollector(container.service_name, container.database.for_context(None), sources)
    registry.register(gauges)
    container.spawn_managed_thread(gauges.run, identifier="gauges")
