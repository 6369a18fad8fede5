"""A lost phone over HTTP: reviewed, stopped by an objection, effective after the cooling-off: R2.2.2."""

import re

import pytest
from demo.scenario import refusal
from demo.transport import new_key
from native.stack import Stack
from sqlalchemy import text
from support.databases import ServiceDatabases
from support.lost_phones import KIND, apply, newest_sms, upload, upload_token
from support.people_of_a_record import decide
from support.scenarios import Scenarios

pytestmark = pytest.mark.anyio

# The job runs once a minute.
SECONDS = 100


async def test_R2_2_2_a_lost_phone_is_replaced(stack: Stack, scenarios: Scenarios) -> None:
    scenario = await scenarios.registered()
    person = scenario.person
    lost = await apply(scenario, scenarios)
    assert (await lost.state())["status"] == "submitted"
    await decide(scenario.elsewhere, KIND, lost.recovery_id)
    await lost.reaches("cooling_off", 5)
    assert lost.phone[-4:] in await newest_sms(lost.client, person.phone, "提出异议")
    assert "提出异议" in (await scenario.message("phone_recovery_approved"))["body"]
    with ServiceDatabases(stack).open("identity") as connection:
        moved = "UPDATE phone_recovery_cases SET effective_at = now() WHERE case_id = :id"
        connection.execute(text(moved), {"id": lost.recovery_id})
        connection.commit()
    await lost.reaches("changed", SECONDS)
    problem = await refusal(scenario.client.me(), "the session went on")
    assert problem.status == 401
    assert (await lost.client.log_in(lost.phone, person.password))["person"]["masked_name"]
    await newest_sms(lost.client, person.phone, "本号码不再接收")
    await newest_sms(lost.client, lost.phone, "已更换为本号码")


async def test_R2_2_2_the_old_number_stops_it(scenarios: Scenarios) -> None:
    scenario = await scenarios.registered()
    lost = await apply(scenario, scenarios)
    await decide(scenario.elsewhere, KIND, lost.recovery_id)
    told = await newest_sms(lost.client, scenario.person.phone, "提出异议")
    found = re.search(r"/recover-phone/objections/([0-9a-f-]+)/([0-9a-f]+)", told)
    assert found
    path = f"/phone-recoveries/{found[1]}/objections"
    nobody = scenarios.clients.new_client()
    wrong = await refusal(
        nobody.call("POST", path, json={"token": "0" * 32}, key=new_key()), "any token does"
    )
    assert (wrong.status, wrong.code) == (404, "identity.recovery_not_found")
    for _ in range(2):
        done = await nobody.call("POST", path, json={"token": found[2]}, key=new_key())
        assert done.data["status"] == "objected"
    assert "异议" in (await lost.reaches("objected", 5))["message"]
    await newest_sms(lost.client, lost.phone, "已停止")
    await scenario.message("phone_recovery_objected")


async def test_R2_2_2_the_account_stops_it_and_only_it(scenarios: Scenarios) -> None:
    scenario, other = await scenarios.registered(), await scenarios.registered()
    lost = await apply(scenario, scenarios)
    await decide(scenario.elsewhere, KIND, lost.recovery_id)
    [shown] = (await scenario.client.call("GET", "/me/phone-changes")).rows
    path = f"/me/phone-changes/{shown['phone_change_id']}/objections"
    problem = await refusal(other.client.call("POST", path, key=new_key()), "another's")
    assert problem.status == 404
    await scenario.client.call("POST", path, key=new_key())
    await lost.reaches("objected", 5)


async def test_R2_2_2_nobody_learns_whether_there_is_an_account(scenarios: Scenarios) -> None:
    known = await scenarios.registered()
    stranger = await scenarios.newcomer()
    answers = []
    for scenario in (known, stranger):
        lost = await apply(scenario, scenarios)
        state = await lost.state()
        answers.append({**state, "recovery_id": "", "submitted_at": "", "masked_phone": ""})
    assert answers[0] == answers[1]
    reviewer = stranger.elsewhere.client
    detail = await reviewer.review(KIND, lost.recovery_id)
    assert detail["data"]["account"] is None
    await reviewer.act(KIND, lost.recovery_id, "claim")
    problem = await refusal(
        reviewer.act(KIND, lost.recovery_id, "approve", {}), "approved for nobody"
    )
    assert (problem.status, problem.code) == (409, "identity.recovery_no_account")
    reasons = [{"item": "account", "code": "account_not_found"}]
    await reviewer.act(KIND, lost.recovery_id, "return", {"reasons": reasons})
    assert (await lost.reaches("returned", 5))["reasons"][0]["item"] == "account"
    await newest_sms(lost.client, lost.phone, "未通过审核")


async def test_R2_2_2_uploads_without_a_token_or_of_other_kinds_are_refused(
    scenarios: Scenarios,
) -> None:
    scenario = await scenarios.newcomer()
    client = scenario.client
    problem = await refusal(upload(scenario, client, "no-token", "id_portrait"), "anybody uploads")
    assert (problem.status, set(problem.fields)) == (422, {"upload_token"})
    token = await upload_token(client, scenario.person.phone)
    problem = await refusal(upload(scenario, client, token, "residence_permit"), "any file")
    assert (problem.status, set(problem.fields)) == (422, {"kind"})
