"""Every service and the gateway are replaced under load, and nobody notices."""

import asyncio

import pytest
from composed.composition import APPLICATIONS, Composition
from composed.report import Report
from demo.scenes import Scenes
from demo.traffic import PER_SECOND, gather_traffic

pytestmark = [pytest.mark.anyio, pytest.mark.slow, pytest.mark.timeout(1500, func_only=True)]

CALM_SECONDS = 3.0


@pytest.mark.usefixtures("two_of_each")
async def test_R8_1_R8_5_no_request_fails_in_a_rolling_restart_of_everything(
    stack: Composition, scenes: Scenes, report: Report
) -> None:
    traffic = await gather_traffic(scenes)
    before = {name: {one.id for one in stack.replicas(name)} for name in APPLICATIONS}
    async with traffic.flowing():
        await asyncio.sleep(CALM_SECONDS)
        await asyncio.to_thread(stack.rolling_restart)
        await asyncio.sleep(CALM_SECONDS)
    report.say(f"rolling restart, two replicas of each: {traffic.summary()}")
    assert traffic.failures[:20] == []
    assert await traffic.astray() == []
    assert len(traffic.times) >= 0.9 * PER_SECOND * traffic.seconds
    for name in APPLICATIONS:
        now = {one.id for one in stack.replicas(name)}
        assert len(now) == 2
        assert not now & before[name]


async def test_R8_1_a_single_replica_is_replaced_without_a_failed_request(
    stack: Composition, scenes: Scenes, report: Report
) -> None:
    names = ("collection", "gateway")
    assert [len(stack.replicas(name)) for name in names] == [1, 1]
    traffic = await gather_traffic(scenes)
    async with traffic.flowing():
        await asyncio.to_thread(stack.rolling_restart, *names)
    report.say(f"rolling restart of single replicas: {traffic.summary()}")
    assert traffic.failures == []
    assert await traffic.astray() == []
