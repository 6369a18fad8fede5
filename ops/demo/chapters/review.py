"""The authority's review of the collection, and the person hearing of it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx

from demo import forms
from demo.chapters.real_name import find_and_claim
from demo.stage import Stage, ensure
from demo.transport import Problem

KIND = "collection"


async def play(stage: Stage) -> None:
    """Return once with reasons by item, mend those, approve."""
    await send_back(stage)
    await mend(stage)
    await approve_live(stage)
    await read_record(stage)
    await leave(stage)


async def send_back(stage: Stage) -> None:
    """Claim and return with two items to mend."""
    case_id = stage.facts["collection_case"]
    with stage.narrator.step("审核员领取采集申请，逐项核对材料"):
        detail = await find_and_claim(stage.right, KIND, case_id)
        stage.facts["returned_items"] = _items_to_mend(detail["items"])
    with stage.narrator.step("审核员逐项退回：照片、一段教育经历"):
        reasons = [
            {"item": item, "code": "other", "note": f"请核对：{item}"}
            for item in stage.facts["returned_items"]
        ]
        await stage.right.client.act(
            KIND, case_id, "return", {"reasons": reasons}, detail["version"]
        )


def _items_to_mend(items: list[dict[str, Any]]) -> list[str]:
    names = [item["item"] for item in items]
    photo = next(name for name in names if "photo" in name)
    return [photo, [name for name in names if name.startswith("educations")][-1]]


async def mend(stage: Stage) -> None:
    """Read the reasons, mend just those items, submit again."""
    with stage.narrator.step("申请人看到逐项退回原因，收到站内信"):
        state = await stage.client.collection()
        ensure(state["status"] == "returned", f"状态为 {state['status']}")
        named = {reason["item"] for reason in state["review"]["reasons"]}
        ensure(named == set(stage.facts["returned_items"]), f"退回原因不符：{named}")
        await stage.message("case_returned", count=2)
        stage.facts["version"] = state["version"]
    with stage.narrator.step("只修改被退回的两项"):
        await stage.upload("photo", "level_certificate")
        basic = forms.basic(stage.files) | _present(state["basic"])
        draft = await stage.client.save_section(
            "basic", basic | {"photo_id": stage.files["photo"]}, stage.facts["version"]
        )
        row = next(row for row in state["educations"] if row["school_name"] == "中央财经大学")
        draft = await stage.client.update_row(
            "educations", row["education_id"], _mended(stage, row), draft["version"]
        )
    with stage.narrator.step("重新提交"):
        await stage.client.submit(draft["version"])


def _present(basic: dict[str, Any]) -> dict[str, Any]:
    """Return the files that stay as they are."""
    return {name: basic[name] for name in ("id_portrait_id", "id_reverse_id")}


def _mended(stage: Stage, row: dict[str, Any]) -> dict[str, Any]:
    kept = {item["kind"]: item["attachment_id"] for item in row["attachments"]}
    return forms.education(kept | {"level_certificate": stage.files["level_certificate"]})


async def approve_live(stage: Stage) -> None:
    """Approve while the person's page is open on the live stream (R7.1)."""
    case_id = stage.facts["collection_case"]
    opened = asyncio.Event()
    page = asyncio.create_task(_keep_page_open(stage, "case_approved", opened))
    try:
        with stage.narrator.step("申请人打开页面，实时接收消息"):
            await asyncio.wait_for(opened.wait(), stage.wait_seconds)
        with stage.narrator.step("审核员再次领取并审核通过"):
            detail = await find_and_claim(stage.right, KIND, case_id)
            await stage.right.client.act(KIND, case_id, "approve", {}, detail["version"])
        with stage.narrator.step("页面上立刻出现“审核通过”"):
            await asyncio.wait_for(page, stage.wait_seconds)
    finally:
        page.cancel()
    with stage.narrator.step("站内信和短信也已到达"):
        message = await stage.message("case_approved")
        await stage.client.read_message(message["message_id"])
        stage.narrator.remark(f"短信：{await stage.newest_sms('审核通过')}")


async def _keep_page_open(stage: Stage, kind: str, opened: asyncio.Event) -> None:
    """Return when a message of this kind shows up.

    As a page does, look into the box whenever the stream has been opened (again).
    """
    while True:
        try:
            async with stage.client.live_messages() as events:
                boxed = await stage.client.messages()
                opened.set()
                if any(message["kind"] == kind for message in boxed):
                    return
                await _hear(events, kind)
                return
        except httpx.HTTPError:
            if not stage.client.patience:
                raise
            await asyncio.sleep(0.5)


async def _hear(events: AsyncIterator[dict[str, Any]], kind: str) -> None:
    async for event in events:
        if event["data"].get("kind") == kind:
            return
    raise httpx.RemoteProtocolError("the stream ended")


async def read_record(stage: Stage) -> None:
    """Read the approved record masked, then reveal one value, which is recorded."""
    with stage.narrator.step("查看已通过的档案（脱敏）"):
        record = await stage.client.record()
        ensure(stage.person.id_number not in str(record), "档案里有未脱敏的证件号码")
    with stage.narrator.step("点击“显示”查看完整证件号码（留痕）"):
        shown = await stage.client.reveal(["person.id_number"])
        ensure(stage.person.id_number in str(shown), "没有得到完整证件号码")


async def leave(stage: Stage) -> None:
    """Log out; the token no longer opens anything."""
    with stage.narrator.step("退出登录"):
        try:
            await stage.client.end_session()
        except Problem as problem:
            # Sent twice because the first answer was lost: the token has ended already.
            if problem.status != 401 or not stage.client.patience:
                raise
        stage.client.access_token = None
