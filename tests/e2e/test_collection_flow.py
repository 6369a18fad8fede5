"""The collection's way (R3.5, R3.6): versions, queue, withdrawal, mending, the record."""

import asyncio

import pytest
from demo import forms
from demo.chapters import draft, review
from demo.stage import refusal
from demo.transport import Problem
from support.scenarios import Scenes

pytestmark = pytest.mark.anyio


async def test_R3_6_2_draft_is_resumed_on_another_device(scenes: Scenes) -> None:
    stage = await scenes.verified()
    await draft.choose_scope(stage)
    phone = scenes.company.client()
    await phone.log_in(stage.person.phone, stage.person.password)
    assert (await phone.collection())["scope"] == "accountant"
    await phone.close()


async def test_R3_6_2_of_two_tabs_one_is_refused_with_the_newer_version(scenes: Scenes) -> None:
    stage = await scenes.verified()
    await draft.choose_scope(stage)
    version = stage.facts["version"]
    results = await asyncio.gather(
        *(
            stage.client.save_section("scope", {"scope": scope}, version)
            for scope in ("accountant", "exam_candidate")
        ),
        return_exceptions=True,
    )
    refused = [result for result in results if isinstance(result, Problem)]
    assert [problem.status for problem in refused] == [412], results
    now = await stage.client.collection()
    assert refused[0].body["current_version"] == now["version"]


async def test_R3_5_1_R8_2_concurrent_submissions_make_one_case(scenes: Scenes) -> None:
    stage = await scenes.filled_in()
    results = await asyncio.gather(
        *(stage.client.submit() for _ in range(4)), return_exceptions=True
    )
    refused = [result for result in results if isinstance(result, Exception)]
    assert all(isinstance(r, Problem) and r.status in (409, 412) for r in refused), results
    state = await stage.client.collection()
    assert (state["status"], state["review"]["round"]) == ("submitted", 1)
    history = (await stage.right.client.review("collection", state["review"]["case_id"]))["history"]
    assert [step["action"] for step in history] == ["submit"]


async def test_R3_6_1_queue_place_and_authority_are_shown(scenes: Scenes) -> None:
    stage = await scenes.submitted()
    state = await stage.client.collection()
    assert state["review"]["queue_position"] >= 1
    assert state["authority"]["authority_id"] == stage.facts["authority_id"]
    assert "submit" not in state["available_actions"]
    me = await stage.client.me()
    assert me["collection_status"] == "submitted"


async def test_R3_6_2_withdraw_only_while_unclaimed(scenes: Scenes) -> None:
    stage = await scenes.submitted()
    await stage.client.withdraw()
    state = await stage.client.collection()
    assert state["status"] == "draft"
    await stage.client.submit(state["version"])
    case_id = (await stage.client.collection())["review"]["case_id"]
    await stage.right.client.act("collection", case_id, "claim")
    assert (await refusal(stage.client.withdraw(), "withdrawn while claimed")).status == 409


async def test_R3_6_2_only_returned_items_may_be_changed(scenes: Scenes) -> None:
    stage = await scenes.submitted()
    await review.send_back(stage)
    state = await stage.client.collection()
    assert {r["item"] for r in state["review"]["reasons"]} == set(stage.facts["returned_items"])
    kept = state["employments"][0]
    change = forms.earlier_employment(stage.files, kept["uscc"]) | {"employer_name": "别的公司"}
    problem = await refusal(
        stage.client.update_row("employments", kept["employment_id"], change, state["version"]),
        "an item that was not returned was changed",
    )
    assert problem.status in (403, 409, 422)
    unchanged = await refusal(stage.client.submit(state["version"]), "sent back unmended")
    assert unchanged.status in (409, 422)


async def test_R3_5_1_unknown_authority_is_refused(scenes: Scenes) -> None:
    stage = await scenes.verified()
    await draft.choose_scope(stage)
    problem = await refusal(
        stage.client.save_section("authority", {"authority_id": "au-000000"}), "accepted"
    )
    assert problem.status == 422
    assert "authority_id" in problem.fields


async def test_R6_2_nobody_else_changes_a_submitted_collection(scenes: Scenes) -> None:
    stage = await scenes.submitted()
    problem = await refusal(
        stage.client.save_section("scope", {"scope": "exam_candidate"}), "changed under review"
    )
    assert problem.status == 409


async def test_R4_1_2_record_is_masked_and_revealing_is_noted(scenes: Scenes) -> None:
    stage = await scenes.approved()
    record = await stage.client.record()
    for secret in (stage.person.id_number, stage.person.phone, stage.person.name):
        assert secret not in str(record)
    shown = await stage.client.reveal(record["revealable"])
    assert shown["values"]["person.id_number"] == stage.person.id_number
    assert shown["revealed_at"]
    assert (await refusal(stage.client.reveal(["person.nothing"]), "revealed")).status == 422


async def test_R3_6_1_before_approval_there_is_no_record(scenes: Scenes) -> None:
    stage = await scenes.submitted()
    assert (await refusal(stage.client.record(), "a record")).status in (403, 404, 409)
