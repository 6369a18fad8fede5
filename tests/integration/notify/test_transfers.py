"""What a person is notified of a transfer: from where, to where, who decides (R7.1)."""

import pytest
from notify.models import Delivery
from notify.queries import messages
from notify.use_cases import notices
from sqlalchemy import select

ENDS = {
    "kind": "transfer",
    "reason": "work",
    "policy": "in_only",
    "from_authority_name": "北京市海淀区财政局",
    "to_authority_name": "上海市浦东新区财政局",
}
REASON = {"item_label": "证明材料：工作证明", "text": "不清晰", "note": "请重拍"}


def handle(office, template_id, **data):
    event = office.case_event(template_id, **{**ENDS, **data})
    with office.db.unit_of_work() as uow:
        notices.notify_transfer(uow, event, template_id)


def box(office, person_id):
    listed = office.db.read(messages.list_messages, person_id, None, None, unread_only=False)
    return listed["items"]


@pytest.mark.parametrize(
    ("template_id", "title", "shown"),
    [
        pytest.param(
            "transfer_submitted",
            "属地调转申请已提交",
            "调往上海市浦东新区财政局",
            id="R7.1-submitted",
        ),
        pytest.param(
            "transfer_released",
            "属地调转：调出地已同意",
            "现由北京市海淀区财政局审核",
            id="R5.2.2-released",
        ),
        pytest.param(
            "transfer_approved",
            "属地调转审核通过",
            "已由北京市海淀区财政局变更为上海市浦东新区财政局",
            id="R7.1-approved",
        ),
        pytest.param(
            "transfer_withdrawn",
            "属地调转申请已撤回",
            "仍为北京市海淀区财政局",
            id="R7.1-withdrawn",
        ),
    ],
)
def test_each_step_of_a_transfer_is_notified(office, person_id, template_id, title, shown):
    handle(office, template_id)
    [message] = box(office, person_id)
    assert (message["title"], message["link"]) == (title, "/transfers")
    assert shown in message["body"]


def test_R7_1_a_refused_transfer_says_why_and_where_one_belongs(office, person_id):
    handle(office, "transfer_returned", reasons=[REASON], authority_name="上海市浦东新区财政局")
    [message] = box(office, person_id)
    assert "未通过上海市浦东新区财政局审核" in message["body"]
    assert "仍为北京市海淀区财政局" in message["body"]
    assert message["body"].endswith("1. 证明材料：工作证明：不清晰；请重拍")


def test_R7_1_every_decision_goes_out_by_sms_too(office):
    for template_id in ("transfer_approved", "transfer_returned", "transfer_withdrawn"):
        handle(office, template_id)
    sent = office.db.read(lambda session: session.scalars(select(Delivery.template_id)).all())
    assert sorted(sent) == ["transfer_approved", "transfer_returned"]
