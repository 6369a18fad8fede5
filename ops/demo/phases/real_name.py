"""Real-name verification by photos: returned once, forwarded once, approved."""

from typing import Any

from demo import forms
from demo.phases import consents
from demo.scenario import Reviewer, Scenario, ensure, eventually, refusal
from demo.transport import Problem

KIND = "real_name"


async def run(scenario: Scenario) -> None:
    """Take the person from unverified to verified."""
    await submit(scenario)
    await send_back(scenario)
    await submit_again(scenario)
    await forward(scenario)
    await approve(scenario)
    await get_notified(scenario)


async def submit(scenario: Scenario) -> None:
    """Upload the three photos and send them to an authority."""
    with scenario.narrator.step("上传证件人像面、非人像面和手持证件人像面"):
        await scenario.upload("id_portrait", "id_reverse", "id_holding")
    await consents.give(scenario, consents.SUBMIT_REAL_NAME)
    with scenario.narrator.step(f"提交线上实名认证，由{scenario.elsewhere.authority_name}审核"):
        await _send(scenario)


async def _send(scenario: Scenario) -> None:
    body = forms.real_name(scenario.files, scenario.elsewhere.authority_id)
    await scenario.client.submit_real_name(body)
    case = await scenario.client.real_name()
    scenario.facts["real_name_case"] = case["case_id"]


async def find_and_claim(reviewer: Reviewer, kind: str, case_id: str) -> dict[str, Any]:
    """Find the case in the reviewer's queue and claim it; returns its detail."""
    summary = await reviewer.client.review_summary()
    counted = any(row["kind"] == kind for row in summary["items"])
    ensure(counted or summary["unavailable"], f"待办统计里没有 {kind}")
    row = await reviewer.client.find_review(kind, case_id, status="submitted")
    ensure(row, f"{reviewer.authority_name}的待办列表里没有这件申请")
    await reviewer.client.act(kind, case_id, "claim")
    return await reviewer.client.review(kind, case_id)


async def send_back(scenario: Scenario) -> None:
    """Return the case with a reason for one item."""
    case_id = scenario.facts["real_name_case"]
    with scenario.narrator.step(f"审核员（{scenario.elsewhere.authority_name}）查看待办并领取"):
        detail = await find_and_claim(scenario.elsewhere, KIND, case_id)
    with scenario.narrator.step("审核员退回：手持证件人像面不清晰"):
        item = next(i["item"] for i in detail["items"] if "holding" in i["item"])
        reasons = [{"item": item, "code": "other", "note": "手持照片不清晰，请重新拍摄"}]
        await scenario.elsewhere.client.act(
            KIND, case_id, "return", {"reasons": reasons}, detail["version"]
        )


async def submit_again(scenario: Scenario) -> None:
    """Read the reason, take a new photo, send it again."""
    with scenario.narrator.step("申请人看到退回原因，重新拍摄并提交"):
        case = await scenario.client.real_name()
        ensure("手持照片不清晰" in str(case), "看不到退回原因")
        await scenario.upload("id_portrait", "id_reverse", "id_holding")
        await _send(scenario)


async def forward(scenario: Scenario) -> None:
    """Hand the case over to the authority in charge; the clock runs on."""
    case_id = scenario.facts["real_name_case"]
    with scenario.narrator.step(f"审核员发现不属本地，转至{scenario.province.authority_name}"):
        before = await find_and_claim(scenario.elsewhere, KIND, case_id)
        body = {"authority_id": scenario.province.authority_id, "note": "申请人单位不在本地"}
        await scenario.elsewhere.client.act(KIND, case_id, "forward", body, before["version"])
        after = await scenario.province.client.find_review(KIND, case_id, status="submitted")
        ensure(after, "转出的申请没有到达接收部门")
        assert after is not None
        ensure(after["submitted_at"] == before["submitted_at"], "转办后提交时间变了")
        await _cannot_see(scenario.elsewhere, scenario.province, case_id)


async def _cannot_see(former: Reviewer, present: Reviewer, case_id: str) -> None:
    if present.authority_path.startswith(former.authority_path):
        return
    problem = await refusal(former.client.review(KIND, case_id), "转出后原部门仍能查看")
    ensure(problem.status in (403, 404), f"应答不符：{problem}")


async def approve(scenario: Scenario) -> None:
    """Claim and approve at the authority in charge."""
    case_id = scenario.facts["real_name_case"]
    with scenario.narrator.step(f"审核员（{scenario.province.authority_name}）领取并审核通过"):
        detail = await find_and_claim(scenario.province, KIND, case_id)
        await scenario.province.client.act(KIND, case_id, "approve", {}, detail["version"])


async def get_notified(scenario: Scenario) -> None:
    """See oneself verified, and get notified in the box and by SMS."""
    with scenario.narrator.step("申请人实名认证通过，收到站内信和短信"):
        me = await scenario.client.me()
        ensure(me["real_name_status"] == "verified", "审核通过后仍未显示已认证")
        message = await scenario.message("identity_verified")
        scenario.narrator.remark(f"站内信：{message['title']}")
        scenario.narrator.remark(f"短信：{await scenario.newest_sms('您已通过')}")

    async def opened() -> dict[str, Any] | None:
        try:
            return await scenario.client.collection()
        except Problem as problem:
            if problem.code != "collection.real_name_required":
                raise
            return None

    with scenario.narrator.step("信息采集已开放"):
        await eventually(opened, "实名认证后仍不能进入信息采集", scenario.wait_seconds)
