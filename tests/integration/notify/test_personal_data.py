"""R8.4: what notify hands out of one person; R7.1: what it tells about exports."""

import uuid

import pytest
from notify.queries.personal_data import PERSONAL_DATA
from notify.use_cases import notices


def part(office, person_id, name):
    return office.db.read(PERSONAL_DATA[name], person_id, None)["items"]


def test_R8_4_messages_and_sms_of_the_person_only(office, person_id):
    office.handle(office.case_event("collection_approved"), "case_approved")
    [message] = part(office, person_id, "messages")
    assert message["title"] == "信息采集审核通过"
    [sms] = part(office, person_id, "deliveries")
    assert (sms["template"], sms["status"]) == ("case_approved", "queued")
    assert not {"phone_sealed", "params_sealed"} & sms.keys()
    other = str(uuid.uuid4())
    assert part(office, other, "messages") == part(office, other, "deliveries") == []


@pytest.mark.parametrize(
    ("name", "title", "sends_sms"),
    [
        pytest.param("data_export_ready", "个人信息导出已准备好", True, id="R7.1-ready"),
        pytest.param("data_export_failed", "个人信息导出没有成功", False, id="R7.1-failed"),
    ],
)
def test_the_end_of_an_export_is_told(office, person_id, name, title, sends_sms):
    event = office.event(name, "identity", person_id=person_id, export_id=str(uuid.uuid4()))
    with office.db.unit_of_work() as uow:
        notices.notify_account(uow, event, "/account/export")
    [message] = part(office, person_id, "messages")
    assert (message["title"], message["link"]) == (title, "/account/export")
    assert [sms["template"] for sms in part(office, person_id, "deliveries")] == [name] * sends_sms
