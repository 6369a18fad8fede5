"""A service as a process: logs, metrics, a clean end."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from dataclasses import replace

import eventlet
import pytest
from chassis.testing.waiting import wait_until
from contracts.context import CallContext
from contracts.errors import ServiceError
from native.ports import PortLocks

ME = CallContext(actor_id="p1", actor_kind="person", request_id="request-77")


@pytest.fixture
def free_port():
    """Return a function that finds a port which nobody is given until the test is over."""
    with PortLocks() as locks:

        def find():
            found = {}
            locks.assign(found, ("metrics",))
            return found["metrics"]

        yield find


@pytest.fixture
def start_process(vhost, service_database, probe_environment, rpc_client, tmp_path, free_port):
    started = []

    def start():
        port, log = free_port(), (tmp_path / f"log{len(started)}").open("w+")
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "chassis.run", "probe"],
            env={
                **os.environ,
                **probe_environment,
                "AUSM_AMQP_URI": vhost,
                "AUSM_DATABASE_URL": service_database("probe"),
                "AUSM_METRICS_PORT": str(port),
            },
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        process.port, process.log = port, log
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
            process.wait()


@pytest.fixture
def process(start_process, rpc_client):
    started = start_process()
    _wait_until_up(rpc_client("probe"))
    return started


def _wait_until_up(client):
    limit = time.monotonic() + 60
    while time.monotonic() < limit:
        try:
            client.call("echo", value=1, timeout=1)
        except ServiceError:
            eventlet.sleep(0.1)
        else:
            return
    pytest.fail("the service did not start")


def lines(process):
    process.log.seek(0)
    return [json.loads(line) for line in process.log.read().splitlines()]


def stop(process):
    process.send_signal(signal.SIGTERM)
    limit = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < limit:
        eventlet.sleep(0.05)
    return process.poll()


def read_metrics(process):
    with urllib.request.urlopen(f"http://127.0.0.1:{process.port}/metrics", timeout=5) as page:
        return page.read().decode()


def test_R8_1_sigterm_stops_in_seconds_and_answers_calls_in_progress(process, rpc_client):
    call = eventlet.spawn(rpc_client("probe").call, "nap", seconds=1)
    eventlet.sleep()
    # It stands behind the nap in the same queue: once it is answered, that has begun.
    rpc_client("probe").call("echo", value=1)
    began = time.monotonic()
    assert stop(process) == 0
    # After ten it would give up what it is doing.
    assert time.monotonic() - began < 9
    assert call.wait() == "awake"


def test_every_line_is_json_and_carries_the_request(process, rpc_client):
    with pytest.raises(ServiceError):
        rpc_client("probe").call("refuse", kind="other", context=ME)
    with pytest.raises(ServiceError):
        rpc_client("probe").call("refuse", kind="forbidden", context=ME)
    assert stop(process) == 0
    written = lines(process)
    assert {line["service"] for line in written} == {"probe"}
    of_request = [line for line in written if line.get("request_id") == "request-77"]
    failed = [line for line in of_request if line["level"] == "error"]
    assert ["RuntimeError" in line["exception"] for line in failed] == [True]
    expected = [line for line in of_request if "common.forbidden" in line["message"]]
    assert [("exception" in line, line["level"]) for line in expected] == [(False, "info")]
    assert all(line["entrypoint"] == "refuse" for line in of_request)


def test_metrics_show_calls_by_outcome_and_the_state_of_events(process, rpc_client):
    probe = rpc_client("probe")
    probe.call("make_thing", title="a")
    with pytest.raises(ServiceError):
        probe.call("refuse", kind="forbidden")
    labels = 'service="probe"'
    shown_within(
        process,
        20,
        f'ausm_rpc_requests_total{{method="make_thing",outcome="ok",{labels}}} 1.0',
        f'ausm_rpc_requests_total{{method="refuse",outcome="Forbidden",{labels}}} 1.0',
        f'ausm_rpc_request_seconds_count{{method="make_thing",{labels}}} 1.0',
        # An event published and not yet sent may be older than a second for a while.
        f"ausm_outbox_lag_seconds{{{labels}}} 0.",
        f"ausm_events_dead{{{labels}}} 0.0",
        f"ausm_db_connections_limit{{{labels}}} 14.0",
        f"ausm_workers_limit{{{labels}}} 10.0",
    )


def shown_within(process, seconds, *wanted):
    limit = time.monotonic() + seconds
    while missing := [line for line in wanted if line not in read_metrics(process)]:
        assert time.monotonic() < limit, missing
        eventlet.sleep(0.1)


def test_R8_1_metrics_show_busy_workers_and_published_events(process, rpc_client):
    probe = rpc_client("probe")
    for title in ("a", "b"):
        probe.call("make_thing", title=title)
    shown_within(
        process,
        10,
        'ausm_events_published_total{event="thing_made",service="probe"} 2.0',
        'ausm_db_size_bytes{service="probe"}',
    )
    # Alone, since it can be seen only while they nap.
    naps = [eventlet.spawn(probe.call, "nap", seconds=15) for _ in range(3)]
    shown_within(process, 15, 'ausm_workers_busy{service="probe"} 3.0')
    assert [nap.wait() for nap in naps] == ["awake"] * 3


def test_R8_1_idle_service_uses_little_memory(process, rpc_client):
    rpc_client("probe").call("make_thing", title="a")
    with open(f"/proc/{process.pid}/status") as status:
        [resident] = [line.split()[1] for line in status if line.startswith("VmRSS")]
    assert int(resident) < 95 * 1024


def test_a_missing_setting_is_named(probe_environment):
    environment = {k: v for k, v in probe_environment.items() if k != "AUSM_AMQP_URI"}
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "chassis.run", "probe"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode != 0
    assert "AUSM_AMQP_URI" in run.stderr


def test_R8_1_a_call_whose_process_is_killed_is_answered_by_the_next(
    process, start_process, rpc_client
):
    call = eventlet.spawn(rpc_client("probe").call, "nap", seconds=0.5, timeout=90)
    eventlet.sleep(0.2)
    process.kill()
    process.wait()
    start_process()
    assert call.wait() == "awake"


def made_once(probe, number):
    # The last call may be delivered again: it was answered, and perhaps not yet acknowledged.
    context = replace(ME, idempotency_key=f"k{number}", request_hash="h")
    return probe.call("make_thing", context=context, title=str(number))["thing_id"]


def ids_of(name, published_events):
    """Return what the events of one kind are about, by their own ids."""
    return {body["id"]: body["data"]["thing_id"] for body in published_events.named(name)}


def test_R8_1_unsent_events_of_a_killed_process_are_published_later(
    process, start_process, rpc_client, published_events
):
    made = [made_once(rpc_client("probe"), n) for n in range(20)]
    process.kill()
    process.wait()
    start_process()
    # What was sent and not yet noted when the process died is sent again.
    wait_until(lambda: len(ids_of("thing_made", published_events)) >= 20, 60)
    assert sorted(ids_of("thing_made", published_events).values()) == sorted(made)
    wait_until(lambda: len(ids_of("thing_seen", published_events)) >= 20)
    eventlet.sleep(0.5)
    assert sorted(ids_of("thing_seen", published_events).values()) == sorted(made)
