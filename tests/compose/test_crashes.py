"""Programs die in the middle of the story, and nobody lends a hand.

Each dies as in a crash: its process is killed behind the engine's back, and what brings it back is
its restart policy alone. Every accepted request must be there afterwards, every event handled,
each person notified exactly once.
"""

import time

import pytest
from demo.story import Outcome
from support.compose.composition import APPLICATIONS, LASTING, Composition
from support.compose.report import Report
from support.databases import ServiceDatabases
from support.resilience import ensure_exactly_once, lost_or_duplicated, run_stories_under_faults

pytestmark = [pytest.mark.anyio, pytest.mark.slow, pytest.mark.timeout(900, func_only=True)]

# A broker in a container may take minutes to come back where two cores carry everything.
STORIES = {"people": 4, "rounds": 2, "seconds_between_faults": 2.0, "patience": 180.0}
AWAY_SECONDS = 2.0


@pytest.mark.parametrize("name", [pytest.param(n, id=f"R8.5-crash-{n}") for n in LASTING])
async def test_the_stack_recovers_by_itself(stack: Composition, report: Report, name: str) -> None:
    before = sum(one.restarts for one in stack.containers(name))
    outcomes = await run_stories_under_faults(stack, lambda: stack.crash(name), **STORIES)
    await _settled(stack, report, f"{name} crashed {STORIES['rounds']} times", outcomes)
    assert sum(one.restarts for one in stack.containers(name)) == before + STORIES["rounds"]


@pytest.mark.parametrize(
    "name", [pytest.param(n, id=f"R8.5-kill-{n}") for n in (*APPLICATIONS[:2], "rabbitmq")]
)
async def test_stories_survive_an_operator_who_kills_and_starts(
    stack: Composition, report: Report, name: str
) -> None:
    def kill_and_start() -> None:
        stack.kill(name)
        time.sleep(AWAY_SECONDS)
        stack.start_service(name)

    outcomes = await run_stories_under_faults(stack, kill_and_start, **STORIES)
    await _settled(stack, report, f"{name} killed {STORIES['rounds']} times by hand", outcomes)


async def _settled(stack: Composition, report: Report, what: str, outcomes: list[Outcome]) -> None:
    stack.wait_healthy(180)
    await ensure_exactly_once(stack, outcomes)
    off = lost_or_duplicated(ServiceDatabases(stack), [str(o.facts["person_id"]) for o in outcomes])
    report.say(
        f"{what}: {len(outcomes)} stories with {2 * len(outcomes)} submissions of collections, "
        f"lost or doubled {sum(map(abs, off.values()))}"
    )
