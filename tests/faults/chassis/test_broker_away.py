"""The broker goes away at the worst moments and comes back."""

import eventlet
import pytest
from chassis.db import open_database
from chassis.db.tables import outbox
from chassis.messaging.amqp import BrokerAway, ConfirmingConnection, connect
from chassis.messaging.outbox import Relay
from chassis.testing.waiting import wait_until
from contracts.errors import ServiceError, Unavailable
from eventlet.event import Event
from probe.models import Sighting
from probe.service import AskerService, ProbeService, make_thing
from sqlalchemy import func, select


@pytest.fixture
def db(service_database):
    database = open_database(service_database("probe"), "probe")
    yield database
    database.engine.dispose()


def unsent(db):
    query = select(func.count()).where(outbox.c.published_at.is_(None))
    return db.read(lambda session: session.scalar(query))


def sightings(db):
    return db.read(lambda session: session.scalars(select(Sighting.thing_id)).all())


def test_a_commit_stands_while_the_broker_is_away_and_its_event_follows(
    run_service, vhost, tcp_proxy, db, published_events
):
    broker = tcp_proxy(vhost)
    run_service(ProbeService, AUSM_AMQP_URI=broker.url)
    broker.disconnect()
    made = db.run(make_thing, title="while away")
    assert unsent(db) == 1
    eventlet.sleep(0.5)
    assert published_events.named("thing_made") == []
    broker.reconnect()
    [published] = published_events.wait_for("thing_made", timeout=20)
    assert published["data"] == {"thing_id": made["thing_id"]}
    wait_until(lambda: sightings(db) == [made["thing_id"]])
    wait_until(lambda: unsent(db) == 0)
    assert len(published_events.named("thing_made")) == 1


def test_broker_lost_at_the_commit_loses_nothing(
    run_service, rpc_client, vhost, tcp_proxy, db, monkeypatch
):
    begun, is_cut = [], Event()

    def make_while_cut(uow, **what):
        begun.append(what)
        is_cut.wait()
        return make_thing(uow, **what)

    monkeypatch.setattr("probe.service.make_thing", make_while_cut)
    broker = tcp_proxy(vhost)
    run_service(ProbeService, AUSM_AMQP_URI=broker.url)
    call = eventlet.spawn(rpc_client("probe").call, "make_thing", title="a", timeout=5)
    wait_until(lambda: begun)
    broker.disconnect()
    is_cut.send()
    with pytest.raises(ServiceError):
        call.wait()
    # The reply is lost with the connection, not the work.
    broker.reconnect()
    wait_until(lambda: len(sightings(db)) >= 1)
    wait_until(lambda: unsent(db) == 0)


def test_a_service_answers_again_after_the_broker_is_back(
    run_service, rpc_client, vhost, tcp_proxy
):
    broker = tcp_proxy(vhost)
    run_service(ProbeService, AUSM_AMQP_URI=broker.url)
    probe = rpc_client("probe")
    assert probe.call("echo", value=1) == 1
    broker.disconnect()
    eventlet.sleep(0.3)
    broker.reconnect()

    def answers():
        try:
            return probe.call("echo", value=2, timeout=1) == 2
        except ServiceError:
            return False

    wait_until(answers)


def test_calling_while_the_broker_is_away_is_unavailable_and_quick(
    run_service, rpc_client, vhost, tcp_proxy, service_database
):
    broker = tcp_proxy(vhost)
    run_service(ProbeService)
    container = run_service(
        AskerService, AUSM_AMQP_URI=broker.url, AUSM_DATABASE_URL=service_database("probe")
    )
    assert rpc_client("asker").call("ask", method="echo", arguments={"value": 1}) == 1
    broker.disconnect()
    eventlet.sleep(0.1)
    [client] = [d for d in container.dependencies if d.attr_name == "probe_rpc"]
    calls = client.get_dependency(_Worker())
    with eventlet.Timeout(4), pytest.raises(Unavailable):
        calls.call("echo", value=1)
    broker.reconnect()
    assert calls.call("echo", value=2) == 2


class _Worker:
    def __init__(self):
        self.data = {}


def test_a_service_stops_in_seconds_while_the_broker_is_away(run_service, vhost, tcp_proxy):
    broker = tcp_proxy(vhost)
    container = run_service(ProbeService, AUSM_AMQP_URI=broker.url)
    broker.disconnect()
    eventlet.sleep(1)
    with eventlet.Timeout(6):
        container.stop()


def test_a_connection_that_breaks_within_a_batch_neither_loses_nor_overtakes(
    vhost, tcp_proxy, db, published_events
):
    broker = tcp_proxy(vhost)
    relay = Relay.over(broker.url, "probe", db)

    def publish_many(uow):
        return [uow.publish("thing_seen", {"thing_id": str(n) * 2000}) for n in range(150)]

    order = db.run(publish_many)
    relay.ping()
    broker.drops_after = 150_000
    with pytest.raises(BrokerAway):
        relay.publish_pending()
    assert unsent(db) == 150
    assert relay.publish_pending() == 150
    relay.close()
    published_events.wait_for("thing_seen", 151)

    def arrived():
        return list(dict.fromkeys(body["id"] for body in published_events.named("thing_seen")))

    wait_until(lambda: len(arrived()) == 150)
    assert arrived() == order


def test_a_broker_that_never_confirms_is_away(vhost, db, monkeypatch):
    monkeypatch.setattr(ConfirmingConnection, "_on_ack", lambda *_args: None)
    connection = ConfirmingConnection(vhost, "deaf")
    with eventlet.Timeout(3), pytest.raises(BrokerAway):
        connection.publish_batch([("", "", "nowhere", "null")], timeout=0.5)
    assert not connection.is_open


def test_the_rest_of_a_broken_batch_does_not_go_through_a_new_connection(vhost):
    def declare(channel):
        channel.queue_declare("watch", durable=True, auto_delete=False)

    connection = ConfirmingConnection(vhost, "broken", declare)

    def messages():
        yield ("", "", "watch", "1")
        eventlet.sleep(0.1)
        connection._break(ConnectionError("noticed by the reader"))
        yield ("", "", "watch", "2")

    with pytest.raises(BrokerAway):
        connection.publish_batch(messages(), timeout=5)
    connection = connect(vhost, "counting")
    assert connection.channel().queue_declare("watch", passive=True).message_count == 1
    connection.close()
