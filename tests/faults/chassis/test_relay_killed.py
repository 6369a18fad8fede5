"""The relay dies between sending and noting that it has sent."""

import eventlet
import pytest
from chassis.db import open_database
from chassis.db.tables import outbox
from chassis.messaging.amqp import ConfirmingConnection
from chassis.messaging.outbox import Relay
from chassis.testing.waiting import wait_until
from greenlet import GreenletExit
from probe.models import Sighting
from probe.service import ProbeService, make_thing
from sqlalchemy import func, select


@pytest.fixture
def db(service_database):
    database = open_database(service_database("probe"), "probe")
    yield database
    database.engine.dispose()


def unsent(db):
    query = select(func.count()).where(outbox.c.published_at.is_(None))
    return db.read(lambda session: session.scalar(query))


@pytest.fixture
def dies_after_sending(monkeypatch):
    """Have the next batch arrive at the broker and its sender die."""
    send = ConfirmingConnection.publish_batch

    def send_and_die(connection, messages, timeout):
        monkeypatch.setattr(ConfirmingConnection, "publish_batch", send)
        send(connection, messages, timeout)
        raise GreenletExit

    monkeypatch.setattr(ConfirmingConnection, "publish_batch", send_and_die)


def test_the_events_are_sent_again_and_handled_once(
    run_service, vhost, db, published_events, dies_after_sending, faults
):
    for number in range(5):
        db.run(make_thing, title=str(number))
    victim = Relay.over(vhost, "probe", db)
    with pytest.raises(GreenletExit):
        victim.publish_pending()
    victim.close()
    assert len(published_events.wait_for("thing_made", 5)) == 5
    assert unsent(db) == 5

    run_service(ProbeService)
    wait_until(lambda: unsent(db) == 0)
    assert len(published_events.wait_for("thing_made", 10)) == 10
    published_events.wait_for("thing_seen", 5)
    eventlet.sleep(0.3)
    seen = db.read(lambda session: session.scalars(select(Sighting.thing_id)).all())
    assert len(seen) == len(set(seen)) == 5
    assert len(published_events.named("thing_seen")) == 5
    assert faults["handled"] == 5
