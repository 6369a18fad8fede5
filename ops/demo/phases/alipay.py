"""Real-name verification by Alipay: cancelled once, then passed."""

from typing import Any

from demo.phases import consents, real_name
from demo.scenario import Scenario, ensure, eventually


async def run(scenario: Scenario) -> None:
    """Take the person from unverified to verified by Alipay."""
    if not await is_offered(scenario):
        scenario.narrator.remark("本环境未开放支付宝认证，改用线上实名认证")
        await real_name.run(scenario)
        return
    await consents.give(scenario, consents.START_ALIPAY)
    await cancel(scenario)
    await confirm(scenario)
    await real_name.get_notified(scenario)


async def is_offered(scenario: Scenario) -> bool:
    """Tell whether this stack offers Alipay to this person."""
    offered: bool = (await scenario.client.real_name())["alipay"]["available"]
    return offered


async def cancel(scenario: Scenario) -> None:
    """Show the QR code and cancel on the phone; the page says what to do."""
    with scenario.narrator.step("选择支付宝认证，页面显示二维码；在手机上取消"):
        shown = await finish(scenario, "cancel")
        ensure(shown["status"] == "failed", f"取消后状态为 {shown['status']}")
        ensure("重新扫码" in shown["message"], f"没有说明怎么办：{shown['message']}")
        scenario.narrator.remark(shown["message"])


async def confirm(scenario: Scenario) -> None:
    """Scan the next QR code with one's own account; the result arrives by itself."""
    with scenario.narrator.step("刷新二维码，用本人的支付宝扫码通过"):
        shown = await finish(scenario, "pass")
        ensure(shown["status"] == "passed", f"扫码后状态为 {shown['status']}")


async def finish(scenario: Scenario, action: str) -> dict[str, Any]:
    """Start, do something on the phone, and look until there is a result."""
    started = await scenario.client.start_alipay()
    ensure(started["qr_svg"].startswith("data:image/svg+xml"), "没有二维码图片")
    certify_id = started["certify_id"]
    await scenario.client.scan(certify_id, action)

    async def finished() -> dict[str, Any] | None:
        shown = await scenario.client.alipay(certify_id)
        return shown if shown["status"] not in ("waiting", "scanned") else None

    return await eventually(finished, "支付宝认证没有结果", scenario.wait_seconds)
