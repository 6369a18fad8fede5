"""Registration (R1): numbers, names, SMS codes, consents, one person one account."""

import asyncio
from typing import Any

import pytest
from demo.stage import Stage, code_in, eventually, refusal
from demo.transport import Problem, new_key
from support.scenarios import Scenes

pytestmark = pytest.mark.anyio

WRONG = "000000"


async def _code(stage: Stage) -> str:
    await stage.client.request_sms_code(stage.person.phone)
    return code_in(await stage.newest_sms("验证码"))


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
async def test_wrong_field_is_named_in_chinese(scenes: Scenes, field: str, value: object) -> None:
    stage = await scenes.newcomer()
    problem = await refusal(
        stage.client.register(stage.person, WRONG, **{field: value}), "registered"
    )
    assert problem.status == 422
    assert any(path.split("[")[0] == field for path in problem.fields), problem.fields
    assert all(_chinese(error["message"]) for error in problem.errors)


async def test_R1_1_2_all_violations_come_at_once(scenes: Scenes) -> None:
    stage = await scenes.newcomer()
    wrong = {"id_number": "1", "name": "3", "phone": "1", "password": "x"}
    problem = await refusal(stage.client.register(stage.person, WRONG, **wrong), "registered")
    assert wrong.keys() <= problem.fields


async def test_R1_1_2_number_is_normalised_and_one_person_has_one_account(scenes: Scenes) -> None:
    stage = await scenes.newcomer()
    number = stage.person.id_number
    full_width = "".join(chr(ord(sign) + 0xFEE0) for sign in number.lower())
    code = await _code(stage)
    await stage.client.register(stage.person, code, id_number=full_width)
    await stage.client.log_in(number, stage.person.password)

    other = await scenes.newcomer()
    problem = await refusal(
        other.client.register(other.person, await _code(other), id_number=number), "twice"
    )
    assert problem.status in (409, 422)
    assert "已注册" in str(problem.body)
    assert stage.person.name not in str(problem.body)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("𫖯𬸚", id="R1.1.3-beyond-the-BMP"),
        pytest.param("买买提\u00b7艾合买提", id="R1.1.3-separator"),
        pytest.param("赵" + "𬤇" * 49, id="R1.1.3-fifty-characters"),
    ],
)
async def test_names_survive(scenes: Scenes, name: str) -> None:
    stage = await scenes.newcomer()
    account = (await stage.client.register(stage.person, await _code(stage), name=name)).data
    assert account["masked_name"][0] == name[0]
    session = await stage.client.log_in(stage.person.phone, stage.person.password)
    assert session["person"]["masked_name"] == account["masked_name"]
    assert (await stage.client.me())["masked_name"] == account["masked_name"]


async def test_R1_1_4_birth_date_and_gender_come_from_the_number(scenes: Scenes) -> None:
    stage = await scenes.registered()
    me = await stage.client.me()
    assert me["birth_date"] == stage.person.birth_date.isoformat()
    assert me["gender"] == stage.person.gender


async def test_R1_1_5_one_code_in_three_minutes(scenes: Scenes) -> None:
    stage = await scenes.newcomer()
    accepted = (await stage.client.request_sms_code(stage.person.phone)).data
    assert accepted["expires_in"] == accepted["resend_in"] == 180
    problem = await refusal(stage.client.request_sms_code(stage.person.phone), "sent again")
    assert problem.status == 429
    assert 0 < int(problem.headers["Retry-After"]) <= 180
    await stage.newest_sms("验证码")
    assert len(await stage.client.sandbox_sms(stage.person.phone)) == 1


@pytest.mark.parametrize(
    ("phone", "status", "reason"),
    [
        pytest.param(None, "delivered", None, id="R1.1.6-delivered"),
        pytest.param("19900000001", "failed", "number_invalid", id="R1.1.6-no-such-number"),
        pytest.param("19900000003", "failed", "not_delivered", id="R1.1.6-never-delivered"),
    ],
)
async def test_what_became_of_the_sms_is_told(
    scenes: Scenes, phone: str | None, status: str, reason: str | None
) -> None:
    stage = await scenes.newcomer()
    accepted = (await stage.client.request_sms_code(phone or stage.person.phone)).data

    async def settled() -> dict[str, Any] | None:
        told = await stage.client.sms_code(accepted["delivery_id"])
        assert told["status"] in ("queued", "sent", status), told
        return told if told["status"] == status else None

    told = await eventually(settled, f"the SMS is not {status}", 30)
    assert told["reason"] == reason
    assert _chinese(told["message"])
    assert told["attempts_left"] == 5
    assert 0 < told["resend_in"] <= 180


async def test_R2_2_1_a_stranger_sees_no_difference_and_the_phone_says_it(scenes: Scenes) -> None:
    stage = await scenes.newcomer()
    client, phone = stage.client, stage.person.phone
    accepted = (await client.request_sms_code(phone, "password_reset")).data
    assert (await client.sms_code(accepted["delivery_id"])).keys() >= {"status", "resend_in"}
    assert "未在平台注册" in await stage.newest_sms("找回密码")


async def test_R1_1_6_wrong_code_is_refused_and_right_one_burnt_on_use(scenes: Scenes) -> None:
    stage = await scenes.newcomer()
    code = await _code(stage)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    problem = await refusal(stage.client.register(stage.person, wrong), "any code will do")
    assert "sms_code" in problem.fields
    await stage.client.register(stage.person, code)
    someone_else = scenes.company.person()
    again = stage.client.register(someone_else, code, phone=stage.person.phone)
    assert (await refusal(again, "the code worked twice")).status in (409, 422)


async def test_R1_1_6_sms_needs_a_captcha(scenes: Scenes) -> None:
    stage = await scenes.newcomer()
    captcha = await stage.client.solved_captcha()
    body = {"purpose": "register", "phone": stage.person.phone} | captcha | {"captcha_text": "????"}
    problem = await refusal(stage.client.call("POST", "/sms-codes", json=body), "sent")
    assert problem.status == 422
    assert "captcha_text" in problem.fields


async def test_R1_1_7_concurrent_registration_makes_one_account(scenes: Scenes) -> None:
    stage = await scenes.newcomer()
    code = await _code(stage)
    results = await asyncio.gather(
        *(stage.client.register(stage.person, code) for _ in range(4)), return_exceptions=True
    )
    made = [result for result in results if not isinstance(result, Exception)]
    assert len(made) == 1, results
    assert all(isinstance(r, Problem) and r.status < 500 for r in results if r not in made)


async def test_R8_2_same_key_gives_the_same_account(scenes: Scenes) -> None:
    stage = await scenes.newcomer()
    code, key = await _code(stage), new_key()
    one = await stage.client.register(stage.person, code, key=key)
    other = await stage.client.register(stage.person, code, key=key)
    assert one.data == other.data
    assert other.status == 201
