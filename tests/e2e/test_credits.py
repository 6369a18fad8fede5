"""Credit applications, rewards and penalties over HTTP, from the application to the message: R4.4.1."""

from typing import Any

import pytest
from demo.phases import real_name
from demo.scenario import Reviewer, Scenario, eventually
from demo.transport import Problem, new_key
from support.scenarios import Scenarios

pytestmark = pytest.mark.anyio

CREDITS, ENTRIES = "/me/credit-applications", "/me/rewards-penalties"


async def apply(scenario: Scenario, **changes: Any) -> dict[str, Any]:
    """Apply for the credits of a conference of two days."""
    await scenario.upload("credit_proof")
    body = {"year": 2026, "kind": "conference", "title": "全国会计学术年会", "quantity": 2}
    body |= {"achieved_on": "2026-05-18", "proof_ids": [scenario.files["credit_proof"]]}
    answer = await scenario.client.call("POST", CREDITS, json=body | changes, key=new_key())
    return answer.data


async def decide(who: Reviewer, kind: str, case_id: str, action: str, body: dict[str, Any]) -> None:
    """Claim a case and decide it."""
    detail = await real_name.find_and_claim(who, kind, case_id)
    await who.client.act(kind, case_id, action, body, detail["version"])


async def blockers(scenario: Scenario) -> list[str]:
    """Return what stands in the way of a transfer."""
    found = (await scenario.client.call("GET", "/me/transfers/eligibility")).data
    return [one["code"] for one in found["blockers"]]


async def is_free(scenario: Scenario) -> bool | None:
    """Tell whether a transfer is possible."""
    return not await blockers(scenario) or None


async def test_R4_4_1_granted_credits_reach_the_persons_year(scenarios: Scenarios) -> None:
    scenario = await scenarios.approved()
    exam = await apply(scenario, kind="exam", title="中级会计资格", quantity=1)
    assert (exam["computed_credits"], exam["status_name"]) == (90, "待审核")
    assert await blockers(scenario) == ["transfer.credit_pending"]
    body = {"credits": 60, "note": "其中一科成绩待定"}
    await decide(scenario.county, "credit", exam["application_id"], "approve", body)
    await eventually(lambda: is_free(scenario), "the application holds on", scenario.wait_seconds)
    talk = await apply(scenario)
    await decide(scenario.county, "credit", talk["application_id"], "approve", {})
    listed = (await scenario.client.call("GET", f"{CREDITS}?year=2026")).data
    assert [one["granted_credits"] for one in listed["items"]] == [20, 60]
    assert listed["totals"] == [{"year": 2026, "credits": 80, "complete": False}]
    message = await scenario.message("credit_approved", count=2)
    assert "20" in message["body"]


async def test_R4_4_1_a_returned_application_says_why_and_another_may_follow(
    scenarios: Scenarios,
) -> None:
    scenario = await scenarios.approved()
    made = await apply(scenario)
    with pytest.raises(Problem) as refused:
        await decide(scenario.county, "credit", made["application_id"], "return", {"reasons": []})
    assert refused.value.status == 422
    detail = await scenario.county.client.review("credit", made["application_id"])
    item = detail["items"][-1]["item"]
    reasons = [{"item": item, "code": "other", "note": "邀请函上没有您的姓名"}]
    await scenario.county.client.act(
        "credit", made["application_id"], "return", {"reasons": reasons}, detail["version"]
    )
    shown = (await scenario.client.call("GET", f"{CREDITS}/{made['application_id']}")).data
    [reason] = shown["review"]["reasons"]
    assert (reason["item"], reason["note"]) == (item, "邀请函上没有您的姓名")
    assert "邀请函上没有您的姓名" in (await scenario.message("case_returned"))["body"]
    assert (await apply(scenario))["status"] == "submitted"


async def test_R4_4_1_a_recorded_reward_stands_once_another_has_approved_it(
    scenarios: Scenarios,
) -> None:
    scenario = await scenarios.approved()
    recorder = await scenarios.staff("bj_admin")
    body = {"kind": "reward", "title": "先进会计工作者", "level": "省级"}
    body |= {"decided_by": "北京市财政局", "decided_on": "2026-03-12"}
    body |= {"person_id": (await scenario.client.me())["person_id"]}
    key = new_key()
    first = (await recorder.call("POST", "/staff/rewards-penalties", json=body, key=key)).data
    again = (await recorder.call("POST", "/staff/rewards-penalties", json=body, key=key)).data
    assert again["entry_id"] == first["entry_id"]
    assert await blockers(scenario) == ["transfer.reward_penalty_pending"]
    await decide(scenario.county, "reward_penalty", first["entry_id"], "approve", {})
    [mine] = (await scenario.client.call("GET", ENTRIES)).rows
    assert (mine["title"], mine["status_name"]) == ("先进会计工作者", "审核通过")
    assert (await scenario.message("entry_approved"))["title"] == "奖惩信息已登记"
    await eventually(lambda: is_free(scenario), "the entry holds on", scenario.wait_seconds)
    await recorder.close()


async def test_R4_4_1_an_entry_about_somebody_elsewhere_is_refused(scenarios: Scenarios) -> None:
    scenario = await scenarios.approved()
    body = {"kind": "reward", "title": "先进会计工作者", "decided_by": "河北省财政厅"}
    body |= {"decided_on": "2026-03-12", "person_id": (await scenario.client.me())["person_id"]}
    with pytest.raises(Problem) as refused:
        await scenario.elsewhere.client.call(
            "POST", "/staff/rewards-penalties", json=body, key=new_key()
        )
    assert (refused.value.status, refused.value.code) == (404, "changes.person_not_found")
