"""The state of one service, read when Prometheus asks for it."""

from collections.abc import Callable, Iterator
from typing import cast

from contracts.errors import ServiceError
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import Engine
from sqlalchemy.pool import QueuePool

from chassis.db.database import Database
from chassis.messaging.event_queues import EventQueues, read_event_queues
from chassis.nameko_runtime.container import Container


class ServiceState(Collector):
    """Reads workers, event queues and pool of one service when Prometheus asks."""

    def __init__(
        self, container: Container, engine: Engine, ask_queues: Callable[[], EventQueues]
    ) -> None:
        self._service = container.service_name
        self._container = container
        self._engine = engine
        self._ask_queues = ask_queues

    @classmethod
    def of(cls, container: Container, database: Database) -> "ServiceState":
        """Return the state of a service by its container and database."""
        db = database.for_context(None)
        return cls(container, database.engine, lambda: db.read(read_event_queues))

    def collect(self) -> Iterator[Metric]:
        """Yield the gauges; those of the queues are left out while the database is away."""
        yield self._gauge("ausm_workers_busy", "At work.", self._container.busy_workers)
        yield self._gauge("ausm_workers_limit", "May work at a time.", self._container.max_workers)
        pool = cast(QueuePool, self._engine.pool)
        yield self._gauge("ausm_db_connections_in_use", "In use.", pool.checkedout())
        yield self._gauge("ausm_db_connections_limit", "May open.", pool.size())
        try:
            queues = self._ask_queues()
        except ServiceError:
            return
        yield self._gauge(
            "ausm_outbox_lag_seconds", "Age of the oldest unsent event.", queues.lag_seconds
        )
        yield self._gauge("ausm_events_failed", "Events that wait for a retry.", queues.failed)
        yield self._gauge("ausm_events_dead", "Events given up.", queues.dead)

    def _gauge(self, name: str, meaning: str, value: float) -> Metric:
        gauge = GaugeMetricFamily(name, meaning, labels=["service"])
        gauge.add_metric([self._service], value)
        return gauge
