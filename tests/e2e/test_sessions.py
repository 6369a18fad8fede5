"""Log-in (R2): captcha, lock, sessions, forgotten password."""

import pytest
from demo.client import AusmClient
from demo.scenario import WAIT_SECONDS, Scenario, code_in, eventually, refusal
from demo.transport import Problem, new_key
from native.stack import Stack
from support.databases import ServiceDatabases
from support.scenarios import Scenarios

pytestmark = pytest.mark.anyio

_NEW_PASSWORD = ("new_password", "new_password_confirmation")


async def test_R2_1_1_log_in_with_id_number_or_phone(scenarios: Scenarios) -> None:
    scenario = await scenarios.registered()
    for login in (scenario.person.id_number, scenario.person.phone):
        session = await scenario.client.log_in(login, scenario.person.password)
        assert "*" in session["person"]["masked_name"]


async def test_R2_1_2_captcha_works_once(scenarios: Scenarios) -> None:
    scenario = await scenarios.registered()
    captcha = await scenario.client.solved_captcha()
    body = {"login": scenario.person.phone, "password": scenario.person.password} | captcha
    await scenario.client.call("POST", "/sessions", json=body)
    problem = await refusal(scenario.client.call("POST", "/sessions", json=body), "worked twice")
    assert problem.status == 422
    assert "captcha_text" in problem.fields


async def test_R2_1_2_lock_after_five_failures_with_time_left(scenarios: Scenarios) -> None:
    scenario = await scenarios.registered()
    for _ in range(5):
        problem = await refusal(scenario.client.log_in(scenario.person.phone, "Wrong123456!"), "in")
        assert problem.status in (401, 429)
    problem = await refusal(
        scenario.client.log_in(scenario.person.phone, scenario.person.password), "not locked"
    )
    assert problem.code == "identity.login_locked"
    assert int(problem.headers["Retry-After"]) > 0


async def test_R2_1_2_unknown_account_gets_the_same_answer(scenarios: Scenarios) -> None:
    scenario, stranger = await scenarios.registered(), await scenarios.newcomer()
    wrong = await refusal(scenario.client.log_in(scenario.person.phone, "Wrong123456!"), "in")
    unknown = await refusal(
        stranger.client.log_in(stranger.person.phone, stranger.person.password), "in"
    )
    assert (wrong.status, wrong.code, wrong.body["detail"]) == (
        unknown.status,
        unknown.code,
        unknown.body["detail"],
    )


async def test_R2_1_3_refresh_token_works_once_and_reuse_ends_the_session(
    scenarios: Scenarios, stack: Stack
) -> None:
    scenario = await scenarios.registered()
    stolen = scenario.client.refresh_token
    await scenario.client.refresh()
    await scenario.client.me()
    # Two tabs may refresh in the same seconds: the theft comes later than that.
    statement = "UPDATE refresh_tokens SET used_at = used_at - interval '1 minute'"
    ServiceDatabases(stack).write("identity", statement)
    problem = await refusal(scenario.client.refresh(stolen), "the old token still works")
    assert problem.status == 401
    assert (await refusal(scenario.client.refresh(), "the family lives on")).status == 401


async def _log_in_elsewhere(scenarios: Scenarios, scenario: Scenario):
    client = scenarios.clients.new_client()
    await client.log_in(scenario.person.phone, scenario.person.password)
    return client


async def test_R2_1_3_ending_another_session_works_at_once(scenarios: Scenarios) -> None:
    scenario = await scenarios.registered()
    elsewhere = await _log_in_elsewhere(scenarios, scenario)
    sessions = await scenario.client.sessions()
    assert [session["current"] for session in sessions].count(True) == 1
    other = next(session for session in sessions if not session["current"])
    await scenario.client.end_session(other["session_id"])
    assert (await refusal(elsewhere.me(), "the ended session reads on")).status == 401
    await scenario.client.me()
    await elsewhere.close()


async def test_R2_1_3_logging_out_ends_the_token_at_once(scenarios: Scenarios) -> None:
    scenario = await scenarios.registered()
    await scenario.client.end_session()
    assert (await refusal(scenario.client.me(), "the token still works")).status == 401


async def test_R2_1_3_a_new_password_ends_the_other_sessions_and_is_told(
    scenarios: Scenarios,
) -> None:
    scenario = await scenarios.registered()
    elsewhere = await _log_in_elsewhere(scenarios, scenario)
    body = {"old_password": "Wrong123456!"} | dict.fromkeys(_NEW_PASSWORD, "Brand-New-2026")
    problem = await refusal(
        scenario.client.call("PUT", "/me/password", json=body, key=new_key()), "changed"
    )
    assert problem.fields == {"old_password"}
    await elsewhere.me()
    body["old_password"] = scenario.person.password
    key = new_key()
    for _ in range(2):
        answer = await scenario.client.call("PUT", "/me/password", json=body, key=key)
        assert answer.data == {"ended_sessions": 1}
    await _wait_ended(elsewhere)
    await scenario.client.me()
    await scenario.client.refresh()
    assert await scenario.message("password_changed")
    assert await scenario.newest_sms("登录密码已修改")
    await elsewhere.log_in(scenario.person.phone, "Brand-New-2026")
    await elsewhere.close()


async def test_R2_1_3_all_other_devices_are_logged_out_at_once(scenarios: Scenarios) -> None:
    scenario = await scenarios.registered()
    others = [await _log_in_elsewhere(scenarios, scenario) for _ in range(2)]
    for expected in (2, 0):
        answer = await scenario.client.call("POST", "/sessions/end-others")
        assert answer.data == {"ended_sessions": expected}
    for elsewhere in others:
        await _wait_ended(elsewhere)
        await elsewhere.close()
    assert [session["current"] for session in await scenario.client.sessions()] == [True]


def _three_minutes_pass(stack: Stack) -> None:
    """Move the codes already sent back in time: one number gets one code in three minutes."""
    statement = "UPDATE sms_codes SET sent_at = sent_at - interval '3 minutes'"
    ServiceDatabases(stack).write("identity", statement)


async def test_R2_2_1_reset_needs_all_details_to_agree(scenarios: Scenarios, stack: Stack) -> None:
    scenario = await scenarios.registered()
    _three_minutes_pass(stack)
    elsewhere = await _log_in_elsewhere(scenarios, scenario)
    body = await _reset_body(scenario)
    problem = await refusal(
        scenario.client.reset_password(body | {"name": "张三丰"}), "reset for another name"
    )
    assert problem.code == "identity.reset_mismatch"
    assert not problem.errors, "the answer tells which detail is wrong"
    await scenario.client.reset_password(body)
    await _wait_ended(elsewhere)
    old = scenario.client.log_in(scenario.person.phone, scenario.person.password)
    assert (await refusal(old, "the old password still works")).status == 401
    await scenario.client.log_in(scenario.person.phone, body["new_password"])
    await elsewhere.close()


async def _wait_ended(client: AusmClient) -> None:
    """Wait for the news of the end, which travels to the gateway as an event."""

    async def ended() -> bool | None:
        try:
            await client.me()
        except Problem as problem:
            return problem.status == 401
        return None

    assert await eventually(ended, "old sessions live on", WAIT_SECONDS)


async def _reset_body(scenario: Scenario) -> dict[str, str]:
    await scenario.client.request_sms_code(scenario.person.phone, "password_reset")
    password = "Brand-New-2026"
    return {
        "id_number": scenario.person.id_number,
        "name": scenario.person.name,
        "phone": scenario.person.phone,
        "sms_code": code_in(await scenario.newest_sms("验证码", newer_than=1)),
        "new_password": password,
        "new_password_confirmation": password,
    }
