"""R8.1: the platform on Docker Swarm: it converges, plays the story, and is updated without an error."""

import asyncio

import pytest
from demo.scenario import Scenario
from demo.story import ScenarioClients
from one_node import LASTING, PROGRAMS, OneNode

pytestmark = [pytest.mark.anyio, pytest.mark.slow, pytest.mark.timeout(900, func_only=True)]

START_SECONDS = 600
PAUSE_SECONDS = 0.2


def test_R8_1_every_service_converges(stack: OneNode) -> None:
    print(f"all is well {stack.settled_after:.0f} s after deploy.sh began")
    assert stack.settled_after <= START_SECONDS
    assert stack.services() == dict.fromkeys(LASTING, "1/1")


async def test_R8_5_the_story_passes(stack: OneNode) -> None:
    clients = ScenarioClients(stack.url)
    outcomes = await clients.run_stories(2, 2)
    await clients.close()
    assert [outcome.error for outcome in outcomes] == [None, None]


def test_R8_1_deploying_again_changes_nothing(stack: OneNode) -> None:
    before = {name: stack.tasks(name) for name in LASTING}
    assert "all is up" in stack.deploy()
    assert {name: stack.tasks(name) for name in LASTING} == before


class Caller:
    """Asks for the own page again and again, and keeps what went wrong."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self.answers = 0
        self.failures: list[str] = []

    async def ask_until(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                await self._scenario.client.me()
                self.answers += 1
            except Exception as error:  # noqa: BLE001 - whatever it was, a person would have seen it
                self.failures.append(repr(error))
            await asyncio.sleep(PAUSE_SECONDS)


async def test_R8_1_services_are_updated_under_load_without_a_failed_request(
    stack: OneNode, scenarios
) -> None:
    caller, stop = Caller(await scenarios.registered()), asyncio.Event()
    before = {name: stack.tasks(name) for name in PROGRAMS}
    asking = asyncio.create_task(caller.ask_until(stop))
    for name in ("identity", "collection", "gateway"):
        await asyncio.to_thread(stack.renew, name)
        assert not stack.tasks(name) & before[name]
    stop.set()
    await asking
    assert caller.failures == []
    assert caller.answers > 20


def test_R8_1_a_version_that_does_not_come_up_is_rolled_back(stack: OneNode) -> None:
    before = stack.inspect("transfer")["Spec"]["TaskTemplate"]["ContainerSpec"]["Env"]
    tasks = stack.tasks("transfer")
    # No number: each new process ends at once.
    with pytest.raises(AssertionError, match=r"Rolled back: .*_"):
        stack.deploy(AUSM_MAX_WORKERS="none")
    stack.wait(
        lambda: stack.inspect("transfer")["UpdateStatus"]["State"] == "rollback_completed",
        120,
        "not rolled back",
    )
    assert stack.inspect("transfer")["Spec"]["TaskTemplate"]["ContainerSpec"]["Env"] == before
    assert stack.tasks("transfer") == tasks
