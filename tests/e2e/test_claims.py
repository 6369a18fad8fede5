"""Slips of a registration are mended, and claims yield to who proves them (R1.1.2, R2.2.2, R2.3.3)."""

from dataclasses import replace

import pytest
from demo.phases import real_name, registration
from demo.scenario import Scenario, code_in, eventually, refusal
from demo.transport import new_key
from support.scenarios import Scenarios

pytestmark = pytest.mark.anyio

KIND = real_name.KIND


async def _approve(scenario: Scenario) -> None:
    await real_name.submit(scenario)
    case_id = scenario.facts["real_name_case"]
    reviewer = scenario.elsewhere
    detail = await real_name.find_and_claim(reviewer, KIND, case_id)
    await reviewer.client.act(KIND, case_id, "approve", {}, detail["version"])


async def _code(scenario: Scenario, phone: str) -> str:
    await scenario.client.request_sms_code(phone, "phone_change_new")

    async def sent() -> str | None:
        texts = [one["text"] for one in await scenario.client.sandbox_sms(phone)]
        found = [text for text in texts if "更换手机号验证码" in text]
        return found[0] if found else None

    return code_in(await eventually(sent, "no code came", scenario.wait_seconds))


async def _return_the_name(scenario: Scenario) -> None:
    await real_name.submit(scenario)
    case_id = scenario.facts["real_name_case"]
    detail = await real_name.find_and_claim(scenario.elsewhere, KIND, case_id)
    assert "person.name" in {one["item"] for one in detail["items"]}
    reasons = [{"item": "person.name", "code": "id_differs"}]
    reviewer = scenario.elsewhere.client
    await reviewer.act(KIND, case_id, "return", {"reasons": reasons}, detail["version"])


async def test_R2_3_3_a_slip_is_returned_mended_and_approved(scenarios: Scenarios) -> None:
    scenario = await scenarios.registered()
    await _return_the_name(scenario)
    state = await scenario.client.real_name()
    assert state["to_correct"] == ["name"]
    assert state["available_actions"][0] == "correct_identity"
    own = (await scenario.client.call("GET", "/me/identity")).data
    body = {
        "id_type": own["id_type"],
        "id_number": own["masked_id_number"],
        "name": "欧阳𮯠",
    }
    mended = (await scenario.client.call("PUT", "/me/identity", json=body, key=new_key())).data
    assert (mended["to_correct"], mended["corrections_left"]) == ([], 3)
    await _approve(scenario)
    assert (await scenario.client.me())["masked_name"] == "欧*𮯠"
    problem = await refusal(
        scenario.client.call("PUT", "/me/identity", json=body | {"name": "李明"}, key=new_key()),
        "mended after the verification",
    )
    assert (problem.status, problem.code) == (409, "identity.correction_after_verification")


async def test_R2_3_3_a_claimed_number_goes_to_who_is_verified(scenarios: Scenarios) -> None:
    older = await scenarios.registered()
    newer = await scenarios.newcomer()
    newer.person = replace(
        newer.person,
        id_number=older.person.id_number,
        birth_date=older.person.birth_date,
        gender=older.person.gender,
    )
    await registration.register(newer)
    await registration.log_in(newer)
    await _approve(newer)
    assert (await newer.client.me())["real_name_status"] == "verified"
    assert "重新填写" in await older.newest_sms("已由另一账号通过实名认证")
    answer = await older.client.log_in(older.person.phone, older.person.password)
    assert answer["person"]["missing_details"] == ["id_number", "phone"]
    message = await older.message("identity_claim_lost")
    for secret in (newer.person.phone, newer.person.name):
        assert secret not in str(message)
    third = await scenarios.newcomer()
    code = await _register_code(third)
    problem = await refusal(
        third.client.register(third.person, code, id_number=older.person.id_number), "twice"
    )
    assert "id_number" in problem.fields
    await _come_back(older, third)


async def _come_back(older: Scenario, unused: Scenario) -> None:
    """Enter phone and number anew, as whoever mistyped the number does."""
    phone = {
        "phone": f"199{older.rng.randrange(10**8):08d}",
        "password": older.person.password,
    }
    phone["sms_code"] = await _code(older, phone["phone"])
    changed = (await older.client.call("POST", "/me/phone-changes", json=phone, key=new_key())).data
    assert changed["missing_details"] == ["id_number"]
    body = {"id_type": "resident_id", "id_number": unused.person.id_number, "name": "李明"}
    mended = (await older.client.call("PUT", "/me/identity", json=body, key=new_key())).data
    assert (mended["missing_details"], mended["corrections_left"]) == ([], 3)
    await real_name.submit(older)


async def _register_code(scenario: Scenario) -> str:
    await scenario.client.request_sms_code(scenario.person.phone)
    return code_in(await scenario.newest_sms("验证码"))
