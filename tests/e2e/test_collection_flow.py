"""The collection's way (R3.5, R3.6): versions, queue, withdrawal, mending, the record."""

import asyncio

import pytest
from demo import forms
from demo.phases import draft, review
from demo.scenario import refusal
from demo.transport import Problem
from support.scenarios import Scenarios

pytestmark = pytest.mark.anyio


async def test_R3_6_2_draft_is_resumed_on_another_device(scenarios: Scenarios) -> None:
    scenario = await scenarios.verified()
    await draft.choose_scope(scenario)
    phone = scenarios.clients.new_client()
    await phone.log_in(scenario.person.phone, scenario.person.password)
    assert (await phone.collection())["scope"] == "accountant"
    await phone.close()


async def test_R3_6_2_of_two_tabs_one_is_refused_with_the_newer_version(
    scenarios: Scenarios,
) -> None:
    scenario = await scenarios.verified()
    await draft.choose_scope(scenario)
    version = scenario.facts["version"]
    results = await asyncio.gather(
        *(
            scenario.client.save_section("scope", {"scope": scope}, version)
            for scope in ("accountant", "exam_candidate")
        ),
        return_exceptions=True,
    )
    refused = [result for result in results if isinstance(result, Problem)]
    assert [problem.status for problem in refused] == [412], results
    now = await scenario.client.collection()
    assert refused[0].body["current_version"] == now["version"]


async def test_R3_5_1_R8_2_concurrent_submissions_make_one_case(scenarios: Scenarios) -> None:
    scenario = await scenarios.filled_in()
    results = await asyncio.gather(
        *(scenario.client.submit() for _ in range(4)), return_exceptions=True
    )
    refused = [result for result in results if isinstance(result, Exception)]
    assert all(isinstance(r, Problem) and r.status in (409, 412) for r in refused), results
    state = await scenario.client.collection()
    assert (state["status"], state["review"]["round"]) == ("submitted", 1)
    history = (await scenario.county.client.review("collection", state["review"]["case_id"]))[
        "history"
    ]
    assert [step["action"] for step in history] == ["submit"]


async def test_R3_6_1_queue_place_and_authority_are_shown(scenarios: Scenarios) -> None:
    scenario = await scenarios.submitted()
    state = await scenario.client.collection()
    assert state["review"]["queue_position"] >= 1
    assert state["authority"]["authority_id"] == scenario.facts["authority_id"]
    assert "submit" not in state["available_actions"]
    me = await scenario.client.me()
    assert me["collection_status"] == "submitted"


async def test_R3_6_2_withdraw_only_while_unclaimed(scenarios: Scenarios) -> None:
    scenario = await scenarios.submitted()
    await scenario.client.withdraw()
    state = await scenario.client.collection()
    assert state["status"] == "draft"
    await scenario.client.submit(state["version"])
    case_id = (await scenario.client.collection())["review"]["case_id"]
    await scenario.county.client.act("collection", case_id, "claim")
    assert (await refusal(scenario.client.withdraw(), "withdrawn while claimed")).status == 409


async def test_R3_6_2_only_returned_items_may_be_changed(scenarios: Scenarios) -> None:
    scenario = await scenarios.submitted()
    await review.send_back(scenario)
    state = await scenario.client.collection()
    assert {r["item"] for r in state["review"]["reasons"]} == set(scenario.facts["returned_items"])
    kept = state["employments"][0]
    change = forms.earlier_employment(scenario.files, kept["uscc"]) | {"employer_name": "别的公司"}
    problem = await refusal(
        scenario.client.update_row("employments", kept["employment_id"], change, state["version"]),
        "an item that was not returned was changed",
    )
    assert problem.status in (403, 409, 422)
    unchanged = await refusal(scenario.client.submit(state["version"]), "sent back unmended")
    assert unchanged.status in (409, 422)


async def test_R3_5_1_unknown_authority_is_refused(scenarios: Scenarios) -> None:
    scenario = await scenarios.verified()
    await draft.choose_scope(scenario)
    problem = await refusal(
        scenario.client.save_section("authority", {"authority_id": "au-000000"}), "accepted"
    )
    assert problem.status == 422
    assert "authority_id" in problem.fields


async def test_R6_2_nobody_else_changes_a_submitted_collection(scenarios: Scenarios) -> None:
    scenario = await scenarios.submitted()
    problem = await refusal(
        scenario.client.save_section("scope", {"scope": "exam_candidate"}), "changed under review"
    )
    assert problem.status == 409


async def test_R4_1_2_record_is_masked_and_revealing_is_noted(scenarios: Scenarios) -> None:
    scenario = await scenarios.approved()
    record = await scenario.client.record()
    for secret in (scenario.person.id_number, scenario.person.phone, scenario.person.name):
        assert secret not in str(record)
    shown = await scenario.client.reveal(record["revealable"])
    assert shown["values"]["person.id_number"] == scenario.person.id_number
    assert shown["revealed_at"]
    assert (await refusal(scenario.client.reveal(["person.nothing"]), "revealed")).status == 422


async def test_R3_6_1_before_approval_there_is_no_record(scenarios: Scenarios) -> None:
    scenario = await scenarios.submitted()
    assert (await refusal(scenario.client.record(), "a record")).status in (403, 404, 409)
