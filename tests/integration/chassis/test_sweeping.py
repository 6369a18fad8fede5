"""What is kept only for a while goes when its time is over, and nothing else does."""

import uuid
from datetime import timedelta

import pytest
from chassis.clock import utc_now
from chassis.db import open_database
from chassis.db.tables import idempotency, inbox, outbox
from nameko.testing.services import entrypoint_hook
from probe.service import ProbeService
from sqlalchemy import func, insert, select


@pytest.fixture
def db(service_database):
    database = open_database(service_database("probe"), "probe")
    yield database
    database.engine.dispose()


@pytest.fixture
def sweep(run_service):
    container = run_service(ProbeService)
    with entrypoint_hook(container, "sweep_messages") as run:
        yield run


def count(db, table):
    return db.read(lambda session: session.scalar(select(func.count()).select_from(table)))


def add(db, table, **values):
    db.run(lambda uow: uow.session.execute(insert(table).values(**values)) and None)


@pytest.mark.parametrize(("days", "left"), [(29, 1), (31, 0)])
def test_sent_events(db, sweep, days, left):
    then = utc_now() - timedelta(days=days)
    event_id = str(uuid.uuid4())
    add(db, outbox, event_id=event_id, event_type="t", body={}, occurred_at=then, published_at=then)
    sweep()
    assert count(db, outbox) == left


@pytest.mark.parametrize(
    ("state", "days", "left"), [("handled", 29, 1), ("handled", 31, 0), ("dead", 31, 1)]
)
def test_received_events(db, sweep, state, days, left):
    then = utc_now() - timedelta(days=days)
    add(
        db,
        inbox,
        event_id=str(uuid.uuid4()),
        handler="on_x",
        event_type="t",
        state=state,
        attempts=1,
        received_at=then,
        handled_at=then if state == "handled" else None,
    )
    sweep()
    assert count(db, inbox) == left


@pytest.mark.parametrize(("days", "left"), [(1, 1), (3, 0)])
def test_done_commands(db, sweep, days, left):
    then = utc_now() - timedelta(days=days)
    add(db, idempotency, actor_id="person:p1", operation="o", key="k", created_at=then)
    sweep()
    assert count(db, idempotency) == left
