"""What crosses the broker."""

import time

import pytest
from chassis import plain_json
from chassis.messaging import wire
from contracts.context import CallContext
from contracts.errors import ERROR_CLASSES, ServiceError, ValidationFailed, Violation


@pytest.mark.parametrize(
    "hostile",
    [
        {"__type__": "datetime", "__value__": "x"},
        {"__type__": "bytes", "__value__": "AAAA"},
        {"__type__": "uuid", "__value__": {"hex": "0"}},
    ],
)
def test_json_is_never_deserialized_into_objects(hostile):
    assert plain_json.loads(plain_json.dumps(hostile)) == hostile


def test_characters_beyond_the_bmp_stay():
    assert plain_json.loads(plain_json.dumps("钟𬸚")) == "钟𬸚"


@pytest.mark.parametrize("error_class", ERROR_CLASSES.values())
def test_our_errors_come_back_as_they_were(error_class):
    sent = error_class("probe.reason", "不行", {"errors": [{"field": "a"}], "retry_after": 3})
    back = wire.error_from_wire(plain_json.loads(plain_json.dumps(wire.error_to_wire(sent))))
    assert type(back) is error_class
    assert (back.code, back.message, back.details) == (sent.code, sent.message, sent.details)


def test_violations_survive():
    sent = ValidationFailed.of([Violation("a[0].b", "common.required")])
    back = wire.error_from_wire(wire.error_to_wire(sent))
    assert back.details == sent.details


def test_other_errors_do_not_show_their_content():
    wired = wire.error_to_wire(RuntimeError("password=hush"))
    assert "hush" not in plain_json.dumps(wired)
    back = wire.error_from_wire(wired)
    assert type(back) is ServiceError
    assert back.code == "common.internal_error"


def test_the_context_travels_as_one_header():
    context = CallContext(actor_id="p1", actor_kind="person", roles=("reviewer",), request_id="r1")
    assert wire.context_of({wire.CONTEXT_HEADER: context.to_json()}) == context
    assert wire.context_of(None) == CallContext()


def test_R8_1_deadline_travels_as_remaining_time_whatever_the_clocks_say(monkeypatch):
    headers = wire.context_headers(CallContext(actor_id="p1", deadline=5.0), 4.0)
    monkeypatch.setattr(time, "time", lambda: 9e9)
    monkeypatch.setattr(time, "monotonic", lambda: 100.0)
    assert wire.context_of(headers) == CallContext(actor_id="p1", deadline=104.0)


def test_R8_1_replica_of_the_version_before_finds_the_time_of_day(monkeypatch):
    monkeypatch.setattr(time, "time", lambda: 1000.0)
    context = wire.context_headers(CallContext(), 4.0)[wire.CONTEXT_HEADER]
    assert plain_json.loads(context)["deadline"] == 1004.0


def test_R8_1_expiration_is_never_zero():
    assert wire.milliseconds(0.0002) == 1
