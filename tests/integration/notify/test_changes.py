"""What a person is notified of changes, credits, rewards and penalties (R7.1)."""

import json

import pytest
from chassis.crypto import cipher
from notify.domain.rendering import render
from notify.models import SMS_PURPOSE, Delivery, Template
from notify.queries import messages
from notify.use_cases import notices
from sqlalchemy import select

REASON = {"item_label": "整个申请", "text": "材料不符", "note": "请补充"}


def handle(office, template_id, kind, **data):
    event = office.case_event(template_id, kind=kind, **data)
    with office.db.unit_of_work() as uow:
        notices.notify_case(uow, event, template_id)


def box(office, person_id):
    listed = office.db.read(messages.list_messages, person_id, None, None, unread_only=False)
    return listed["items"]


@pytest.mark.parametrize(
    ("template_id", "kind", "title", "shown", "link"),
    [
        pytest.param(
            "change_in_effect",
            "change",
            "信息变更已生效",
            "如不是您本人操作",
            "/changes",
            id="R4.3.2-at-once",
        ),
        pytest.param(
            "case_withdrawn",
            "credit",
            "继续教育学分申请已撤回",
            "如需办理请重新提交",
            "/credit-applications",
            id="R4.3.3-withdrawn",
        ),
        pytest.param(
            "entry_recorded",
            "reward_penalty",
            "奖惩信息待审核",
            "不能办理属地调转",
            "/rewards-penalties",
            id="R4.4.1-recorded",
        ),
        pytest.param(
            "entry_approved",
            "reward_penalty",
            "奖惩信息已登记",
            "如有异议",
            "/rewards-penalties",
            id="R4.4.1-approved",
        ),
        pytest.param(
            "entry_returned",
            "reward_penalty",
            "奖惩信息未通过审核",
            "不予记录",
            "/rewards-penalties",
            id="R4.4.1-returned",
        ),
    ],
)
def test_person_is_notified(office, person_id, template_id, kind, title, shown, link):
    handle(office, template_id, kind)
    [message] = box(office, person_id)
    assert (message["title"], message["link"]) == (title, link)
    assert shown in message["body"]


def test_R7_1_granted_credits_are_told_in_the_message_and_by_sms(office, person_id):
    event = office.case_event("credit_approved", kind="credit", year=2026, granted_credits=60)
    with office.db.unit_of_work() as uow:
        notices.notify_credits(uow, event)
    [message] = box(office, person_id)
    assert "2026年度核定60学分" in message["body"]
    sealed = office.db.read(lambda session: session.scalars(select(Delivery.params_sealed)).one())
    params = json.loads(cipher().open(sealed, SMS_PURPOSE))
    assert (params["year"], params["credits"]) == ("2026", "60")


def test_R7_1_a_returned_change_says_why(office, person_id):
    handle(office, "case_returned", "change", reasons=[REASON])
    [message] = box(office, person_id)
    assert message["title"] == "信息变更被退回"
    assert message["body"].endswith("1. 整个申请：材料不符；请补充")


def test_R7_1_an_entry_that_did_not_pass_says_why_in_the_message_and_by_sms(office, person_id):
    other = {"item_label": "登记对象", "text": "其他", "note": "不是本人"}
    handle(office, "entry_returned", "reward_penalty", reasons=[REASON, other], note="重新登记")
    [message] = box(office, person_id)
    assert message["body"] == (
        "北京市海淀区财政局登记的关于您的奖惩信息未通过审核，不予记录，原因如下：\n"
        "1. 整个申请：材料不符；请补充\n"
        "2. 登记对象：其他；不是本人\n"
        "审核意见：重新登记"
    )
    template = office.db.read(lambda session: session.get(Template, "entry_returned"))
    sealed = office.db.read(lambda session: session.scalars(select(Delivery.params_sealed)).one())
    sms = render(template.sms_text, json.loads(cipher().open(sealed, SMS_PURPOSE)))
    assert sms.endswith("不予记录，问题在于：整个申请、登记对象。请登录平台查看原因。")
