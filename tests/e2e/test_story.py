"""The whole story by HTTP, for each kind of certificate."""

import pytest
from demo.people import ID_TYPES
from demo.story import ScenarioClients
from support.scenarios import Scenarios

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("id_type", [pytest.param(t, id=f"R1.1.1-{t}") for t in ID_TYPES])
async def test_whole_story(clients: ScenarioClients, id_type: str) -> None:
    reviewers = await clients.reviewers()
    outcome = await clients.run_story(clients.person(id_type), reviewers)
    if outcome.error:
        raise outcome.error
    assert outcome.facts["person_id"]


async def test_R7_1_each_decision_is_notified_once(scenarios: Scenarios) -> None:
    scenario = await scenarios.approved()
    await scenario.message("case_approved")
    # Each kind has a queue of its own: the later one may come first.
    await scenario.message("case_submitted", count=2)
    kinds = [message["kind"] for message in await scenario.client.messages()]
    assert sorted(kinds) == [
        "account_registered",
        "case_approved",
        "case_submitted",
        "case_submitted",
        "identity_verified",
    ]


async def test_R7_1_unread_count_follows_reading(scenarios: Scenarios) -> None:
    scenario = await scenarios.verified()
    await scenario.message("case_submitted")
    message = await scenario.message("identity_verified")
    before = (await scenario.client.me())["unread"]
    await scenario.client.read_message(message["message_id"])
    assert (await scenario.client.me())["unread"] == before - 1
    await scenario.client.call("POST", "/me/messages/read-all")
    assert (await scenario.client.me())["unread"] == 0


async def test_R7_1_nobody_reads_the_messages_of_others(scenarios: Scenarios) -> None:
    one, other = await scenarios.verified(), await scenarios.registered()
    message = await one.message("identity_verified")
    from demo.scenario import refusal

    problem = await refusal(
        other.client.read_message(message["message_id"]), "read a stranger's message"
    )
    assert problem.status == 404
