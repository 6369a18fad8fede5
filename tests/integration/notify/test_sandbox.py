"""The sandbox provider: a readable inbox that refuses what a real provider refuses."""

import pytest
from notify.domain.sandbox import Fault
from notify.queries import deliveries


@pytest.fixture(autouse=True)
def sandbox(office):
    office.use_sandboxes("sandbox")


def test_R7_2_inbox_shows_the_whole_text(office):
    office.handle(office.sms_event(code="482913", minutes=3))
    office.sender().send_due()
    [sms] = office.db.read(deliveries.list_sandbox_sms, "13800138000")
    assert sms["text"] == (
        "【会计人员服务平台】您的注册验证码为482913，3分钟内有效，请勿告知他人。"
    )
    assert (sms["template"], sms["status"]) == ("code_register", "sent")
    assert office.db.read(deliveries.list_sandbox_sms, "13800138001") == []


def test_R7_2_newest_first(office):
    for template in ("case_submitted", "case_approved"):
        office.handle(office.case_event("collection_approved"), template)
        office.sender().send_due()
        office.passes(seconds=1)
    shown = office.db.read(deliveries.list_sandbox_sms, None)
    assert [sms["template"] for sms in shown] == ["case_approved", "case_submitted"]


def test_R7_2_second_code_within_a_minute_waits_for_its_turn(office):
    for _ in range(2):
        office.handle(office.sms_event())
        office.sender().send_due()
    assert [each.status for each in office.deliveries()].count("sent") == 1
    waiting = next(each for each in office.deliveries() if each.status == "queued")
    assert waiting.last_error == "flow_limit_reached"
    office.passes(seconds=60)
    office.sender().send_due()
    assert {each.status for each in office.deliveries()} == {"sent"}


def test_R7_2_missing_params_fail_for_good(office):
    office.handle(office.sms_event(code="482913"))
    office.sender().send_due()
    delivery = office.delivery()
    assert (delivery.status, delivery.last_error) == ("failed", "delivery_unreadable")


def test_R7_2_params_that_the_text_does_not_use_stay_here(office):
    office.handle(office.sms_event(code="482913", minutes=3, more="x"))
    office.sender().send_due()
    assert office.delivery().status == "sent"


@pytest.mark.parametrize(
    ("phone", "status", "attempts"),
    [
        pytest.param(Fault.NO_SUCH_NUMBER, "failed", 1, id="R7.2-no-such-number"),
        pytest.param(Fault.BUSY_TWICE, "delivered", 3, id="R7.2-busy-twice"),
        pytest.param(Fault.NEVER_DELIVERED, "failed", 1, id="R7.2-never-delivered"),
        pytest.param(Fault.ANSWER_LOST_ONCE, "delivered", 2, id="R7.2-answer-lost"),
    ],
)
def test_played_faults(office, phone, status, attempts):
    office.handle(office.sms_event(phone=str(phone)))
    for _ in range(4):
        office.sender().send_due()
        office.passes(seconds=30)
        office.sender().collect_receipts()
    assert (office.delivery().status, office.delivery().attempts) == (status, attempts)
    assert len(office.sandbox()) == 1


def test_R7_1_fail_over_between_two_sandboxes(office):
    office.use_sandboxes("main", "backup")
    office.handle(office.sms_event(phone=str(Fault.FIRST_PROVIDER_DOWN)))
    office.sender().send_due()
    assert (office.delivery().status, office.delivery().provider) == ("sent", "backup")


def test_R8_4_number_and_text_rest_sealed(office):
    office.handle(office.sms_event(code="482913", minutes=3))
    office.sender().send_due()
    rows = office.db.read(
        lambda session: session.connection().exec_driver_sql("SELECT * FROM sandbox_sms").all()
    )
    assert "482913" not in str(rows)
    assert "13800138000" not in str(rows)
