"""Consents (R8.4): read, refused without, given, withdrawn, refused, given anew, gone through."""

import pytest
from demo import forms
from demo.phases import consents, draft
from demo.scenario import Scenario, code_in, refusal
from support.scenarios import Scenarios

IMAGES = "certificate_images"


async def _states(scenario: Scenario) -> dict[str, str]:
    return {one["kind"]: one["state"] for one in (await scenario.client.consents())["items"]}


async def _photos(scenario: Scenario) -> dict[str, str]:
    await scenario.upload("id_portrait", "id_reverse", "id_holding")
    return forms.real_name(scenario.files, scenario.elsewhere.authority_id)


async def _refused_for(scenario: Scenario, body: dict[str, str]) -> list[str]:
    problem = await refusal(scenario.client.submit_real_name(body), "taken without consent")
    assert (problem.status, problem.code) == (409, "identity.consent_required")
    return [one["field"] for one in problem.body["blockers"]]


async def test_R8_4_consent_is_read_withdrawn_asked_for_and_given_anew(
    scenarios: Scenarios,
) -> None:
    scenario = await scenarios.logged_in()
    client, body = scenario.client, await _photos(scenario)
    assert (await _states(scenario))[IMAGES] == "not_given"
    assert await _refused_for(scenario, body) == [IMAGES]
    shown = await client.consent_documents(consents.SUBMIT_REAL_NAME)
    [document] = [one for one in shown if one["is_separate"]]
    said = {section["key"] for section in document["sections"]}
    assert {"handler", "purpose", "retention", "rights", "contact"} <= said
    await client.give_consent(document["kind"], document["version"])
    await client.withdraw_consent(IMAGES)
    assert (await _states(scenario))[IMAGES] == "withdrawn"
    assert await _refused_for(scenario, body) == [IMAGES]
    await consents.give(scenario, consents.SUBMIT_REAL_NAME)
    await client.submit_real_name(body)
    assert (await client.me())["real_name_status"] == "under_review"
    history = [one for one in (await client.consents())["history"] if one["kind"] == IMAGES]
    assert [one["action"] for one in history] == ["given", "withdrawn", "given"]


async def test_R8_4_consequences_are_said_before_a_withdrawal(scenarios: Scenarios) -> None:
    scenario = await scenarios.registered()
    withdrawing = scenario.client.withdraw_consent(IMAGES, confirmed=False)
    problem = await refusal(withdrawing, "withdrawn without a word")
    assert "不能提交信息采集" in problem.errors[0]["message"]
    assert (await _states(scenario))[IMAGES] == "given"


async def test_R8_4_a_collection_is_not_submitted_after_a_withdrawal(scenarios: Scenarios) -> None:
    scenario = await scenarios.filled_in()
    await scenario.client.withdraw_consent(IMAGES)
    problem = await refusal(scenario.client.submit(), "submitted after the withdrawal")
    assert problem.code == "identity.consent_required"
    await draft.submit(scenario)
    assert (await scenario.client.collection())["status"] == "submitted"


async def test_R8_4_alipay_needs_consents_of_its_own(scenarios: Scenarios) -> None:
    scenario = await scenarios.logged_in()
    await consents.give(scenario, consents.SUBMIT_REAL_NAME)
    problem = await refusal(scenario.client.start_alipay(), "started without consent")
    fields = [one["field"] for one in problem.body["blockers"]]
    assert fields == ["face_verification", "alipay_provision"]


@pytest.mark.parametrize("kind", ["account_terms", "privacy", "sensitive_info"])
async def test_R8_4_earlier_versions_are_read_by_anybody(scenarios: Scenarios, kind: str) -> None:
    visitor = await scenarios.newcomer()
    path = f"/reference/consent-documents/{kind}/2026-11"
    document = (await visitor.client.call("GET", path)).data
    assert document["text"]
    assert document["in_force"] == (kind == "account_terms")


async def test_R1_1_7_clients_of_before_still_register(scenarios: Scenarios) -> None:
    scenario = await scenarios.newcomer()
    client, person = scenario.client, scenario.person
    await client.request_sms_code(person.phone)
    code = code_in(await scenario.newest_sms("验证码"))
    former = [
        {"kind": kind, "version": "2026-11"}
        for kind in ("account_terms", "privacy", "sensitive_info")
    ]
    await client.register(person, code, consents=former)
    await client.log_in(person.phone, person.password)
    assert (await _states(scenario))["privacy"] == "outdated"
