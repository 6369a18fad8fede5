"""The same command twice is done once."""

from dataclasses import replace
from functools import partial

import eventlet
import pytest
from chassis.db import open_database, operation
from contracts.context import CallContext
from contracts.errors import Conflict
from eventlet.event import Event as GreenEvent
from probe.service import ProbeService, count_things, make_thing

ME = CallContext(
    actor_id="p1", actor_kind="person", request_id="r1", idempotency_key="k1", request_hash="h1"
)


@pytest.fixture
def open_as(service_database):
    opened = []

    def open_for(context):
        opened.append(open_database(service_database("probe"), "probe", context))
        return opened[-1]

    yield open_for
    for db in opened:
        db.engine.dispose()


def test_a_repeat_gets_the_first_result(open_as):
    db = open_as(ME)
    first = db.run(make_thing, title="a")
    assert db.run(make_thing, title="a") == first
    assert db.read(count_things) == 1


def test_R8_2_repeat_after_a_renaming_gets_the_first_result(open_as):
    @operation("make_thing")
    def produce_thing(uow, title):
        return make_thing(uow, title)

    first = open_as(ME).run(make_thing, title="a")
    assert open_as(ME).run(produce_thing, title="a") == first
    assert open_as(ME).run(partial(produce_thing, title="a")) == first
    assert open_as(ME).read(count_things) == 1


def test_two_at_the_same_time_are_done_once(open_as):
    def slow(uow, title):
        result = make_thing(uow, title)
        eventlet.sleep(0.3)
        return result

    one = eventlet.spawn(open_as(ME).run, slow, title="a")
    two = eventlet.spawn(open_as(ME).run, slow, title="a")
    assert one.wait() == two.wait()
    assert open_as(ME).read(count_things) == 1


def test_the_second_goes_ahead_when_the_first_fails(open_as):
    begun = GreenEvent()

    def slow(uow, fails):
        result = make_thing(uow, "a")
        if fails:
            begun.send()
        eventlet.sleep(0.3)
        if fails:
            raise Conflict()
        return result

    one = eventlet.spawn(open_as(ME).run, slow, fails=True)
    begun.wait()
    two = eventlet.spawn(open_as(ME).run, slow, fails=False)
    with pytest.raises(Conflict):
        one.wait()
    assert two.wait()["title"] == "a"
    assert open_as(ME).read(count_things) == 1


def test_an_error_is_not_remembered(open_as):
    db = open_as(ME)
    with pytest.raises(Conflict):
        db.run(make_thing, title="refused")
    assert db.run(make_thing, title="fine")["title"] == "fine"


def test_the_key_for_another_request_is_a_conflict(open_as):
    open_as(ME).run(make_thing, title="a")
    with pytest.raises(Conflict) as raised:
        open_as(replace(ME, request_hash="h2")).run(make_thing, title="b")
    assert raised.value.code == "common.idempotency_key_reused"


@pytest.mark.parametrize(
    "other",
    [
        replace(ME, actor_id="p2"),
        replace(ME, actor_kind="staff"),
        replace(ME, idempotency_key="k2"),
    ],
    ids=["another-actor", "another-kind", "another-key"],
)
def test_keys_belong_to_their_actor(open_as, other):
    open_as(ME).run(make_thing, title="a")
    open_as(other).run(make_thing, title="a")
    assert open_as(ME).read(count_things) == 2


def test_without_a_key_each_command_counts(open_as):
    db = open_as(replace(ME, idempotency_key=None))
    db.run(make_thing, title="a")
    db.run(make_thing, title="a")
    assert db.read(count_things) == 2


def test_R8_2_call_sent_twice_is_done_once_and_publishes_once(
    run_service, rpc_client, published_events
):
    run_service(ProbeService)
    probe = rpc_client("probe")
    calls = [
        eventlet.spawn(probe.call, "make_thing", context=ME, title="a", phone=None)
        for _ in range(5)
    ]
    answers = [call.wait() for call in calls]
    assert all(answer == answers[0] for answer in answers)
    assert probe.call("count_things") == 1
    published_events.wait_for("thing_seen")
    assert len(published_events.named("thing_made")) == 1
