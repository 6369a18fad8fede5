"""The whole story by HTTP, for each kind of certificate."""

import pytest
from demo.people import ID_TYPES
from demo.story import Company
from support.scenarios import Scenes

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("id_type", [pytest.param(t, id=f"R1.1.1-{t}") for t in ID_TYPES])
async def test_whole_story(company: Company, id_type: str) -> None:
    reviewers = await company.reviewers()
    outcome = await company.run(company.person(id_type), reviewers)
    if outcome.error:
        raise outcome.error
    assert outcome.facts["person_id"]


async def test_R7_1_each_decision_is_told_once(scenes: Scenes) -> None:
    stage = await scenes.approved()
    await stage.message("case_approved")
    # Each kind has a queue of its own: the later one may come first.
    await stage.message("case_submitted", count=2)
    kinds = [message["kind"] for message in await stage.client.messages()]
    assert sorted(kinds) == [
        "account_registered",
        "case_approved",
        "case_submitted",
        "case_submitted",
        "identity_verified",
    ]


async def test_R7_1_unread_count_follows_reading(scenes: Scenes) -> None:
    stage = await scenes.verified()
    await stage.message("case_submitted")
    message = await stage.message("identity_verified")
    before = (await stage.client.me())["unread"]
    await stage.client.read_message(message["message_id"])
    assert (await stage.client.me())["unread"] == before - 1
    await stage.client.call("POST", "/me/messages/read-all")
    assert (await stage.client.me())["unread"] == 0


async def test_R7_1_nobody_reads_the_messages_of_others(scenes: Scenes) -> None:
    one, other = await scenes.verified(), await scenes.registered()
    message = await one.message("identity_verified")
    from demo.stage import refusal

    problem = await refusal(
        other.client.read_message(message["message_id"]), "read a stranger's message"
    )
    assert problem.status == 404
