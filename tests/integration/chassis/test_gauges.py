"""R8.1: gauges that cost a query are read in the background and never shown when old."""

from types import SimpleNamespace

import eventlet
import pytest
from chassis.db import open_database
from chassis.observability import gauges
from chassis.observability.database_gauges import DatabaseGauges
from chassis.observability.gauges import GaugeCollector, GaugeSource, GaugeValue
from chassis.testing.waiting import wait_until
from prometheus_client import CollectorRegistry, generate_latest


class Shelf(GaugeSource):
    """Counts what the test puts on it, and how often it was asked."""

    def __init__(self):
        self.value = 1.0
        self.asked = 0
        self.failure = None

    def read(self, session, now):
        self.asked += 1
        if self.failure:
            raise self.failure
        yield GaugeValue("things", "On the shelf.", self.value, {"colour": "red"})
        yield GaugeValue("things", "On the shelf.", self.value + 1, {"colour": "blue"})


@pytest.fixture
def db(service_database):
    opened = open_database(service_database("probe"), "probe")
    yield opened
    opened.engine.dispose()


@pytest.fixture
def shelf():
    return Shelf()


@pytest.fixture
def known(db, shelf):
    return GaugeCollector("probe", db, [shelf])


def page(collector):
    registry = CollectorRegistry()
    registry.register(collector)
    return generate_latest(registry).decode()


def test_R8_1_scrape_runs_no_query(known, shelf):
    known.refresh()
    pages = {page(known) for _ in range(5)}
    assert shelf.asked == 1
    [shown] = pages
    assert 'things{colour="red",service="probe"} 1.0' in shown
    assert 'things{colour="blue",service="probe"} 2.0' in shown


def test_R8_1_gauges_are_refreshed_in_the_background(known, shelf, monkeypatch):
    monkeypatch.setattr(gauges, "REFRESH_SECONDS", 0.05)
    thread = eventlet.spawn(known.run)
    wait_until(lambda: shelf.asked >= 3)
    thread.kill()
    shelf.value = 7.0
    known.refresh()
    assert 'things{colour="red",service="probe"} 7.0' in page(known)


def test_R8_1_failing_source_does_not_affect_others_and_expires(db, known, shelf, monkeypatch):
    now = 0.0
    monkeypatch.setattr(gauges, "time", SimpleNamespace(monotonic=lambda: now))
    both = GaugeCollector("probe", db, [shelf, DatabaseGauges()])
    both.refresh()
    shelf.failure = RuntimeError("no")
    both.refresh()
    assert "things" in page(both)
    now += gauges.STALE_SECONDS + 1
    both.refresh()
    shown = page(both)
    assert "things" not in shown
    assert "ausm_db_size_bytes" in shown


def test_R8_1_database_gauges_show_size_and_connections(db):
    known = GaugeCollector("probe", db, [DatabaseGauges()])
    known.refresh()
    shown = dict(line.rsplit(" ", 1) for line in page(known).splitlines() if line[0] != "#")
    of = {name.partition("{")[0]: float(value) for name, value in shown.items()}
    assert of["ausm_db_size_bytes"] > 1_000_000
    assert 1 <= of["ausm_db_server_connections"] <= of["ausm_db_server_connections_limit"]
    assert of["ausm_db_oldest_transaction_seconds"] >= 0


def test_R8_1_a_transaction_left_open_is_seen(db, service_database):
    other = open_database(service_database("probe"), "probe")
    known = GaugeCollector("probe", db, [DatabaseGauges()])
    with other.engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
        eventlet.sleep(1.1)
        known.refresh()
    other.engine.dispose()
    [line] = [x for x in page(known).splitlines() if x.startswith("ausm_db_oldest")]
    assert float(line.rsplit(" ", 1)[1]) >= 1
