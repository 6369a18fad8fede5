"""Calls: context, deadlines, errors, absent services."""

import time
from dataclasses import replace

import eventlet
import pytest
from chassis.messaging import wire
from chassis.messaging.amqp import connect
from chassis.testing.waiting import wait_until
from contracts.context import CallContext
from contracts.errors import (
    DeadlineExceeded,
    Forbidden,
    ServiceError,
    Unavailable,
    ValidationFailed,
)
from eventlet.event import Event as GreenEvent
from probe.service import AskerService, ProbeService

ME = CallContext(
    actor_id="p1",
    actor_kind="person",
    roles=("a", "b"),
    request_id="r1",
    idempotency_key="k1",
    request_hash="h",
)


@pytest.fixture
def probe(run_service, rpc_client):
    run_service(ProbeService)
    return rpc_client("probe")


@pytest.fixture
def asker(run_service, rpc_client, service_database):
    run_service(AskerService, AUSM_DATABASE_URL=service_database("probe"))
    return rpc_client("asker")


def test_values_survive_the_round_trip(probe):
    value = {"text": "钟𬸚", "list": [1, 2.5, None, True], "__type__": "bytes", "__value__": "AA"}
    assert probe.call("echo", value=value) == value


@pytest.mark.parametrize("name", ["echo", "repeat", "mirror"])
def test_R8_1_renamed_method_answers_to_its_former_names(probe, name):
    assert probe.call(name, value=1) == 1


def test_the_caller_is_known_in_the_service(probe):
    seen = probe.call("who", context=ME)
    assert seen["actor_id"] == "p1"
    assert seen["roles"] == ["a", "b"]
    assert seen["idempotency_key"] == "k1"


def test_the_caller_is_passed_on_but_not_the_key(probe, asker):
    seen = asker.call("ask", context=ME, method="who", arguments={})
    assert (seen["actor_id"], seen["actor_kind"], seen["request_id"]) == ("p1", "person", "r1")
    assert seen["idempotency_key"] is None


def test_service_may_call_in_its_own_name(probe, asker):
    seen = asker.call("ask", context=ME, method="who", arguments={}, as_service=True)
    assert (seen["actor_id"], seen["actor_kind"], seen["request_id"]) == ("asker", "service", "r1")
    assert seen["roles"] == []


def test_deadlines_only_shrink_on_the_way(probe, asker):
    seen = asker.call("ask", context=ME, timeout=10, method="who", arguments={})
    assert 0 < seen["remaining"] < 10


@pytest.mark.parametrize("shift", [15.0, -15.0], ids=["ahead", "behind"])
def test_R8_1_call_to_a_replica_whose_clock_is_off_is_answered(probe, monkeypatch, shift):
    """What is read of the time of day between sending and receipt is another machine's clock."""
    sent = wire.context_headers

    def from_elsewhere(context, seconds):
        now = time.time()
        with monkeypatch.context() as clock:
            clock.setattr(time, "time", lambda: now + shift)
            return sent(context, seconds)

    monkeypatch.setattr(wire, "context_headers", from_elsewhere)
    seen = probe.call("who", timeout=10)
    assert 0 < seen["remaining"] <= 10


@pytest.mark.parametrize(("left", "answered"), [(5.0, True), (-0.01, False)])
def test_R8_1_call_of_the_version_before_has_its_deadline_as_time_of_day(
    probe, monkeypatch, left, answered
):
    def former(context, _seconds):
        return {wire.CONTEXT_HEADER: context.to_json(deadline=time.time() + left)}

    monkeypatch.setattr(wire, "context_headers", former)
    if answered:
        assert 0 < probe.call("who", timeout=10)["remaining"] <= left
    else:
        with pytest.raises(DeadlineExceeded):
            probe.call("who", timeout=10)


@pytest.mark.parametrize(
    ("kind", "error_class", "code"),
    [
        ("forbidden", Forbidden, "common.forbidden"),
        ("validation", ValidationFailed, "common.validation_failed"),
        ("other", ServiceError, "common.internal_error"),
    ],
)
def test_errors_come_back_through_two_services(probe, asker, kind, error_class, code):
    with pytest.raises(ServiceError) as raised:
        asker.call("ask", method="refuse", arguments={"kind": kind})
    assert type(raised.value) is error_class
    assert raised.value.code == code
    assert "secret" not in str(raised.value.args)
    if kind == "validation":
        assert raised.value.details["errors"][0]["field"] == "a[0].b"


@pytest.mark.parametrize(
    ("method", "arguments"),
    [("no_such_method", {}), ("echo", {}), ("echo", {"value": 1, "more": 2}), ("answer_oddly", {})],
)
def test_call_that_fits_no_method_is_answered_at_once(probe, method, arguments):
    with eventlet.Timeout(15), pytest.raises(ServiceError) as raised:
        probe.call(method, **arguments)
    assert raised.value.code == "common.internal_error"
    assert probe.call("echo", value=1) == 1


def test_an_absent_service_is_unavailable_at_once(asker):
    began = time.monotonic()
    with pytest.raises(Unavailable):
        asker.call("ask", method="who", arguments={}, target="nobody")
    assert time.monotonic() - began < 10


def test_no_answer_in_time_is_deadline_exceeded(probe):
    began = time.monotonic()
    with pytest.raises(DeadlineExceeded):
        probe.call("nap", seconds=4, timeout=0.3)
    assert time.monotonic() - began < 3.5


def test_late_reply_is_ignored(probe):
    with pytest.raises(DeadlineExceeded):
        probe.call("nap", seconds=0.5, timeout=0.2)
    eventlet.sleep(0.5)
    assert probe.call("echo", value="fresh") == "fresh"


def waiting_calls(vhost, service):
    connection = connect(vhost, "counting")
    count = connection.channel().queue_declare(f"rpc-{service}", passive=True).message_count
    connection.close()
    return count


def test_expired_call_leaves_the_queue(run_service, rpc_client, vhost, faults):
    """While the service is away its queue stays; what expires there must not be run later."""
    run_service(ProbeService).stop()
    waiting = eventlet.spawn(rpc_client("probe").call, "nap", seconds=0, timeout=3)
    wait_until(lambda: waiting_calls(vhost, "probe") == 1, 3)
    with pytest.raises(DeadlineExceeded):
        waiting.wait()
    wait_until(lambda: waiting_calls(vhost, "probe") == 0)
    run_service(ProbeService)
    assert rpc_client("probe").call("echo", value=1) == 1
    assert "naps" not in faults


def test_a_call_past_its_deadline_is_refused_even_when_delivered(probe, faults, monkeypatch):
    """Delivered in time but waiting for a free worker: the message's own expiry cannot help."""
    answer = probe._caller._waiting["late"] = GreenEvent()
    received = wire.context_of
    monkeypatch.setattr(
        wire,
        "context_of",
        lambda headers: replace(received(headers), deadline=time.monotonic() - 0.01),
    )
    probe._caller._send("probe", "nap", {"seconds": 0}, CallContext(), "late", 5)
    with eventlet.Timeout(30):
        reply = answer.wait()
    assert reply["error"]["exc_type"] == "DeadlineExceeded"
    assert "naps" not in faults


def test_a_stopping_service_finishes_what_it_began(run_service, rpc_client, faults):
    container = run_service(ProbeService)
    call = eventlet.spawn(rpc_client("probe").call, "nap", seconds=0.5)
    wait_until(lambda: faults.get("naps"))
    container.stop()
    assert call.wait() == "awake"


def test_R8_1_call_of_a_stopping_replica_is_not_run_again_elsewhere(
    run_service, rpc_client, faults
):
    stopping = run_service(ProbeService)
    call = eventlet.spawn(rpc_client("probe").call, "nap", seconds=1.5)
    wait_until(lambda: faults.get("naps"))
    run_service(ProbeService)
    stopping.stop()
    assert call.wait() == "awake"
    eventlet.sleep(0.5)
    assert faults["naps"] == 1
