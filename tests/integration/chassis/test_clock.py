"""R8.1: a replica whose machine's clock is off goes by the database's, and says so."""

from datetime import UTC, datetime, timedelta

import pytest
from chassis import clock
from chassis.db import open_database
from chassis.db.server_clock import TOLERANCE, follow_server
from chassis.testing.waiting import wait_for_health, wait_until
from probe.service import ProbeService

QUARTER_OF_A_MINUTE = timedelta(seconds=15)


@pytest.fixture
def machine(monkeypatch):
    """`machine(shift)` sets the machine's clock off; nothing is followed before or after."""
    clock.follow(timedelta(0))

    def set_off(shift):
        monkeypatch.setattr(clock, "machine_now", lambda: datetime.now(UTC) + shift)

    yield set_off
    clock.follow(timedelta(0))


@pytest.fixture
def db(service_database):
    database = open_database(service_database("probe"), "probe")
    yield database
    database.engine.dispose()


def distance(moment):
    return abs(moment - datetime.now(UTC))


@pytest.mark.parametrize(
    "shift", [QUARTER_OF_A_MINUTE, -QUARTER_OF_A_MINUTE], ids=["ahead", "behind"]
)
def test_R8_1_first_transaction_already_goes_by_the_databases_clock(db, machine, shift):
    machine(shift)
    assert distance(clock.utc_now()) > timedelta(seconds=10)
    with db.unit_of_work() as uow:
        assert distance(uow.now) < timedelta(seconds=5)
    assert distance(clock.utc_now()) < timedelta(seconds=5)


def test_R8_1_clock_that_was_set_right_is_noticed(db, machine):
    machine(QUARTER_OF_A_MINUTE)
    with db.unit_of_work():
        pass
    machine(timedelta(0))
    with db.engine.connect() as connection:
        follow_server(connection.connection)
    assert clock.followed() == timedelta(0)


def test_R8_1_small_differences_leave_time_alone(db, machine):
    machine(TOLERANCE / 2)
    with db.unit_of_work():
        pass
    assert clock.followed() == timedelta(0)


def test_R8_1_service_follows_while_it_runs(run_service, rpc_client, machine, monkeypatch):
    monkeypatch.setattr("chassis.db.database.CLOCK_SECONDS", 0.05)
    run_service(ProbeService)
    rpc_client("probe").call("count_things")
    machine(-QUARTER_OF_A_MINUTE)
    wait_until(lambda: clock.followed() > timedelta(seconds=10))


def test_R8_1_health_tells_how_far_the_clock_is_off(run_service, rpc_client, machine):
    run_service(ProbeService)
    machine(-QUARTER_OF_A_MINUTE)
    answer = wait_for_health(rpc_client("probe"), "degraded")
    assert answer["checks"]["clock"]["status"] == "failing"
    assert 10 < answer["checks"]["clock"]["behind_seconds"] < 20
