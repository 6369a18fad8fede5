"""Gauges whose value costs a query: read every so often in the background, never by a scrape.

A part of a service that knows such gauges is a `GaugeSource` on its class. What could not be
read for a while is left out, so that nobody takes an old value for a new one.
"""

import logging
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import eventlet
from nameko.extensions import DependencyProvider
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.orm import Session

from chassis.clock import utc_now
from chassis.db.database import Db

_log = logging.getLogger(__name__)

REFRESH_SECONDS = 30.0
STALE_SECONDS = 3 * REFRESH_SECONDS


@dataclass(frozen=True, slots=True)
class GaugeValue:
    """One value of a gauge; the service's name is added to the labels."""

    name: str
    meaning: str
    value: float
    labels: Mapping[str, str] = field(default_factory=dict)


class GaugeSource(DependencyProvider):
    """Reads gauges of one kind; a replica reads for all, so take the maximum of replicas."""

    def read(self, session: Session, now: datetime) -> Iterable[GaugeValue]:
        """Return the values as they are now, over indexes that grow with what is open."""
        raise NotImplementedError


class GaugeCollector(Collector):
    """The gauges of one service as they were last read."""

    def __init__(self, service: str, db: Db, sources: Iterable[GaugeSource]) -> None:
        self._service = service
        self._db = db
        self._sources = tuple(sources)
        self._known: dict[GaugeSource, tuple[float, list[GaugeValue]]] = {}

    def run(self) -> None:
        """Read for as long as the service runs."""
        while True:
            self.refresh()
            eventlet.sleep(REFRESH_SECONDS)

    def refresh(self) -> None:
        """Read every source once; one that fails keeps what it had until that is stale."""
        for source in self._sources:
            try:
                found = self._db.read(_read_all, source)
            except Exception as error:  # noqa: BLE001 - a gauge is worth no service
                _log.warning("%s not read: %s", type(source).__name__, type(error).__name__)
            else:
                self._known[source] = (time.monotonic(), found)

    def collect(self) -> Iterator[Metric]:
        """Yield one gauge for each name."""
        oldest = time.monotonic() - STALE_SECONDS
        families: dict[str, GaugeMetricFamily] = {}
        for read_at, values in self._known.values():
            for value in values if read_at > oldest else ():
                names = ["service", *value.labels]
                family = families.setdefault(
                    value.name, GaugeMetricFamily(value.name, value.meaning, labels=names)
                )
                family.add_metric([self._service, *value.labels.values()], value.value)
        yield from families.values()


def _read_all(session: Session, source: GaugeSource) -> list[GaugeValue]:
    """Read to the end while the session is open."""
    return list(source.read(session, utc_now()))
