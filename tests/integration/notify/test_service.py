"""The service over the broker: events in, messages and SMS out, calls answered."""

import uuid

import pytest
from chassis import plain_json
from chassis.clock import to_wire, utc_now
from chassis.messaging.amqp import ConfirmingConnection
from chassis.service import rpc
from chassis.testing.waiting import wait_for_health, wait_until
from contracts.context import CallContext
from contracts.errors import Forbidden, NotFound, Unauthenticated, ValidationFailed
from contracts.events import EVENTS
from contracts.schemas.notify import (
    DeliveryList,
    Message,
    MessageList,
    ReadAllResult,
    SandboxSmsList,
    UnreadCount,
)
from nameko.extensions import DependencyProvider
from notify.service import NotifyService

PHONE = "13800138000"
ADMIN = CallContext(actor_id="a1", actor_kind="staff", roles=("platform_admin",))


class Caller(DependencyProvider):
    def get_dependency(self, worker_ctx):
        return worker_ctx.data["call_context"]


class FakeIdentity:
    """Answers services only, as identity does."""

    name = "identity"
    caller = Caller()

    @rpc
    def get_contact(self, person_id):
        assert self.caller.actor_kind == "service"
        return {"phone": PHONE}


@pytest.fixture
def publish(vhost):
    """Publish an event as its source would, as often as asked."""
    link = ConfirmingConnection(vhost, "sender")

    def publish(source, name, data, times=1):
        body = {
            "id": str(uuid.uuid4()),
            "type": name,
            "source": source,
            "occurred_at": to_wire(utc_now()),
            "context": {"actor_id": "p", "actor_kind": "person", "request_id": "r1"},
            "data": data,
        }
        message = ("", f"{source}.events", name, plain_json.dumps(body))
        link.publish_batch([message] * times, timeout=30)

    yield publish
    link.close()


@pytest.fixture
def me():
    return CallContext(actor_id=str(uuid.uuid4()), actor_kind="person")


@pytest.fixture
def running(run_service):
    run_service(FakeIdentity, AUSM_DATABASE_URL="postgresql://unused")
    return run_service(NotifyService, AUSM_SANDBOX="1")


@pytest.fixture
def call(running, rpc_client):
    return rpc_client("notify").call


def case_data(person_id):
    return {
        "case_id": str(uuid.uuid4()),
        "person_id": person_id,
        "kind": "collection",
        "round": 1,
        "authority_id": "au-110108",
        "authority_name": "北京市海淀区财政局",
        "decided_at": None,
        "reasons": [],
        "note": None,
    }


def test_R7_1_same_event_twice_is_one_message_and_one_sms(call, me, publish, published_events):
    publish("collection", "collection_approved", case_data(me.actor_id), times=3)
    messages = wait_until(lambda: call("list_messages", context=me)["items"])
    sms = wait_until(lambda: call("list_sandbox_sms", phone=PHONE)["items"])
    publish("identity", "password_changed", {"person_id": me.actor_id})
    wait_until(lambda: call("count_unread", context=me)["unread"] == 2)
    assert [message["title"] for message in messages] == ["信息采集审核通过"]
    assert [each["text"] for each in sms] == [
        "【会计人员服务平台】您的信息采集已由北京市海淀区财政局审核通过。"
    ]
    shown = published_events.wait_for("message_created", 2)
    assert shown[0]["data"]["message_id"] == messages[0]["message_id"]
    assert shown[0]["data"]["kind"] == "case_approved"


def test_R7_1_box_over_the_broker(call, me, publish):
    publish("identity", "account_registered", {"person_id": me.actor_id})
    publish("identity", "real_name_submitted", {**case_data(me.actor_id), "kind": "real_name"})
    publish("identity", "real_name_returned", {**case_data(me.actor_id), "kind": "real_name"})
    wait_until(lambda: call("count_unread", context=me) == {"unread": 3})
    answer = call("list_messages", context=me, limit=10, unread_only=True)
    assert {item["title"] for item in answer["items"]} == {
        "注册成功",
        "实名认证已提交",
        "实名认证被退回",
    }
    read = call("read_message", context=me, message_id=answer["items"][0]["message_id"])
    assert read["read_at"]
    assert call("read_all_messages", context=me) == {"read": 2}
    for schema, found in (
        (MessageList, answer),
        (Message, read),
        (ReadAllResult, {"read": 2}),
        (UnreadCount, call("count_unread", context=me)),
    ):
        assert not schema().validate(found)


def test_R7_1_administrator_sees_deliveries_without_numbers(call, me, publish):
    publish("identity", "password_changed", {"person_id": me.actor_id})
    wait_until(lambda: call("list_deliveries", context=ADMIN, status="sent")["items"])
    answer = call("list_deliveries", context=ADMIN, limit=5)
    assert not DeliveryList().validate(answer)
    assert answer["items"][0]["masked_phone"] == "138****8000"
    assert PHONE not in str(answer)
    assert call("list_deliveries", context=ADMIN, status="failed")["items"] == []
    with pytest.raises(ValidationFailed):
        call("list_deliveries", context=ADMIN, status="lost")
    assert not SandboxSmsList().validate(call("list_sandbox_sms", phone=PHONE))


def test_R7_1_who_may_not(call, me):
    reviewer = CallContext(actor_id="s1", actor_kind="staff", roles=("reviewer",))
    own = ("list_messages", "count_unread", "read_all_messages")
    for method in own:
        with pytest.raises(Forbidden):
            call(method, context=reviewer)
    for context in (me, reviewer):
        with pytest.raises(Forbidden):
            call("list_deliveries", context=context)
    for method in (*own, "list_deliveries"):
        with pytest.raises(Unauthenticated):
            call(method, context=CallContext())


def test_R7_1_health_tells_of_sms(running, rpc_client):
    assert wait_for_health(rpc_client("notify"))["checks"]["sms"] == {
        "status": "ok",
        "waiting": 0,
        "late": 0,
        "failed_today": 0,
    }


def test_R7_1_without_a_provider_the_service_is_degraded(run_service, rpc_client):
    run_service(NotifyService, AUSM_SANDBOX="0")
    health = wait_for_health(rpc_client("notify"), "degraded")
    assert health["checks"]["sms"]["status"] == "failing"


def test_R7_2_inbox_is_closed_without_the_sandbox(run_service, rpc_client):
    run_service(NotifyService, AUSM_SANDBOX="0")
    with pytest.raises(NotFound):
        rpc_client("notify").call("list_sandbox_sms", phone=PHONE)


def test_R7_1_every_event_for_notify_has_its_handler():
    expected = {
        (event.source, event.name, handler)
        for event in EVENTS.values()
        for consumer, handler in event.consumers
        if consumer == "notify"
    }
    found = {
        (entrypoint.source_service, entrypoint.event_type, name)
        for name in dir(NotifyService)
        for entrypoint in getattr(getattr(NotifyService, name), "nameko_entrypoints", ())
        if hasattr(entrypoint, "event_type")
    }
    assert found == expected
