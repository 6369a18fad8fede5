"""The database goes away: calls say so, events wait and none is lost."""

import eventlet
import pytest
from chassis.db import open_database
from chassis.db.tables import inbox
from chassis.testing.waiting import wait_until
from contracts.errors import Unavailable
from probe.models import Sighting
from probe.service import ProbeService, make_thing
from sqlalchemy import select


@pytest.fixture
def db(service_database):
    database = open_database(service_database("probe"), "probe")
    yield database
    database.engine.dispose()


@pytest.fixture
def store(tcp_proxy, service_database):
    return tcp_proxy(service_database("probe"))


def sightings(db):
    return db.read(lambda session: session.scalars(select(Sighting.thing_id)).all())


def test_calls_are_unavailable_and_then_work_again(run_service, rpc_client, store):
    run_service(ProbeService, AUSM_DATABASE_URL=store.url)
    probe = rpc_client("probe")
    assert probe.call("count_things") == 0
    store.disconnect()
    for _ in range(3):
        with pytest.raises(Unavailable):
            probe.call("count_things")
    health = probe.call("health")
    assert health["status"] == "down"
    assert health["checks"]["database"]["status"] == "failing"
    assert health["checks"]["broker"]["status"] == "ok"
    store.reconnect()
    assert probe.call("count_things") == 0
    assert probe.call("health")["status"] == "ok"


def test_events_that_arrive_meanwhile_wait_at_a_bounded_pace(
    run_service, db, store, published_events, monkeypatch, faults
):
    monkeypatch.setattr("chassis.nameko_runtime.subscription.REQUEUE_SECONDS", 0.5)
    run_service(ProbeService, AUSM_DATABASE_URL=store.url)
    store.disconnect()
    relay = _relay(db, published_events)
    made = [db.run(make_thing, title=str(n))["thing_id"] for n in range(30)]
    relay.publish_pending()
    eventlet.sleep(1.5)
    assert sightings(db) == []
    store.reconnect()
    wait_until(lambda: len(sightings(db)) == 30)
    assert sorted(sightings(db)) == sorted(made)
    relay.close()
    rows = db.read(lambda session: session.execute(select(inbox.c.state, inbox.c.attempts)).all())
    assert {tuple(row) for row in rows} == {("handled", 1)}


def _relay(db, published_events):
    from chassis.messaging.outbox import Relay

    return Relay.over(published_events.uri, "probe", db)


def test_a_connection_lost_inside_a_handler_leaves_no_half_effect(
    run_service, rpc_client, db, faults, published_events, monkeypatch
):
    from datetime import timedelta

    monkeypatch.setattr("chassis.messaging.inbox._FIRST_DELAY", timedelta(milliseconds=100))
    faults["cut_database"] = True
    run_service(ProbeService)
    made = rpc_client("probe").call("make_thing", title="a")
    wait_until(lambda: faults.get("handled", 0) >= 1)
    eventlet.sleep(0.2)
    assert sightings(db) == []
    faults["cut_database"] = False
    wait_until(lambda: sightings(db) == [made["thing_id"]])
    published_events.wait_for("thing_seen")
    assert len(published_events.named("thing_seen")) == 1
