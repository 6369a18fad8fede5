"""State and events commit together or not at all."""

import eventlet
import pytest
from chassis.db import open_database
from chassis.db.tables import outbox
from contracts.context import CallContext
from contracts.errors import Conflict, NotFound, Unavailable
from probe.models import Thing
from probe.service import count_things, make_thing
from sqlalchemy import func, select, text, update


@pytest.fixture
def url(service_database):
    return service_database("probe")


@pytest.fixture
def db(url):
    database = open_database(
        url, "probe", CallContext(actor_id="p1", actor_kind="person", request_id="r1")
    )
    yield database
    database.engine.dispose()


def outbox_bodies(session):
    return session.scalars(select(outbox.c.body).order_by(outbox.c.position)).all()


def test_state_and_event_commit_together(db):
    made = db.run(make_thing, title="a")
    assert db.read(count_things) == 1
    [body] = db.read(outbox_bodies)
    assert body["type"] == "thing_made"
    assert body["source"] == "probe"
    assert body["data"] == {"thing_id": made["thing_id"]}
    assert body["context"] == {"actor_id": "p1", "actor_kind": "person", "request_id": "r1"}


def test_an_error_leaves_neither_state_nor_event(db):
    with pytest.raises(Conflict):
        db.run(make_thing, title="refused")
    assert db.read(count_things) == 0
    assert db.read(outbox_bodies) == []


def test_events_keep_the_order_of_their_publishing(db):
    def publish_many(uow):
        return [uow.publish("thing_made", {"thing_id": str(n)}) for n in range(20)]

    ids = db.run(publish_many)
    assert [body["id"] for body in db.read(outbox_bodies)] == ids


@pytest.mark.parametrize(
    ("name", "data"),
    [("no_such_event", {}), ("thing_made", {}), ("thing_made", {"thing_id": "1", "more": 1})],
)
def test_an_event_that_is_not_in_the_catalogue_is_refused(db, name, data):
    with pytest.raises(ValueError, match=name):
        db.run(lambda uow: uow.publish(name, data))


def test_actions_after_commit_run_only_after_a_commit(db):
    ran = []

    def act(uow, title):
        uow.after_commit(lambda: ran.append((title, db.read(count_things))))
        uow.after_commit(lambda: 1 / 0)
        return make_thing(uow, title)

    with pytest.raises(Conflict):
        db.run(act, title="refused")
    db.run(act, title="fine")
    assert ran == [("fine", 1)]


def test_a_deadlock_is_tried_again(db, service_database):
    other = open_database(service_database("probe"), "probe")
    for title in ("a", "b"):
        db.run(make_thing, title=title)
    attempts, holding = [], set()

    def rename(uow, first, second):
        attempts.append(first)
        # The one that was refused comes back when the other is through: one deadlock is enough.
        while len(attempts) > 2 and not (one.dead or two.dead):
            eventlet.sleep(0.01)
        uow.session.execute(update(Thing).where(Thing.title == first).values(phone=None))
        holding.add(first)
        while len(holding) < 2:
            eventlet.sleep(0.01)
        uow.session.execute(update(Thing).where(Thing.title == second).values(phone=None))

    one = eventlet.spawn(db.run, rename, first="a", second="b")
    two = eventlet.spawn(other.run, rename, first="b", second="a")
    one.wait()
    two.wait()
    other.engine.dispose()
    assert len(attempts) == 3


def test_R8_1_retries_end_as_unavailable(db):
    attempts = []

    def clash(uow):
        attempts.append(1)
        uow.session.execute(text("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE='40001'; END $$"))

    with pytest.raises(Unavailable):
        db.run(clash)
    assert len(attempts) == 4


@pytest.mark.parametrize("thing_id", ["1", "", "../x", "zzzzzzzz-zzzz-zzzz-zzzz-zzzzzzzzzzzz"])
def test_malformed_id_is_not_found(db, thing_id):
    with pytest.raises(NotFound):
        db.read(lambda session: session.get(Thing, thing_id))


def test_reading_cannot_write(db):
    with pytest.raises(Exception, match="read-only"):
        db.read(lambda session: session.execute(text("DELETE FROM things")))


def test_an_exhausted_pool_is_unavailable_and_not_for_ever(db):
    size = db.engine.pool.size()
    held = [db.engine.connect() for _ in range(size)]
    with eventlet.Timeout(5), pytest.raises(Unavailable):
        db.read(count_things)
    for connection in held:
        connection.close()
    assert db.read(count_things) == 0


def test_moments_are_aware_and_utc(db):
    db.run(make_thing, title="a")
    made_at = db.read(lambda session: session.scalar(select(Thing.made_at)))
    assert made_at.utcoffset().total_seconds() == 0
    naive = Thing(thing_id="0" * 32, title="n", made_at=made_at.replace(tzinfo=None))
    with pytest.raises(Exception, match="time zone"):
        db.run(lambda uow: uow.session.add(naive))


def test_R8_4_sealed_columns_rest_sealed_and_are_found_by_their_index(db):
    db.run(make_thing, title="a", phone="13800000000")

    def raw(session):
        return session.execute(text("SELECT phone, phone_index FROM things")).one()

    phone, index = db.read(raw)
    assert phone.startswith("v1.")
    assert "138" not in phone
    assert len(index) == 32
    found = db.read(
        lambda session: session.scalar(select(Thing).where(Thing.phone_index == "13800000000"))
    )
    assert found.phone == "13800000000"
    none = db.read(
        lambda session: session.scalar(
            select(func.count()).where(Thing.phone_index == "13800000001")
        )
    )
    assert none == 0


def test_errors_do_not_quote_values(db):
    db.run(make_thing, title="a", phone="13800000000")
    with pytest.raises(Exception, match="uq_things_phone_index") as raised:
        db.run(make_thing, title="geheim", phone="13800000000")
    assert "geheim" not in str(raised.value)
    assert "13800000000" not in str(raised.value)
