"""The person is notified of every decision on their transfer, by message and SMS: R7.1."""

import pytest
from notify.service import NotifyService
from transfer_factories import HAIDIAN, PUDONG, Scenario, make_staff
from transfer_fakes import FakeIdentity

REASONS = {"reasons": [{"item": "reason", "code": "other", "note": "材料不符"}]}


@pytest.fixture
def wait_for_messages(scenario: Scenario, template_databases, run_service, rpc_client):
    """`wait_for_messages(person, 2)` → titles and bodies of the person's messages, once there are two."""
    name = template_databases.create("notify")
    run_service(NotifyService, AUSM_DATABASE_URL=template_databases.url(name))
    client = rpc_client("notify")

    def messages(person, count: int) -> list[tuple[str, str]]:
        def found() -> list:
            return client.call("list_messages", context=person)["items"]

        scenario.until(lambda: len(found()) >= count)
        return [(one["title"], one["body"]) for one in found()]

    yield messages
    template_databases.drop(name)


@pytest.fixture
def wait_for_sms(wait_for_messages, rpc_client, scenario: Scenario):
    """`wait_for_sms(2)` → texts of the SMS that went out, once there are two."""

    def texts(count: int) -> list[str]:
        def found() -> list:
            phone = FakeIdentity.phone
            return rpc_client("notify").call("list_sandbox_sms", phone=phone)["items"]

        scenario.until(lambda: len(found()) >= count)
        return [one["text"] for one in found()]

    return texts


def test_R7_1_from_submission_over_origin_consent_to_approval(
    scenario: Scenario, wait_for_messages, wait_for_sms
) -> None:
    scenario.adopt_policy("out_then_in")
    person = scenario.add_person()
    transfer_id = scenario.submit(person)["transfer_id"]
    wait_for_messages(person, 1)
    scenario.act(make_staff(HAIDIAN), "approve", transfer_id)
    wait_for_messages(person, 2)
    scenario.decide(make_staff(PUDONG), "approve", transfer_id)
    messages = wait_for_messages(person, 3)
    assert [title for title, _ in messages] == [
        "属地调转审核通过",
        "属地调转：调出地已同意",
        "属地调转申请已提交",
    ]
    assert "已由北京市海淀区财政局变更为上海市浦东新区财政局" in messages[0][1]
    assert any("您的会计管理部门现为上海市浦东新区财政局" in text for text in wait_for_sms(3))


def test_R7_1_a_refusal_says_why(scenario: Scenario, wait_for_messages) -> None:
    person = scenario.add_person()
    transfer_id = scenario.submit(person)["transfer_id"]
    wait_for_messages(person, 1)
    scenario.decide(make_staff(PUDONG), "return", transfer_id, body=REASONS)
    title, body = wait_for_messages(person, 2)[0]
    assert title == "属地调转申请未通过"
    assert "调转原因：" in body
    assert "材料不符" in body
