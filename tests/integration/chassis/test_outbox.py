"""Events leave in order, in batches, once for each commit, by one replica at a time."""

import eventlet
import pytest
from chassis.db import open_database
from chassis.db.tables import outbox
from chassis.events import main as events_program
from chassis.messaging.amqp import ConfirmingConnection
from chassis.messaging.outbox import BATCH, Relay, sweep_outbox
from chassis.testing.waiting import wait_until
from contracts.context import CallContext
from probe.service import ProbeService
from sqlalchemy import event, func, select, update


@pytest.fixture
def db(service_database):
    database = open_database(service_database("probe"), "probe", CallContext(request_id="r1"))
    yield database
    database.engine.dispose()


@pytest.fixture
def new_relay(db, vhost):
    relays = []

    def new():
        relays.append(Relay.over(vhost, "probe", db))
        return relays[-1]

    yield new
    for relay in relays:
        relay.close()


def publish(db, count):
    def run(uow):
        return [uow.publish("thing_seen", {"thing_id": str(n)}) for n in range(count)]

    return db.run(run)


def waiting(db):
    query = select(func.count()).where(outbox.c.published_at.is_(None))
    return db.read(lambda session: session.scalar(query))


def test_events_are_published_in_order_and_marked(db, new_relay, published_events):
    ids = publish(db, 30)
    assert new_relay().publish_pending() == 30
    bodies = published_events.wait_for("thing_seen", 30)
    assert [body["id"] for body in bodies] == ids
    assert waiting(db) == 0
    assert new_relay().publish_pending() == 0


def test_statements_grow_with_batches_and_not_with_events(db, new_relay, published_events):
    relay = new_relay()
    publish(db, BATCH + 5)
    statements = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    assert relay.publish_pending() == BATCH + 5
    assert len(statements) == 6  # lock, select, update; twice
    published_events.wait_for("thing_seen", BATCH + 5)


def test_a_message_is_persistent_and_carries_the_events_id(db, new_relay, vhost):
    seen = []
    queue = eventlet.Queue()

    def subscribe(channel):
        channel.exchange_declare("probe.events", "topic", durable=True, auto_delete=False)
        channel.queue_declare("watch", exclusive=True)
        channel.queue_bind("watch", "probe.events", "thing_seen")
        channel.basic_consume("watch", no_ack=True, callback=queue.put)

    listener = ConfirmingConnection(vhost, "watch", subscribe)
    listener.open()
    [event_id] = publish(db, 1)
    new_relay().publish_pending()
    message = queue.get(timeout=30)
    listener.close()
    seen = message.properties
    assert seen["message_id"] == event_id
    assert seen["delivery_mode"] == 2
    assert seen["content_type"] == "application/json"


def test_two_relays_do_not_send_twice(db, new_relay, published_events):
    publish(db, 300)
    runs = [eventlet.spawn(new_relay().publish_pending) for _ in range(2)]
    assert sum(run.wait() for run in runs) == 300
    published_events.wait_for("thing_seen", 300)
    eventlet.sleep(0.2)
    assert len(published_events.named("thing_seen")) == 300


@pytest.fixture
def published_counts(monkeypatch):
    """How many events each run of the relay sent; it runs at its start and when woken only."""
    found, publish = [], Relay.publish_pending
    monkeypatch.setattr("chassis.messaging.outbox.POLL_SECONDS", 600)
    monkeypatch.setattr(Relay, "publish_pending", lambda relay: found.append(publish(relay)))
    return found


def test_a_commit_wakes_the_relay_at_once(
    run_service, rpc_client, published_events, published_counts
):
    run_service(ProbeService)
    wait_until(lambda: published_counts == [0])
    rpc_client("probe").call("make_thing", title="a")
    published_events.wait_for("thing_made")


def test_event_of_another_process_is_found_by_the_timer(
    run_service, db, published_events, monkeypatch
):
    monkeypatch.setattr("chassis.messaging.outbox.POLL_SECONDS", 0.3)
    run_service(ProbeService)
    eventlet.sleep(0.2)
    publish(db, 1)
    published_events.wait_for("thing_seen", timeout=30)


def test_stopping_service_publishes_its_pending_events(
    run_service, rpc_client, published_events, db, published_counts
):
    container = run_service(ProbeService)
    wait_until(lambda: published_counts == [0])
    container.database.wake_relay = lambda: None
    for n in range(3):
        rpc_client("probe").call("make_thing", title=str(n))
    assert waiting(db) == 3
    container.stop()
    assert waiting(db) == 0
    assert len(published_events.wait_for("thing_made", 3)) == 3


def test_an_operator_has_an_event_sent_again(
    db, new_relay, published_events, service_database, monkeypatch, capsys
):
    monkeypatch.setenv("AUSM_DATABASE_URL", service_database("probe"))
    first, _second = publish(db, 2)
    new_relay().publish_pending()
    events_program(["probe", "resend", first])
    assert capsys.readouterr().out == "1 events will be sent again\n"
    assert new_relay().publish_pending() == 1
    bodies = published_events.wait_for("thing_seen", 3)
    assert bodies[0] == bodies[2]
    with pytest.raises(SystemExit):
        events_program(["probe", "resend"])


def test_sent_events_are_kept_a_while_and_unsent_ones_for_ever(db, new_relay):
    publish(db, 1)
    new_relay().publish_pending()
    publish(db, 1)

    def age(uow):
        old = func.now() - func.make_interval(0, 0, 0, 31)
        uow.session.execute(update(outbox).values(occurred_at=old))
        uow.session.execute(
            update(outbox).where(outbox.c.published_at.is_not(None)).values(published_at=old)
        )

    count = select(func.count()).select_from(outbox)
    db.run(sweep_outbox)
    assert db.read(lambda session: session.scalar(count)) == 2
    db.run(age)
    db.run(sweep_outbox)
    assert db.read(lambda session: session.scalar(count)) == 1
    assert waiting(db) == 1
