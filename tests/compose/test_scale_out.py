"""Three replicas of everything share the work, and nothing is done twice."""

import asyncio

import pytest
from demo.story import ScenarioClients
from support.compose.composition import APPLICATIONS, Composition
from support.compose.report import Report
from support.resilience import ensure_exactly_once
from support.scenarios import Scenarios
from support.traffic import gather_traffic

pytestmark = [pytest.mark.anyio, pytest.mark.slow, pytest.mark.timeout(1500, func_only=True)]

REPLICAS = 3
# Eighteen programs and their clients share the machine, and twelve of them are removed at once.
PER_SECOND = 20.0


async def test_R8_1_R8_5_replicas_share_the_work_and_are_removed_without_a_failed_request(
    stack: Composition, scenarios: Scenarios, report: Report
) -> None:
    await asyncio.to_thread(stack.scale, **dict.fromkeys(APPLICATIONS, REPLICAS))
    clients = ScenarioClients(stack.url)
    before = await asyncio.to_thread(_work_done, stack)
    outcomes = await clients.run_stories(8, 4)
    traffic = await gather_traffic(scenarios, PER_SECOND)
    async with traffic.flowing():
        await asyncio.sleep(5)
        shares = _shares(before, await asyncio.to_thread(_work_done, stack))
        await asyncio.to_thread(stack.scale, **dict.fromkeys(APPLICATIONS, 1))
        await asyncio.sleep(3)
    await clients.close()
    for name, share in shares.items():
        report.say(f"{REPLICAS} replicas of {name} answered {share}")
        assert len(share) == REPLICAS
        assert min(share) > 0
    report.say(f"back from three replicas of each to one: {traffic.summary()}")
    await ensure_exactly_once(stack, outcomes)
    assert traffic.failures == []
    assert await traffic.mismatched_writers() == []


def _work_done(stack: Composition) -> dict[str, dict[str, float]]:
    return {name: stack.work_done(name) for name in APPLICATIONS}


def _shares(
    before: dict[str, dict[str, float]], after: dict[str, dict[str, float]]
) -> dict[str, list[int]]:
    """Return what each replica has done between two readings, the busiest first."""
    return {
        name: sorted(
            (int(total - before[name].get(replica, 0)) for replica, total in totals.items()),
            reverse=True,
        )
        for name, totals in after.items()
    }
