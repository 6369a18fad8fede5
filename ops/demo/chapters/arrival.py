"""Coming in: SMS code, registration, log-in, and the door that is still shut."""

from demo.stage import Stage, code_in, ensure, refusal


async def play(stage: Stage) -> None:
    """Register the person, log them in, look at the home page."""
    await register(stage)
    await log_in(stage)
    await look_at_home(stage)


async def register(stage: Stage) -> None:
    """Register with an SMS code."""
    with stage.narrator.step("输入图形验证码，免费获取短信验证码"):
        accepted = await stage.client.request_sms_code(stage.person.phone)
        ensure(accepted.data["resend_in"] > 0, "没有告知多久后可以重新获取")
    with stage.narrator.step("手机收到短信验证码"):
        code = code_in(await stage.newest_sms("验证码"))
        told = await stage.client.sms_code(accepted.data["delivery_id"])
        ensure(told["status"] != "failed", f"短信已收到，却告知：{told}")
        stage.narrator.remark(f"{told['message']}（还可尝试 {told['attempts_left']} 次）")
    with stage.narrator.step(f"注册：{stage.person.name}（{stage.person.id_type}）"):
        account = (await stage.client.register(stage.person, code)).data
        stage.facts["person_id"] = account["person_id"]
        stage.narrator.remark(f"脱敏姓名：{account['masked_name']}")


async def log_in(stage: Stage) -> None:
    """Log in with the mobile number."""
    with stage.narrator.step("用手机号码登录"):
        session = await stage.client.log_in(stage.person.phone, stage.person.password)
        ensure(stage.person.name not in str(session), "登录应答里有未脱敏的姓名")


async def look_at_home(stage: Stage) -> None:
    """Open the home page, then find collection still shut (R2.3.1)."""
    with stage.narrator.step("打开首页：姓名已脱敏，尚未实名认证"):
        me = await stage.client.me()
        ensure(me["real_name_status"] != "verified", "未认证即显示已认证")
        ensure(stage.person.id_number not in str(me), "首页有未脱敏的证件号码")
    with stage.narrator.step("未实名认证，不能进入信息采集"):
        problem = await refusal(stage.client.collection(), "未实名认证也能打开信息采集")
        ensure(problem.code == "collection.real_name_required", f"应答代码不符：{problem}")
