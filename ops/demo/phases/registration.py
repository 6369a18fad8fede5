"""Coming in: SMS code, registration, log-in, and the door that is still shut."""

from demo.scenario import Scenario, code_in, ensure, refusal


async def run(scenario: Scenario) -> None:
    """Register the person, log them in, look at the home page."""
    await register(scenario)
    await log_in(scenario)
    await look_at_home(scenario)


async def register(scenario: Scenario) -> None:
    """Register with an SMS code."""
    with scenario.narrator.step("输入图形验证码，免费获取短信验证码"):
        accepted = await scenario.client.request_sms_code(scenario.person.phone)
        ensure(accepted.data["resend_in"] > 0, "没有告知多久后可以重新获取")
    with scenario.narrator.step("手机收到短信验证码"):
        code = code_in(await scenario.newest_sms("验证码"))
        sms_code = await scenario.client.sms_code(accepted.data["delivery_id"])
        ensure(sms_code["status"] != "failed", f"短信已收到，却告知：{sms_code}")
        scenario.narrator.remark(
            f"{sms_code['message']}（还可尝试 {sms_code['attempts_left']} 次）"
        )
    with scenario.narrator.step(f"注册：{scenario.person.name}（{scenario.person.id_type}）"):
        account = (await scenario.client.register(scenario.person, code)).data
        scenario.facts["person_id"] = account["person_id"]
        scenario.narrator.remark(f"脱敏姓名：{account['masked_name']}")


async def log_in(scenario: Scenario) -> None:
    """Log in with the mobile number."""
    with scenario.narrator.step("用手机号码登录"):
        session = await scenario.client.log_in(scenario.person.phone, scenario.person.password)
        ensure(scenario.person.name not in str(session), "登录应答里有未脱敏的姓名")


async def look_at_home(scenario: Scenario) -> None:
    """Open the home page, then find collection still shut (R2.3.1)."""
    with scenario.narrator.step("打开首页：姓名已脱敏，尚未实名认证"):
        me = await scenario.client.me()
        ensure(me["real_name_status"] != "verified", "未认证即显示已认证")
        ensure(scenario.person.id_number not in str(me), "首页有未脱敏的证件号码")
    with scenario.narrator.step("未实名认证，不能进入信息采集"):
        problem = await refusal(scenario.client.collection(), "未实名认证也能打开信息采集")
        ensure(problem.code == "collection.real_name_required", f"应答代码不符：{problem}")
