"""Every service and the gateway are replaced under load, and nobody notices."""

import asyncio

import psutil
import pytest
from support.compose.composition import APPLICATIONS, Composition
from support.compose.engine import Container, docker
from support.compose.report import Report
from support.scenarios import Scenarios
from support.traffic import PER_SECOND, Traffic, gather_traffic

pytestmark = [pytest.mark.anyio, pytest.mark.slow, pytest.mark.timeout(1500, func_only=True)]

CALM_SECONDS = 3.0
MEASURED_SECONDS = 10.0
# A machine that the traffic fills without any restart tells nothing of restarts.
FULL_PERCENT = 90.0


async def gather_bearable(scenarios: Scenarios, report: Report) -> Traffic:
    """Return traffic that leaves something of the processors: at the rate asked for, else half of it."""
    traffic = await gather_traffic(scenarios)
    psutil.cpu_percent()
    async with traffic.flowing():
        await asyncio.sleep(MEASURED_SECONDS)
        busy = psutil.cpu_percent()
    assert traffic.failures == []
    report.say(
        f"without a restart {traffic.per_second:.0f}/s keep {busy:.0f} % of the machine busy: "
        f"{traffic.summary()}"
    )
    return traffic.at(PER_SECOND if busy < FULL_PERCENT else PER_SECOND / 2)


def shares(container: Container) -> str:
    """Return a container's weight where processors do not suffice; 0 is the usual one."""
    return docker("inspect", "-f", "{{.HostConfig.CpuShares}}", container.id).strip()


@pytest.mark.usefixtures("two_of_each")
async def test_R8_1_R8_5_no_request_fails_in_a_rolling_restart_of_everything(
    stack: Composition, scenarios: Scenarios, report: Report
) -> None:
    traffic = await gather_bearable(scenarios, report)
    before = {name: {one.id for one in stack.replicas(name)} for name in APPLICATIONS}
    async with traffic.flowing():
        await asyncio.sleep(CALM_SECONDS)
        await asyncio.to_thread(stack.rolling_restart)
        await asyncio.sleep(CALM_SECONDS)
    report.say(f"rolling restart, two replicas of each: {traffic.summary()}")
    assert traffic.failures[:20] == []
    assert await traffic.mismatched_writers() == []
    assert len(traffic.times) >= 0.9 * traffic.per_second * traffic.seconds
    for name in APPLICATIONS:
        now = stack.replicas(name)
        assert len(now) == 2
        assert not {one.id for one in now} & before[name]
        assert {shares(one) for one in now} <= {"0", "1024"}


async def test_R8_1_a_single_replica_is_replaced_without_a_failed_request(
    stack: Composition, scenarios: Scenarios, report: Report
) -> None:
    names = ("collection", "gateway")
    assert [len(stack.replicas(name)) for name in names] == [1, 1]
    traffic = await gather_bearable(scenarios, report)
    async with traffic.flowing():
        await asyncio.to_thread(stack.rolling_restart, *names)
    report.say(f"rolling restart of single replicas: {traffic.summary()}")
    assert traffic.failures == []
    assert await traffic.mismatched_writers() == []
