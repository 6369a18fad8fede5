"""Transfers of jurisdiction over HTTP: R5.1, R5.2; the record, its queues and access move."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from demo.chapters import real_name
from demo.stage import Reviewer, Stage, eventually, refusal
from demo.transport import Problem, new_key
from support.scenarios import Scenes

pytestmark = pytest.mark.anyio

HOME, TARGET = "au-110108", "au-130102"


async def eligible(stage: Stage) -> dict[str, Any]:
    """Return the eligibility once nothing stands in the way."""

    async def look() -> dict[str, Any] | None:
        found = (await stage.client.call("GET", "/me/transfers/eligibility")).data
        return found if found["eligible"] else None

    return await eventually(look, "still not eligible", stage.wait_seconds)


async def body_of(stage: Stage) -> dict[str, Any]:
    """Upload a proof and return an application."""
    await stage.upload("residence_permit")
    details = {
        "kind": "residence",
        "address": "石家庄市长安区中山东路1号",
        "moved_on": "2026-09-01",
    }
    return {
        "reason": "residence",
        "to_authority_id": TARGET,
        "proof_ids": [stage.files["residence_permit"]],
        "details": details,
    }


async def submit(stage: Stage) -> dict[str, Any]:
    """Ask for a transfer to the first reviewer's province."""
    await eligible(stage)
    body = await body_of(stage)
    return (await stage.client.call("POST", "/me/transfers", json=body, key=new_key())).data


async def authority_of(stage: Stage) -> str:
    """Return the authority to which the person belongs."""
    return (await stage.client.me())["authority"]["authority_id"]


async def moved(stage: Stage) -> bool | None:
    """Tell whether the record has arrived."""
    return await authority_of(stage) == TARGET or None


async def approve(target: Reviewer, transfer_id: str) -> None:
    """Let the target take the person in."""
    detail = await real_name.find_and_claim(target, "transfer", transfer_id)
    await target.client.act("transfer", transfer_id, "approve", {}, detail["version"])


async def test_R5_2_2_record_queues_and_access_move(scenes: Scenes) -> None:
    stage = await scenes.approved()
    made = await submit(stage)
    transfer_id, proof = made["transfer_id"], made["proofs"][0]["attachment_id"]
    assert (made["from"]["county"], made["to"]["county"]) == ("海淀区", "长安区")
    with pytest.raises(Problem) as hidden:
        await stage.right.client.review("transfer", transfer_id)
    assert hidden.value.status == 404
    assert await stage.first.client.download(proof)
    await approve(await scenes.company.reviewer_of(TARGET), transfer_id)
    await eventually(lambda: moved(stage), "the record has not moved", stage.wait_seconds)
    [item] = (await stage.client.call("GET", "/me/transfers")).rows
    assert (item["status_name"], item["scope_name"]) == ("审核通过", "跨省")
    assert "河北省" not in (await stage.message("transfer_approved"))["title"]
    blocked = await stage.client.call(
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
    scenes: Scenes, reason: str, details: dict[str, Any], kind: str, name: str
) -> None:
    stage = await scenes.approved()
    await eligible(stage)
    await stage.upload(kind, "residence_permit")
    body = {"reason": reason, "to_authority_id": TARGET, "details": {}}
    wrong = body | {"proof_ids": [stage.files["residence_permit"]]}
    refused = await refusal(stage.client.call("POST", "/me/transfers", json=wrong), "took nothing")
    assert refused.status == 422
    required = {f"details.{field}" for field in details}
    assert refused.fields == required | {"proof_ids[0]"}
    right = body | {"details": details, "proof_ids": [stage.files[kind]]}
    made = (await stage.client.call("POST", "/me/transfers", json=right, key=new_key())).data
    assert made["details"].items() >= details.items()
    [row] = (await stage.client.call("GET", "/me/transfers")).rows
    assert (row["reason_name"], row["status_name"]) == (name, "待审核")
    assert row["from"]["full_name"].startswith("北京市")
    assert row["to"]["full_name"].startswith("河北省")
    [proof] = row["proofs"]
    assert proof["media_type"].startswith("image/")
    assert await stage.client.download(proof["attachment_id"])


async def test_R5_1_2_no_other_matter_beside_a_transfer(scenes: Scenes) -> None:
    stage = await scenes.approved()
    transfer_id = (await submit(stage))["transfer_id"]
    for _ in range(2):
        body = await body_of(stage)
        with pytest.raises(Problem) as refused:
            await stage.client.call("POST", "/me/transfers", json=body, key=new_key())
        assert refused.value.status == 409
        codes = [blocker["code"] for blocker in refused.value.body["blockers"]]
        assert codes == ["transfer.transfer_pending"]
    await stage.upload("credit_proof")
    credit = {"year": 2026, "kind": "conference", "title": "会计学术年会", "quantity": 2}
    credit |= {"achieved_on": "2026-05-18", "proof_ids": [stage.files["credit_proof"]]}
    with pytest.raises(Problem) as refused:
        await stage.client.call("POST", "/me/credit-applications", json=credit)
    assert refused.value.status == 409
    await stage.client.call("POST", f"/me/transfers/{transfer_id}/withdraw")
    assert (await eligible(stage))["blockers"] == []


async def test_R5_2_2_of_many_applications_at_once_one_wins(scenes: Scenes) -> None:
    stage = await scenes.approved()
    await eligible(stage)
    body = await body_of(stage)
    calls = [
        stage.client.call("POST", "/me/transfers", json=body, key=new_key()) for _ in range(20)
    ]
    answers = await asyncio.gather(*calls, return_exceptions=True)
    refused = [answer for answer in answers if isinstance(answer, Problem)]
    assert (len(answers) - len(refused), {problem.status for problem in refused}) == (1, {409})
    assert all(problem.body["blockers"] for problem in refused)
    assert len((await stage.client.call("GET", "/me/transfers")).rows) == 1


async def test_R5_2_2_a_refusal_leaves_everything_as_it_was(scenes: Scenes) -> None:
    stage = await scenes.approved()
    transfer_id = (await submit(stage))["transfer_id"]
    target = await scenes.company.reviewer_of(TARGET)
    detail = await real_name.find_and_claim(target, "transfer", transfer_id)
    reasons = [{"item": detail["items"][-1]["item"], "code": "transfer_proof_unclear"}]
    body = {"reasons": reasons}
    await target.client.act("transfer", transfer_id, "return", body, detail["version"])
    await eligible(stage)
    assert await authority_of(stage) == HOME
    shown = (await stage.client.call("GET", f"/me/transfers/{transfer_id}")).data
    assert shown["review"]["reasons"][0]["item_label"].startswith("证明材料")
    assert "重新申请" in (await stage.message("transfer_returned"))["body"]


@asynccontextmanager
async def policy(scenes: Scenes, name: str) -> AsyncIterator[None]:
    """Let the platform's administrator choose a policy for as long as the block lasts."""
    client = await scenes.staff("platform_admin")
    path = "/admin/policies/transfer"
    before = (await client.call("GET", path)).data["policy"]
    await client.call("PUT", path, json={"policy": name})
    yield
    await client.call("PUT", path, json={"policy": before})
    await client.close()


async def test_R5_2_2_out_then_in_goes_through_both_offices(scenes: Scenes) -> None:
    stage = await scenes.approved()
    async with policy(scenes, "out_then_in"):
        made = await submit(stage)
    transfer_id = made["transfer_id"]
    assert (made["status"], made["review"]["authority"]["authority_id"]) == (
        "awaiting_release",
        HOME,
    )
    with pytest.raises(Problem) as hidden:
        await stage.first.client.review("transfer", transfer_id)
    assert hidden.value.status == 404
    await stage.right.client.act("transfer", transfer_id, "approve")
    assert "同意您调出" in (await stage.message("transfer_released"))["body"]
    assert await authority_of(stage) == HOME
    await approve(await scenes.company.reviewer_of(TARGET), transfer_id)
    await eventually(lambda: moved(stage), "the record has not moved", stage.wait_seconds)
