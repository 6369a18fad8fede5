"""Real-name verification by photos: returned once, forwarded once, approved."""

from typing import Any

from demo import forms
from demo.stage import Reviewer, Stage, ensure, eventually, refusal
from demo.transport import Problem

KIND = "real_name"


async def play(stage: Stage) -> None:
    """Take the person from unverified to verified."""
    await submit(stage)
    await send_back(stage)
    await submit_again(stage)
    await forward(stage)
    await approve(stage)
    await hear_of_it(stage)


async def submit(stage: Stage) -> None:
    """Upload the three photos and send them to an authority."""
    with stage.narrator.step("上传证件人像面、非人像面和手持证件照片"):
        await stage.upload("id_portrait", "id_reverse", "id_holding")
    with stage.narrator.step(f"提交线上实名认证，由{stage.first.authority_name}审核"):
        await _send(stage)


async def _send(stage: Stage) -> None:
    body = forms.real_name(stage.files, stage.first.authority_id)
    await stage.client.submit_real_name(body)
    case = await stage.client.real_name()
    stage.facts["real_name_case"] = case["case_id"]


async def find_and_claim(reviewer: Reviewer, kind: str, case_id: str) -> dict[str, Any]:
    """Find the case in the reviewer's queue and claim it; returns its detail."""
    summary = await reviewer.client.review_summary()
    counted = any(row["kind"] == kind for row in summary["items"])
    ensure(counted or summary["unavailable"], f"待办统计里没有 {kind}")
    row = await reviewer.client.find_review(kind, case_id, status="submitted")
    ensure(row, f"{reviewer.authority_name}的待办列表里没有这件申请")
    await reviewer.client.act(kind, case_id, "claim")
    return await reviewer.client.review(kind, case_id)


async def send_back(stage: Stage) -> None:
    """Return the case with a reason for one item."""
    case_id = stage.facts["real_name_case"]
    with stage.narrator.step(f"审核员（{stage.first.authority_name}）查看待办并领取"):
        detail = await find_and_claim(stage.first, KIND, case_id)
    with stage.narrator.step("审核员退回：手持证件照片不清晰"):
        item = next(i["item"] for i in detail["items"] if "holding" in i["item"])
        reasons = [{"item": item, "code": "other", "note": "手持照片不清晰，请重新拍摄"}]
        await stage.first.client.act(
            KIND, case_id, "return", {"reasons": reasons}, detail["version"]
        )


async def submit_again(stage: Stage) -> None:
    """Read the reason, take a new photo, send it again."""
    with stage.narrator.step("申请人看到退回原因，重新拍摄并提交"):
        case = await stage.client.real_name()
        ensure("手持照片不清晰" in str(case), "看不到退回原因")
        await stage.upload("id_portrait", "id_reverse", "id_holding")
        await _send(stage)


async def forward(stage: Stage) -> None:
    """Hand the case over to the authority in charge; the clock runs on."""
    case_id = stage.facts["real_name_case"]
    with stage.narrator.step(f"审核员发现不属本地，转至{stage.province.authority_name}"):
        before = await find_and_claim(stage.first, KIND, case_id)
        body = {"authority_id": stage.province.authority_id, "note": "申请人单位不在本地"}
        await stage.first.client.act(KIND, case_id, "forward", body, before["version"])
        after = await stage.province.client.find_review(KIND, case_id, status="submitted")
        ensure(after, "转出的申请没有到达接收部门")
        assert after is not None
        ensure(after["submitted_at"] == before["submitted_at"], "转办后提交时间变了")
        await _cannot_see(stage.first, stage.province, case_id)


async def _cannot_see(former: Reviewer, present: Reviewer, case_id: str) -> None:
    if present.authority_path.startswith(former.authority_path):
        return
    problem = await refusal(former.client.review(KIND, case_id), "转出后原部门仍能查看")
    ensure(problem.status in (403, 404), f"应答不符：{problem}")


async def approve(stage: Stage) -> None:
    """Claim and approve at the authority in charge."""
    case_id = stage.facts["real_name_case"]
    with stage.narrator.step(f"审核员（{stage.province.authority_name}）领取并审核通过"):
        detail = await find_and_claim(stage.province, KIND, case_id)
        await stage.province.client.act(KIND, case_id, "approve", {}, detail["version"])


async def hear_of_it(stage: Stage) -> None:
    """See oneself verified, and hear of it in the box and by SMS."""
    with stage.narrator.step("申请人实名认证通过，收到站内信和短信"):
        me = await stage.client.me()
        ensure(me["real_name_status"] == "verified", "审核通过后仍未显示已认证")
        message = await stage.message("identity_verified")
        stage.narrator.remark(f"站内信：{message['title']}")
        stage.narrator.remark(f"短信：{await stage.newest_sms('您已通过')}")

    async def opened() -> dict[str, Any] | None:
        try:
            return await stage.client.collection()
        except Problem as problem:
            if problem.code != "collection.real_name_required":
                raise
            return None

    with stage.narrator.step("信息采集已开放"):
        await eventually(opened, "实名认证后仍不能进入信息采集", stage.wait_seconds)
