"""The whole story through the proxy, on containers as operators start them."""

import pytest
from demo.story import ScenarioClients
from support.compose.composition import LASTING, Composition
from support.compose.report import Report
from support.resilience import ensure_exactly_once

pytestmark = [pytest.mark.anyio, pytest.mark.slow, pytest.mark.timeout(240, func_only=True)]

START_SECONDS = 120
DEPENDENCIES = {
    *("identity", "collection", "changes", "transfer", "notify"),
    *("broker", "storage", "redis"),
}


def test_R8_1_every_container_is_healthy(stack: Composition, report: Report) -> None:
    report.say(
        f"all containers healthy {stack.healthy_after:.0f} s after `up`; promised: {START_SECONDS}"
    )
    lasting = {one.service: one.health for one in stack.containers() if one.state == "running"}
    assert lasting == dict.fromkeys(LASTING, "healthy")
    jobs = [one for one in stack.containers() if one.state != "running"]
    assert {(one.state, one.exit_code) for one in jobs} == {("exited", 0)}


def test_R8_1_health_names_every_dependency(stack: Composition) -> None:
    health = stack.health()
    assert health["status"] == "ok"
    assert {name: each["status"] for name, each in health["dependencies"].items()} == dict.fromkeys(
        DEPENDENCIES, "ok"
    )


async def test_R8_5_the_story_of_people_with_each_certificate(stack: Composition) -> None:
    clients = ScenarioClients(stack.url)
    outcomes = await clients.run_stories(4, 2)
    await clients.close()
    await ensure_exactly_once(stack, outcomes)
