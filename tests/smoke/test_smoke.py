"""What shows in minutes that the containers work: a story, one service doubled, one crashed.

The suite `compose` goes through every service and every way to fall.
"""

import asyncio

import pytest
from demo.story import ScenarioClients
from support.compose.composition import LASTING, Composition
from support.resilience import ensure_exactly_once, run_stories_under_faults

pytestmark = [pytest.mark.anyio, pytest.mark.slow, pytest.mark.timeout(600, func_only=True)]

DOUBLED, CRASHED = "collection", "identity"


def test_R8_1_every_container_is_healthy(stack: Composition) -> None:
    lasting = {one.service: one.health for one in stack.containers() if one.state == "running"}
    assert lasting == dict.fromkeys(LASTING, "healthy")
    jobs = [one for one in stack.containers() if one.state != "running"]
    assert {(one.state, one.exit_code) for one in jobs} == {("exited", 0)}
    assert stack.health()["status"] == "ok"


async def test_R8_5_two_replicas_share_the_work_of_stories(stack: Composition) -> None:
    await asyncio.to_thread(stack.scale, **{DOUBLED: 2})
    try:
        before = await asyncio.to_thread(stack.work_done, DOUBLED)
        clients = ScenarioClients(stack.url)
        outcomes = await clients.run_stories(4, 2)
        await clients.close()
        after = await asyncio.to_thread(stack.work_done, DOUBLED)
        await ensure_exactly_once(stack, outcomes)
        assert len(after) == 2
        assert all(after[name] > before[name] for name in after)
    finally:
        await asyncio.to_thread(stack.scale, **{DOUBLED: 1})


async def test_R8_5_stories_survive_a_crash(stack: Composition) -> None:
    outcomes = await run_stories_under_faults(
        stack,
        lambda: stack.crash(CRASHED),
        people=2,
        rounds=1,
        seconds_between_faults=2.0,
        patience=180.0,
    )
    await asyncio.to_thread(stack.wait_healthy, 180)
    await ensure_exactly_once(stack, outcomes)
    assert [one.restarts for one in stack.containers(CRASHED)] == [1]
