"""Real-name verification by Alipay over HTTP, on a stack with the simulator (R2.3.2)."""

import asyncio

import httpx
import pytest
from demo.phases import alipay, draft
from demo.scenario import refusal
from native.stack import Stack
from support.scenarios import Scenarios

pytestmark = pytest.mark.anyio


async def test_R2_3_2_cancelled_then_passed_then_collected(scenarios: Scenarios) -> None:
    scenario = await scenarios.registered()
    assert await alipay.is_offered(scenario)
    await alipay.run(scenario)
    await draft.start(scenario)
    assert (await scenario.client.real_name())["method"] == "alipay"


async def test_R2_3_2_the_result_arrives_on_the_open_page_by_itself(scenarios: Scenarios) -> None:
    scenario = await scenarios.registered()
    started = await scenario.client.start_alipay()
    async with scenario.client.live_messages() as events, asyncio.timeout(60):
        assert (await anext(events))["event"] == "ready"
        await scenario.client.scan(started["certify_id"], "pass")
        async for event in events:
            if event["event"] == "certification_changed":
                break
    assert event["data"]["certify_id"] == started["certify_id"]
    assert event["data"]["status"] == "passed"
    assert "person_id" not in event["data"]


@pytest.mark.parametrize(
    ("action", "reason"),
    [
        pytest.param("other_person", "mismatch", id="R2.3.2-other-person"),
        pytest.param("fail", "not_passed", id="R2.3.2-not-passed"),
        pytest.param("expire", "unknown_to_provider", id="R2.3.2-expired"),
    ],
)
async def test_not_passed(scenarios: Scenarios, action: str, reason: str) -> None:
    scenario = await scenarios.registered()
    shown = await alipay.finish(scenario, action)
    assert (shown["status"], shown["reason"]) == ("failed", reason)
    assert (await scenario.client.me())["real_name_status"] == "unverified"


async def test_R2_3_2_only_resident_id_cards(scenarios: Scenarios) -> None:
    scenario = await scenarios.registered("passport")
    assert not await alipay.is_offered(scenario)
    problem = await refusal(scenario.client.start_alipay(), "a passport was taken")
    assert (problem.status, problem.code) == (409, "identity.alipay_resident_only")


async def test_R2_3_2_strangers_see_nothing(scenarios: Scenarios) -> None:
    owner, stranger = await scenarios.registered(), await scenarios.registered()
    started = await owner.client.start_alipay()
    problem = await refusal(stranger.client.alipay(started["certify_id"]), "seen")
    assert (problem.status, problem.code) == (404, "identity.certification_not_found")


async def test_R2_3_2_the_phones_page_leads_back_to_ours(
    scenarios: Scenarios, stack: Stack
) -> None:
    """The way without an API: scan, press the button, follow the link."""
    scenario = await scenarios.registered()
    started = await scenario.client.start_alipay()
    async with httpx.AsyncClient() as phone:
        page = await phone.get(started["qr_content"])
        assert "本人操作" in page.text
        assert scenario.person.id_number not in started["qr_content"] + page.text
        scans = str(httpx.URL(started["qr_content"]).join(f"/scans/{started['certify_id']}"))
        done = await phone.post(scans, data={"action": "pass"})
        back = done.text.partition('href="')[2].partition('"')[0]
        assert back.startswith(f"{stack.url}/api/v1/alipay/return?certification=")
        arrived = await phone.get(back)
    assert "已从支付宝返回" in arrived.text
    assert scenario.person.name not in arrived.text
    shown = await alipay.eventually(
        lambda: _passed(scenario, started["certify_id"]), "no result", scenario.wait_seconds
    )
    assert shown == "passed"


async def _passed(scenario, certify_id: str) -> str | None:
    status = (await scenario.client.alipay(certify_id))["status"]
    return status if status == "passed" else None
