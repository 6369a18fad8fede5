"""Transfers of jurisdiction over HTTP: R5.1, R5.2; the record, its queues and access move."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from demo.phases import real_name
from demo.scenario import eventually, refusal
from demo.transport import Problem, new_key
from support.scenarios import Scenarios
from support.transfers import HOME, TARGET, approve, authority_of, body_of, eligible, moved, submit

pytestmark = pytest.mark.anyio


async def test_R5_2_2_record_queues_and_access_move(scenarios: Scenarios) -> None:
    scenario = await scenarios.approved()
    made = await submit(scenario)
    transfer_id, proof = made["transfer_id"], made["proofs"][0]["attachment_id"]
    assert (made["from"]["county"], made["to"]["county"]) == ("海淀区", "长安区")
    with pytest.raises(Problem) as hidden:
        await scenario.county.client.review("transfer", transfer_id)
    assert hidden.value.status == 404
    assert await scenario.elsewhere.client.download(proof)
    await approve(await scenarios.clients.reviewer_of(TARGET), transfer_id)
    await eventually(lambda: moved(scenario), "the record has not moved", scenario.wait_seconds)
    [item] = (await scenario.client.call("GET", "/me/transfers")).rows
    assert (item["status_name"], item["scope_name"]) == ("审核通过", "跨省")
    assert "河北省" not in (await scenario.message("transfer_approved"))["title"]
    blocked = await scenario.client.call(
        "GET", "/me/transfers/eligibility", params={"to_authority_id": TARGET}
    )
    assert [one["code"] for one in blocked.data["blockers"]] == ["transfer.same_authority"]


WORK = {
    "employer_name": "石家庄市长安区晨光科技有限公司",
    "uscc": "91110000600037341L",
    "industry": "I",
    "employer_address": "石家庄市长安区中山东路1号",
    "employer_phone": "0311-86234567",
    "start_date": "2026-09-01",
}
SCHOOL = {
    "school_name": "河北经贸大学",
    "level": "14",
    "major": "会计学",
    "start_month": "2026-09",
    "end_month": "2029-06",
}


@pytest.mark.parametrize(
    ("reason", "details", "kind", "name"),
    [
        pytest.param(
            "work", WORK, "employment_proof", "工作单位所在地变动", id="R5.1.1-R5.1.3-work"
        ),
        pytest.param(
            "school", SCHOOL, "student_status", "学籍所在地变动", id="R5.1.1-R5.1.3-school"
        ),
    ],
)
async def test_each_reason_has_its_own_fields_and_proof(
    scenarios: Scenarios, reason: str, details: dict[str, Any], kind: str, name: str
) -> None:
    scenario = await scenarios.approved()
    await eligible(scenario)
    await scenario.upload(kind, "residence_permit")
    body = {"reason": reason, "to_authority_id": TARGET, "details": {}}
    wrong = body | {"proof_ids": [scenario.files["residence_permit"]]}
    refused = await refusal(
        scenario.client.call("POST", "/me/transfers", json=wrong), "took nothing"
    )
    assert refused.status == 422
    required = {f"details.{field}" for field in details}
    assert refused.fields == required | {"proof_ids[0]"}
    right = body | {"details": details, "proof_ids": [scenario.files[kind]]}
    made = (await scenario.client.call("POST", "/me/transfers", json=right, key=new_key())).data
    assert made["details"].items() >= details.items()
    [row] = (await scenario.client.call("GET", "/me/transfers")).rows
    assert (row["reason_name"], row["status_name"]) == (name, "待审核")
    assert row["from"]["full_name"].startswith("北京市")
    assert row["to"]["full_name"].startswith("河北省")
    [proof] = row["proofs"]
    assert proof["media_type"].startswith("image/")
    assert await scenario.client.download(proof["attachment_id"])


async def test_R5_1_2_no_other_application_beside_a_transfer(scenarios: Scenarios) -> None:
    scenario = await scenarios.approved()
    transfer_id = (await submit(scenario))["transfer_id"]
    for _ in range(2):
        body = await body_of(scenario)
        with pytest.raises(Problem) as refused:
            await scenario.client.call("POST", "/me/transfers", json=body, key=new_key())
        assert refused.value.status == 409
        codes = [blocker["code"] for blocker in refused.value.body["blockers"]]
        assert codes == ["transfer.transfer_pending"]
    await scenario.upload("credit_proof")
    credit = {"year": 2026, "kind": "conference", "title": "会计学术年会", "quantity": 2}
    credit |= {"achieved_on": "2026-05-18", "proof_ids": [scenario.files["credit_proof"]]}
    with pytest.raises(Problem) as refused:
        await scenario.client.call("POST", "/me/credit-applications", json=credit)
    assert refused.value.status == 409
    await scenario.client.call("POST", f"/me/transfers/{transfer_id}/withdraw")
    assert (await eligible(scenario))["blockers"] == []


async def test_R5_2_2_of_many_applications_at_once_one_wins(scenarios: Scenarios) -> None:
    scenario = await scenarios.approved()
    await eligible(scenario)
    body = await body_of(scenario)
    calls = [
        scenario.client.call("POST", "/me/transfers", json=body, key=new_key()) for _ in range(20)
    ]
    answers = await asyncio.gather(*calls, return_exceptions=True)
    refused = [answer for answer in answers if isinstance(answer, Problem)]
    assert (len(answers) - len(refused), {problem.status for problem in refused}) == (1, {409})
    assert all(problem.body["blockers"] for problem in refused)
    assert len((await scenario.client.call("GET", "/me/transfers")).rows) == 1


async def test_R5_2_2_a_refusal_leaves_everything_as_it_was(scenarios: Scenarios) -> None:
    scenario = await scenarios.approved()
    transfer_id = (await submit(scenario))["transfer_id"]
    target = await scenarios.clients.reviewer_of(TARGET)
    detail = await real_name.find_and_claim(target, "transfer", transfer_id)
    reasons = [{"item": detail["items"][-1]["item"], "code": "transfer_proof_unclear"}]
    body = {"reasons": reasons}
    await target.client.act("transfer", transfer_id, "return", body, detail["version"])
    await eligible(scenario)
    assert await authority_of(scenario) == HOME
    shown = (await scenario.client.call("GET", f"/me/transfers/{transfer_id}")).data
    assert shown["review"]["reasons"][0]["item_label"].startswith("证明材料")
    assert "重新申请" in (await scenario.message("transfer_returned"))["body"]


@asynccontextmanager
async def policy(scenarios: Scenarios, name: str) -> AsyncIterator[None]:
    """Let the platform's administrator choose a policy for as long as the block lasts."""
    client = await scenarios.staff("platform_admin")
    path = "/admin/policies/transfer"
    before = (await client.call("GET", path)).data["policy"]
    await client.call("PUT", path, json={"policy": name})
    yield
    await client.call("PUT", path, json={"policy": before})
    await client.close()


async def test_R5_2_2_out_then_in_goes_through_both_offices(scenarios: Scenarios) -> None:
    scenario = await scenarios.approved()
    async with policy(scenarios, "out_then_in"):
        made = await submit(scenario)
    transfer_id = made["transfer_id"]
    assert (made["status"], made["review"]["authority"]["authority_id"]) == (
        "awaiting_release",
        HOME,
    )
    with pytest.raises(Problem) as hidden:
        await scenario.elsewhere.client.review("transfer", transfer_id)
    assert hidden.value.status == 404
    await scenario.county.client.act("transfer", transfer_id, "approve")
    assert "同意您调出" in (await scenario.message("transfer_released"))["body"]
    assert await authority_of(scenario) == HOME
    await approve(await scenarios.clients.reviewer_of(TARGET), transfer_id)
    await eventually(lambda: moved(scenario), "the record has not moved", scenario.wait_seconds)
