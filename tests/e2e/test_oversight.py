"""Review as a whole over HTTP: what changed meanwhile, bulk, second looks, superiors (R4.3, R6)."""

from typing import Any

import pytest
from demo import forms
from demo.phases import real_name
from demo.scenario import Scenario, eventually, refusal
from demo.transport import new_key
from support.policies import sampling
from support.scenarios import Scenarios

pytestmark = pytest.mark.anyio

MANUAL = {"household_region": "310115"}


async def record_of(scenario: Scenario, later_than: int = 0) -> dict[str, Any]:
    """Return the approved record once it has a version after this one."""

    async def probe() -> dict[str, Any] | None:
        found = (await scenario.client.call("GET", "/me/record")).data
        return found if found["version"] > later_than else None

    return await eventually(probe, "no such version", scenario.wait_seconds)


async def change(scenario: Scenario, version: int | None = None, **changes: Any) -> dict[str, Any]:
    """Ask for a change of the basic section."""
    basic = (await record_of(scenario))["basic"]
    photos = {kind: basic[f"{kind}_id"] for kind in ("photo", "id_portrait", "id_reverse")}
    body = {"section": "basic", "action": "modify", "data": forms.basic(photos) | changes}
    answer = await scenario.client.call(
        "POST", "/me/changes", json=body, version=version, key=new_key()
    )
    return answer.data


async def test_R4_3_3_a_stale_tab_is_shown_what_the_other_did(scenarios: Scenarios) -> None:
    scenario = await scenarios.approved()
    opened = await record_of(scenario)
    done = await change(scenario, opened["version"], email="other-tab@example.org")
    assert (done["review_mode_name"], done["status_name"]) == ("自动审核", "审核通过")
    now = await record_of(scenario, opened["version"])
    stale = await refusal(change(scenario, opened["version"], **MANUAL), "took a stale change")
    assert (stale.status, stale.code) == (412, "collection.record_changed")
    assert stale.body["current_version"] == now["version"]
    [one] = stale.body["changed"]
    assert (one["path"], one["label"]) == ("basic.email", "电子邮箱")
    assert (one["before"], one["after"]) == (opened["basic"]["email"], now["basic"]["email"])
    assert "other-tab" not in str(stale.body)


async def test_R4_3_1_a_reviewed_change_has_its_columns_place_and_date(
    scenarios: Scenarios,
) -> None:
    scenario = await scenarios.approved()
    asked = await change(scenario, **MANUAL)
    [row] = (await scenario.client.call("GET", "/me/changes")).rows
    names = ("review_mode_name", "status_name", "action_name", "origin_name")
    assert [row[name] for name in names] == ["人工审核", "待审核", "变更", "本人申请"]
    assert row["submitted_at"] == asked["submitted_at"]
    review = asked["review"]
    assert review["queue_position"] >= 1
    assert review["expected_at"] > asked["submitted_at"][:10]
    changed = [field["label"] for field in asked["fields"] if field["changed"]]
    assert changed == ["户籍所在地"]


async def test_R6_3_bulk_answers_for_each_case_of_several_services(scenarios: Scenarios) -> None:
    scenario, other = await scenarios.approved(), await scenarios.submitted()
    asked = await change(scenario, **MANUAL)
    cases = [
        {"kind": "change", "case_id": asked["change_id"], "version": 1},
        {"kind": "collection", "case_id": other.facts["collection_case"], "version": 1},
    ]
    body = {"items": cases, "note": "批量通过"}
    key = new_key()
    for _ in range(2):
        answer = await scenario.county.client.call(
            "POST", "/reviews/bulk-approve", json=body, key=key
        )
        outcomes = [(one["outcome"], one["code"]) for one in answer.data["items"]]
        assert outcomes == [("approved", None), ("refused", "casework.bulk_not_allowed")]
    detail = await scenario.county.client.review("change", asked["change_id"])
    assert [step["action"] for step in detail["history"]] == ["submit", "claim", "approve"]
    # The first one is about the collection.
    assert "信息变更" in (await scenario.message("case_approved", count=2))["title"]


async def test_R6_3_a_sampled_approval_is_objected_to_by_another_reviewer(
    scenarios: Scenarios,
) -> None:
    scenario = await scenarios.approved()
    change_id = (await change(scenario, **MANUAL))["change_id"]
    async with sampling(scenarios, 1000):
        detail = await real_name.find_and_claim(scenario.county, "change", change_id)
        await scenario.county.client.act("change", change_id, "approve", {}, detail["version"])
    path = f"/reviews/change/{change_id}/second-review"
    reasons = [{"item": "household_region", "code": "other", "note": "与证件不符"}]
    body = {"outcome": "objected", "reasons": reasons}
    own = await refusal(
        scenario.county.client.call("POST", path, json=body), "looked at own approval"
    )
    assert (own.status, own.code) == (403, "casework.own_approval")
    decided = (await scenario.province.client.call("POST", path, json=body, version=1)).data
    assert decided["reasons"][0]["item_label"] == "户籍所在地"
    params = {"kind": "change", "status": "objected", "limit": 100}
    listed = await scenario.province.client.call("GET", "/reviews/second-reviews", params=params)
    assert change_id in [row["case_id"] for row in listed.rows]
    summary = await scenario.province.client.review_summary()
    [counts] = [row for row in summary["items"] if row["kind"] == "change"]
    assert counts["objections"] == len(listed.rows)
    assert (await scenario.client.call("GET", f"/me/changes/{change_id}")).data[
        "status"
    ] == "approved"


async def test_R6_1_a_superior_sees_a_countys_case_and_does_not_decide_it(
    scenarios: Scenarios,
) -> None:
    scenario = await scenarios.submitted()
    case_id, superior = scenario.facts["collection_case"], scenario.province.client
    row = await superior.find_review("collection", case_id, status="submitted")
    assert row is not None
    assert row["available_actions"] == ["forward"]
    refused = await refusal(superior.act("collection", case_id, "claim"), "claimed")
    assert (refused.status, refused.code) == (403, "casework.other_authority")
    await scenario.county.client.act("collection", case_id, "claim")
