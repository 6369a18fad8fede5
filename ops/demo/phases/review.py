"""The authority's review of the collection, and the person's notification."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx

from demo import forms
from demo.phases.real_name import find_and_claim
from demo.scenario import Scenario, ensure
from demo.transport import Problem

KIND = "collection"


async def run(scenario: Scenario) -> None:
    """Return once with reasons by item, mend those, approve."""
    await send_back(scenario)
    await mend(scenario)
    await approve_live(scenario)
    await read_record(scenario)
    await log_out(scenario)


async def send_back(scenario: Scenario) -> None:
    """Claim and return with two items to mend."""
    case_id = scenario.facts["collection_case"]
    with scenario.narrator.step("审核员领取采集申请，逐项核对材料"):
        detail = await find_and_claim(scenario.county, KIND, case_id)
        scenario.facts["returned_items"] = _items_to_mend(detail["items"])
    with scenario.narrator.step("审核员逐项退回：照片、一段教育经历"):
        reasons = [
            {"item": item, "code": "other", "note": f"请核对：{item}"}
            for item in scenario.facts["returned_items"]
        ]
        await scenario.county.client.act(
            KIND, case_id, "return", {"reasons": reasons}, detail["version"]
        )


def _items_to_mend(items: list[dict[str, Any]]) -> list[str]:
    names = [item["item"] for item in items]
    photo = next(name for name in names if "photo" in name)
    return [photo, [name for name in names if name.startswith("educations")][-1]]


async def mend(scenario: Scenario) -> None:
    """Read the reasons, mend just those items, submit again."""
    with scenario.narrator.step("申请人看到逐项退回原因，收到站内信"):
        state = await scenario.client.collection()
        ensure(state["status"] == "returned", f"状态为 {state['status']}")
        named = {reason["item"] for reason in state["review"]["reasons"]}
        ensure(named == set(scenario.facts["returned_items"]), f"退回原因不符：{named}")
        await scenario.message("case_returned", count=2)
        scenario.facts["version"] = state["version"]
    with scenario.narrator.step("只修改被退回的两项"):
        await scenario.upload("photo", "level_certificate")
        basic = forms.basic(scenario.files) | _present(state["basic"])
        draft = await scenario.client.save_section(
            "basic", basic | {"photo_id": scenario.files["photo"]}, scenario.facts["version"]
        )
        row = next(row for row in state["educations"] if row["school_name"] == "中央财经大学")
        draft = await scenario.client.update_row(
            "educations", row["education_id"], _mended(scenario, row), draft["version"]
        )
    with scenario.narrator.step("重新提交"):
        await scenario.client.submit(draft["version"])


def _present(basic: dict[str, Any]) -> dict[str, Any]:
    """Return the files that stay as they are."""
    return {name: basic[name] for name in ("id_portrait_id", "id_reverse_id")}


def _mended(scenario: Scenario, row: dict[str, Any]) -> dict[str, Any]:
    kept = {item["kind"]: item["attachment_id"] for item in row["attachments"]}
    return forms.education(kept | {"level_certificate": scenario.files["level_certificate"]})


async def approve_live(scenario: Scenario) -> None:
    """Approve while the person's page is open on the live stream (R7.1)."""
    case_id = scenario.facts["collection_case"]
    opened = asyncio.Event()
    page = asyncio.create_task(_keep_page_open(scenario, "case_approved", opened))
    try:
        with scenario.narrator.step("申请人打开页面，实时接收消息"):
            await asyncio.wait_for(opened.wait(), scenario.wait_seconds)
        with scenario.narrator.step("审核员再次领取并审核通过"):
            detail = await find_and_claim(scenario.county, KIND, case_id)
            await scenario.county.client.act(KIND, case_id, "approve", {}, detail["version"])
        with scenario.narrator.step("页面上立刻出现“审核通过”"):
            await asyncio.wait_for(page, scenario.wait_seconds)
    finally:
        page.cancel()
    with scenario.narrator.step("站内信和短信也已到达"):
        message = await scenario.message("case_approved")
        await scenario.client.read_message(message["message_id"])
        scenario.narrator.remark(f"短信：{await scenario.newest_sms('审核通过')}")


async def _keep_page_open(scenario: Scenario, kind: str, opened: asyncio.Event) -> None:
    """Return when a message of this kind shows up.

    As a page does, look into the box whenever the stream has been opened (again).
    """
    while True:
        try:
            async with scenario.client.live_messages() as events:
                boxed = await scenario.client.messages()
                opened.set()
                if any(message["kind"] == kind for message in boxed):
                    return
                await _wait_for(events, kind)
                return
        except httpx.HTTPError:
            if not scenario.client.patience:
                raise
            await asyncio.sleep(0.5)


async def _wait_for(events: AsyncIterator[dict[str, Any]], kind: str) -> None:
    async for event in events:
        if event["data"].get("kind") == kind:
            return
    raise httpx.RemoteProtocolError("the stream ended")


async def read_record(scenario: Scenario) -> None:
    """Read the approved record masked, then reveal one value, which is recorded."""
    with scenario.narrator.step("查看已通过的档案（脱敏）"):
        record = await scenario.client.record()
        ensure(scenario.person.id_number not in str(record), "档案里有未脱敏的证件号码")
    with scenario.narrator.step("点击“显示”查看完整证件号码（留痕）"):
        shown = await scenario.client.reveal(["person.id_number"])
        ensure(scenario.person.id_number in str(shown), "没有得到完整证件号码")


async def log_out(scenario: Scenario) -> None:
    """Log out; the token no longer opens anything."""
    with scenario.narrator.step("退出登录"):
        try:
            await scenario.client.end_session()
        except Problem as problem:
            # Sent twice because the first answer was lost: the token has ended already.
            if problem.status != 401 or not scenario.client.patience:
                raise
        scenario.client.access_token = None
