"""Each event is handled once; what fails is kept and tried again."""

import subprocess
import sys
import uuid
from datetime import timedelta

import eventlet
import pytest
from chassis import plain_json
from chassis.clock import to_wire, utc_now
from chassis.db import open_database
from chassis.db.tables import inbox as inbox_table
from chassis.events import main as events_program
from chassis.messaging import inbox
from chassis.messaging.amqp import ConfirmingConnection
from chassis.testing.waiting import wait_until
from contracts.context import CallContext
from probe.models import Sighting
from probe.service import ProbeService
from sqlalchemy import select

ME = CallContext(actor_id="p1", actor_kind="person", request_id="r1")


@pytest.fixture
def db(service_database):
    database = open_database(service_database("probe"), "probe")
    yield database
    database.engine.dispose()


@pytest.fixture
def send(vhost):
    """Publish one event's body, as often as asked."""
    connection = ConfirmingConnection(vhost, "sender")

    def publish(body, times=1):
        text = body if isinstance(body, str) else plain_json.dumps(body)
        connection.publish_batch([("", "probe.events", "thing_made", text)] * times, timeout=30)

    yield publish
    connection.close()


@pytest.fixture
def quick_retries(monkeypatch):
    monkeypatch.setattr("chassis.messaging.inbox._FIRST_DELAY", timedelta(milliseconds=50))
    monkeypatch.setattr("chassis.nameko_runtime.subscription.RETRY_POLL_SECONDS", 0.1)


def thing_made():
    return {
        "id": str(uuid.uuid4()),
        "type": "thing_made",
        "source": "probe",
        "occurred_at": to_wire(utc_now()),
        "context": {"actor_id": "p1", "actor_kind": "person", "request_id": "r1"},
        "data": {"thing_id": str(uuid.uuid4())},
    }


def sightings(db):
    return db.read(lambda session: session.scalars(select(Sighting)).all())


def rows(db):
    return db.read(lambda session: session.execute(select(inbox_table)).all())


def test_handler_gets_the_context_of_the_command(run_service, rpc_client, db):
    run_service(ProbeService)
    rpc_client("probe").call("make_thing", title="a", context=ME)
    wait_until(lambda: sightings(db))
    [sighting] = sightings(db)
    assert (sighting.actor_id, sighting.request_id) == ("p1", "r1")


def test_an_event_delivered_many_times_is_handled_once(run_service, send, db, faults):
    run_service(ProbeService)
    body = thing_made()
    send(body, times=8)
    wait_until(lambda: sightings(db))
    send(body, times=2)
    last = thing_made()
    send(last)
    wait_until(lambda: len(sightings(db)) == 2)
    assert faults["handled"] == 2
    assert [row.state for row in rows(db)] == ["handled", "handled"]


def test_a_handler_that_fails_twice_then_succeeds(
    run_service, send, db, faults, quick_retries, published_events
):
    faults["fail_times"] = 2
    run_service(ProbeService)
    body = thing_made()
    send(body)
    wait_until(lambda: [row.state for row in rows(db)] == ["handled"])
    assert faults["handled"] == 3
    assert len(sightings(db)) == 1
    [row] = rows(db)
    assert (row.attempts, row.body, row.last_error) == (3, None, None)
    published_events.wait_for("thing_seen")
    assert len(published_events.named("thing_seen")) == 1


def test_a_failed_event_keeps_its_content_and_its_error(run_service, send, db, faults, monkeypatch):
    monkeypatch.setattr("chassis.messaging.inbox._FIRST_DELAY", timedelta(minutes=1))
    faults["fail_times"] = 1
    run_service(ProbeService)
    body = thing_made()
    send(body)
    wait_until(lambda: rows(db))
    [row] = rows(db)
    assert (row.state, row.attempts, row.body) == ("failed", 1, body)
    assert "the handler stumbles" in row.last_error
    assert sightings(db) == []


@pytest.fixture
def dead_event(run_service, send, db, faults, quick_retries, monkeypatch):
    """An event whose handler failed as often as it may, and would succeed now."""
    monkeypatch.setattr("chassis.messaging.inbox.MAX_ATTEMPTS", 3)
    faults["fail_times"] = 3
    run_service(ProbeService)
    body = thing_made()
    send(body)
    wait_until(lambda: [row.state for row in rows(db)] == ["dead"])
    return body


def test_after_the_last_attempt_an_event_is_dead_and_health_says_so(dead_event, rpc_client, faults):
    def reported():
        health = rpc_client("probe").call("health")
        return health["status"], health["checks"]["events"].get("dead")

    wait_until(lambda: reported() == ("degraded", 1))
    eventlet.sleep(0.5)
    assert faults["handled"] == 3


def test_an_operator_sees_a_dead_event_and_has_it_tried_again(
    dead_event, db, monkeypatch, service_database, capsys
):
    monkeypatch.setenv("AUSM_DATABASE_URL", service_database("probe"))
    events_program(["probe", "list"])
    listed = capsys.readouterr().out
    assert dead_event["id"] in listed
    assert "RuntimeError" in listed
    assert "stumbles" not in listed
    events_program(["probe", "retry", dead_event["id"]])
    wait_until(lambda: len(sightings(db)) == 1)
    assert [row.state for row in rows(db)] == ["handled"]


def test_the_operators_program_runs_by_its_name(service_database):
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "chassis.events", "probe", "list"],
        env={"AUSM_DATABASE_URL": service_database("probe"), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    assert "every event was handled" in run.stdout


NOT_AN_ID = plain_json.dumps({**thing_made(), "id": "7"})


@pytest.mark.parametrize(
    "junk", ["{}", "[]", "3", "null", '"text"', '{"id": "x", "type": "y"}', "{torn", NOT_AN_ID]
)
def test_malformed_message_is_dropped(run_service, send, db, junk):
    run_service(ProbeService)
    send(junk)
    send(thing_made())
    wait_until(lambda: len(sightings(db)) == 1)


def test_failed_events_of_a_removed_handler_do_not_block_others(
    run_service, send, db, faults, quick_retries, monkeypatch
):
    monkeypatch.setattr("chassis.nameko_runtime.subscription.RETRY_BATCH", 3)
    for _ in range(5):
        inbox.store_failure(db, thing_made(), "on_thing_of_old", RuntimeError())
    faults["fail_times"] = 1
    run_service(ProbeService)
    send(thing_made())
    wait_until(lambda: len(sightings(db)) == 1)
    assert sorted(row.state for row in rows(db)) == ["failed"] * 5 + ["handled"]


def test_two_replicas_share_the_retries(run_service, send, db, faults, quick_retries):
    faults["fail_times"] = 6
    for _ in range(2):
        run_service(ProbeService)
    for _ in range(6):
        send(thing_made())
    wait_until(lambda: [row.state for row in rows(db)] == ["handled"] * 6)
    assert len(sightings(db)) == 6
    assert faults["handled"] == 12


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(1, 1), (2, 2), (3, 4), (10, 512), (11, 600), (1000, 600)]
)
def test_the_pause_doubles_up_to_ten_minutes(attempts, seconds):
    assert inbox.delay_after(attempts).total_seconds() == seconds


def test_R8_1_event_that_ends_as_a_deadlock_is_handled_again_at_once(run_service, db, send, faults):
    faults["deadlocks"] = 2
    run_service(ProbeService)
    send(thing_made())
    wait_until(lambda: rows(db))
    assert [(row.state, row.attempts) for row in rows(db)] == [("handled", 1)]
    assert (faults["handled"], len(sightings(db))) == (3, 1)
