"""Messages: what is written, counted, read; the same event makes one."""

import json
import uuid

import pytest
from chassis.crypto import cipher
from contracts.context import CallContext
from contracts.errors import NotFound
from notify.domain.rendering import render
from notify.models import SMS_PURPOSE, Mailbox, Message, Template
from notify.queries import messages
from notify.use_cases import mailbox, notices
from sqlalchemy import func, select

RETURNED = [
    {
        "item": "basic.photo",
        "item_label": "基本信息：标准证件照片",
        "code": "unclear",
        "text": "照片不清晰",
        "note": "请重新拍摄",
    },
    {
        "item": "authority",
        "item_label": "会计管理部门",
        "code": "wrong",
        "text": "选择有误",
        "note": "",
    },
]


def box(office, person_id, **options):
    options = {"cursor": None, "limit": None, "unread_only": False, **options}
    return office.db.read(messages.list_messages, person_id, **options)


def as_person(office, person_id, use_case, *args):
    office.db.context = CallContext(actor_id=person_id, actor_kind="person")
    return office.db.run(use_case, *args)


def count(office, person_id):
    return office.db.read(messages.count_unread, person_id)


def test_R7_1_return_names_each_item_in_plain_words(office, person_id):
    event = office.case_event("collection_returned", reasons=RETURNED, note="共两处")
    office.handle(event, "case_returned")
    [message] = box(office, person_id)["items"]
    assert message["title"] == "信息采集被退回"
    assert message["body"] == (
        "您的信息采集未通过北京市海淀区财政局审核，请按以下意见修改后重新提交：\n"
        "1. 基本信息：标准证件照片：照片不清晰；请重新拍摄\n"
        "2. 会计管理部门：选择有误\n"
        "审核意见：共两处"
    )
    assert (message["link"], message["read_at"]) == ("/collection", None)
    template = office.db.read(lambda session: session.get(Template, "case_returned"))
    sealed = office.delivery().params_sealed
    sms = render(template.sms_text, json.loads(cipher().open(sealed, SMS_PURPOSE)))
    assert sms == (
        "您的信息采集未通过审核，须修改：基本信息：标准证件照片、会计管理部门。"
        "请登录平台查看原因，修改后重新提交。"
    )


def test_R7_1_forwarding_tells_where_to_and_why(office, person_id):
    event = office.case_event("collection_forwarded", note="单位在海淀")
    office.handle(event, "case_forwarded")
    [message] = box(office, person_id)["items"]
    assert message["title"] == "信息采集已转至北京市海淀区财政局"
    assert message["body"].endswith("提交时间不变，无需重新提交。说明：单位在海淀")


@pytest.mark.parametrize(
    ("use_case", "data", "title", "link"),
    [
        pytest.param(notices.notify_registered, {}, "注册成功", "/real-name", id="R1.1.7"),
        pytest.param(notices.notify_password_changed, {}, "登录密码已修改", None, id="R2.2.1"),
        pytest.param(
            notices.notify_verified,
            {"method": "manual", "verified_at": "-"},
            "实名认证已通过",
            "/collection",
            id="R2.3.3",
        ),
    ],
)
def test_identity_events(office, person_id, use_case, data, title, link):
    office.db.run(use_case, office.event("any", "identity", person_id=person_id, **data))
    [message] = box(office, person_id)["items"]
    assert (message["title"], message["link"]) == (title, link)
    assert office.delivery().person_id == person_id


def test_R7_1_unread_is_counted_as_messages_come_and_are_read(office, person_id):
    assert count(office, person_id) == 0
    for _ in range(3):
        office.handle(office.case_event("collection_submitted"), "case_submitted")
        office.passes(seconds=1)
    assert count(office, person_id) == 3
    newest = box(office, person_id)["items"][0]["message_id"]
    first = as_person(office, person_id, mailbox.read_message, newest)
    office.passes(seconds=1)
    assert as_person(office, person_id, mailbox.read_message, newest) == first
    assert count(office, person_id) == 2
    assert len(box(office, person_id, unread_only=True)["items"]) == 2
    assert as_person(office, person_id, mailbox.read_all_messages) == {"read": 2}
    assert as_person(office, person_id, mailbox.read_all_messages) == {"read": 0}
    assert count(office, person_id) == 0


def test_R8_2_pages_newest_first_without_gap(office, person_id):
    for _ in range(5):
        office.handle(office.case_event("collection_submitted"), "case_submitted")
    whole = [item["message_id"] for item in box(office, person_id)["items"]]
    cursor, seen = None, []
    while True:
        answer = box(office, person_id, cursor=cursor, limit=2)
        seen += [item["message_id"] for item in answer["items"]]
        cursor = answer["next_cursor"]
        if cursor is None:
            break
    assert seen == whole
    assert len(set(seen)) == 5


def test_R7_1_nobody_reads_the_messages_of_another(office, person_id):
    office.handle(office.case_event("collection_submitted"), "case_submitted")
    message_id = box(office, person_id)["items"][0]["message_id"]
    stranger = str(uuid.uuid4())
    with pytest.raises(NotFound) as caught:
        as_person(office, stranger, mailbox.read_message, message_id)
    assert caught.value.code == "notify.message_not_found"
    assert box(office, stranger)["items"] == []
    as_person(office, stranger, mailbox.read_all_messages)
    assert count(office, person_id) == 1


def test_R7_1_message_delivery_and_event_commit_together(office, person_id):
    event = office.case_event("collection_submitted")
    with pytest.raises(RuntimeError):
        office.db.run(_tell_and_fail, event)
    assert box(office, person_id)["items"] == []
    assert (office.deliveries(), count(office, person_id)) == ([], 0)


def _tell_and_fail(uow, event):
    notices.notify_case(uow, event, "case_submitted")
    raise RuntimeError("the disk is full")


def test_R7_1_same_request_for_an_sms_is_queued_once(office):
    for _ in range(2):
        office.handle(office.sms_event(key="sms-code-1"))
    assert office.delivery().delivery_key == "sms-code-1"


def test_R7_1_unread_equals_the_unread_messages(office, person_id):
    for _ in range(4):
        office.handle(office.case_event("collection_submitted"), "case_submitted")
    as_person(
        office, person_id, mailbox.read_message, box(office, person_id)["items"][1]["message_id"]
    )
    unread = select(func.count()).where(Message.read_at.is_(None))
    stored = select(Mailbox.unread)
    counted, kept = office.db.read(lambda session: (session.scalar(unread), session.scalar(stored)))
    assert counted == kept == 3
