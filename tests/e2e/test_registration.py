"""Registration (R1): numbers, names, SMS codes, consents, one person one account."""

import asyncio
from typing import Any

import pytest
from demo.scenario import Scenario, code_in, eventually, refusal
from demo.transport import Problem, new_key
from support.scenarios import Scenarios

pytestmark = pytest.mark.anyio

WRONG = "000000"


async def _code(scenario: Scenario) -> str:
    await scenario.client.request_sms_code(scenario.person.phone)
    return code_in(await scenario.newest_sms("验证码"))


def _chinese(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        pytest.param("id_number", "110105194912310021", id="R1.1.2-check-digit"),
        pytest.param("id_number", "11010519491331002X", id="R1.1.2-impossible-date"),
        pytest.param("id_number", "110105491231002", id="R1.1.2-fifteen-digits"),
        pytest.param("name", "张3", id="R1.1.3-digit-in-name"),
        pytest.param("name", "张", id="R1.1.3-name-too-short"),
        pytest.param("password", "12345678", id="R1.1.4-weak-password"),
        pytest.param("password_confirmation", "Other12345!", id="R1.1.4-confirmation-differs"),
        pytest.param("phone", "23800138000", id="R1.1.4-phone"),
        pytest.param("consents", [], id="R1.1.7-consents-missing"),
    ],
)
async def test_wrong_field_is_named_in_chinese(
    scenarios: Scenarios, field: str, value: object
) -> None:
    scenario = await scenarios.newcomer()
    problem = await refusal(
        scenario.client.register(scenario.person, WRONG, **{field: value}), "registered"
    )
    assert problem.status == 422
    assert any(path.split("[")[0] == field for path in problem.fields), problem.fields
    assert all(_chinese(error["message"]) for error in problem.errors)


async def test_R1_1_2_all_violations_come_at_once(scenarios: Scenarios) -> None:
    scenario = await scenarios.newcomer()
    wrong = {"id_number": "1", "name": "3", "phone": "1", "password": "x"}
    problem = await refusal(scenario.client.register(scenario.person, WRONG, **wrong), "registered")
    assert wrong.keys() <= problem.fields


async def test_R1_1_2_number_is_normalised_and_one_person_has_one_account(
    scenarios: Scenarios,
) -> None:
    scenario = await scenarios.newcomer()
    number = scenario.person.id_number
    full_width = "".join(chr(ord(sign) + 0xFEE0) for sign in number.lower())
    code = await _code(scenario)
    await scenario.client.register(scenario.person, code, id_number=full_width)
    await scenario.client.log_in(number, scenario.person.password)

    owner, other = await scenarios.verified(), await scenarios.newcomer()
    taken = owner.person.id_number
    problem = await refusal(
        other.client.register(other.person, await _code(other), id_number=taken), "twice"
    )
    assert problem.status in (409, 422)
    assert "已注册" in str(problem.body)
    assert owner.person.name not in str(problem.body)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("𫖯𬸚", id="R1.1.3-beyond-the-BMP"),
        pytest.param("买买提\u00b7艾合买提", id="R1.1.3-separator"),
        pytest.param("赵" + "𬤇" * 49, id="R1.1.3-fifty-characters"),
    ],
)
async def test_names_survive(scenarios: Scenarios, name: str) -> None:
    scenario = await scenarios.newcomer()
    account = (
        await scenario.client.register(scenario.person, await _code(scenario), name=name)
    ).data
    assert account["masked_name"][0] == name[0]
    session = await scenario.client.log_in(scenario.person.phone, scenario.person.password)
    assert session["person"]["masked_name"] == account["masked_name"]
    assert (await scenario.client.me())["masked_name"] == account["masked_name"]


async def test_R1_1_4_birth_date_and_gender_come_from_the_number(scenarios: Scenarios) -> None:
    scenario = await scenarios.registered()
    me = await scenario.client.me()
    assert me["birth_date"] == scenario.person.birth_date.isoformat()
    assert me["gender"] == scenario.person.gender


async def test_R1_1_5_one_code_in_three_minutes(scenarios: Scenarios) -> None:
    scenario = await scenarios.newcomer()
    accepted = (await scenario.client.request_sms_code(scenario.person.phone)).data
    assert accepted["expires_in"] == accepted["resend_in"] == 180
    problem = await refusal(scenario.client.request_sms_code(scenario.person.phone), "sent again")
    assert problem.status == 429
    assert 0 < int(problem.headers["Retry-After"]) <= 180
    await scenario.newest_sms("验证码")
    assert len(await scenario.client.sandbox_sms(scenario.person.phone)) == 1


@pytest.mark.parametrize(
    ("phone", "status", "reason"),
    [
        pytest.param(None, "delivered", None, id="R1.1.6-delivered"),
        pytest.param("19900000001", "failed", "number_invalid", id="R1.1.6-no-such-number"),
        pytest.param("19900000003", "failed", "not_delivered", id="R1.1.6-never-delivered"),
    ],
)
async def test_the_state_of_the_sms_is_reported(
    scenarios: Scenarios, phone: str | None, status: str, reason: str | None
) -> None:
    scenario = await scenarios.newcomer()
    accepted = (await scenario.client.request_sms_code(phone or scenario.person.phone)).data

    async def delivered() -> dict[str, Any] | None:
        sms_code = await scenario.client.sms_code(accepted["delivery_id"])
        assert sms_code["status"] in ("queued", "sent", status), sms_code
        return sms_code if sms_code["status"] == status else None

    sms_code = await eventually(delivered, f"the SMS is not {status}", 30)
    assert sms_code["reason"] == reason
    assert _chinese(sms_code["message"])
    assert sms_code["attempts_left"] == 5
    assert 0 < sms_code["resend_in"] <= 180


async def test_R2_2_1_a_stranger_sees_no_difference_and_the_phone_says_it(
    scenarios: Scenarios,
) -> None:
    scenario = await scenarios.newcomer()
    client, phone = scenario.client, scenario.person.phone
    accepted = (await client.request_sms_code(phone, "password_reset")).data
    assert (await client.sms_code(accepted["delivery_id"])).keys() >= {"status", "resend_in"}
    assert "未在平台注册" in await scenario.newest_sms("找回密码")


async def test_R1_1_6_wrong_code_is_refused_and_right_one_burnt_on_use(
    scenarios: Scenarios,
) -> None:
    scenario = await scenarios.newcomer()
    code = await _code(scenario)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    problem = await refusal(scenario.client.register(scenario.person, wrong), "any code will do")
    assert "sms_code" in problem.fields
    await scenario.client.register(scenario.person, code)
    someone_else = scenarios.clients.person()
    again = scenario.client.register(someone_else, code, phone=scenario.person.phone)
    assert (await refusal(again, "the code worked twice")).status in (409, 422)


async def test_R1_1_6_sms_needs_a_captcha(scenarios: Scenarios) -> None:
    scenario = await scenarios.newcomer()
    captcha = await scenario.client.solved_captcha()
    body = (
        {"purpose": "register", "phone": scenario.person.phone} | captcha | {"captcha_text": "????"}
    )
    problem = await refusal(scenario.client.call("POST", "/sms-codes", json=body), "sent")
    assert problem.status == 422
    assert "captcha_text" in problem.fields


async def test_R1_1_7_concurrent_registration_makes_one_account(scenarios: Scenarios) -> None:
    scenario = await scenarios.newcomer()
    code = await _code(scenario)
    results = await asyncio.gather(
        *(scenario.client.register(scenario.person, code) for _ in range(4)), return_exceptions=True
    )
    made = [result for result in results if not isinstance(result, Exception)]
    assert len(made) == 1, results
    assert all(isinstance(r, Problem) and r.status < 500 for r in results if r not in made)


async def test_R8_2_same_key_gives_the_same_account(scenarios: Scenarios) -> None:
    scenario = await scenarios.newcomer()
    code, key = await _code(scenario), new_key()
    one = await scenario.client.register(scenario.person, code, key=key)
    other = await scenario.client.register(scenario.person, code, key=key)
    assert one.data == other.data
    assert other.status == 201
