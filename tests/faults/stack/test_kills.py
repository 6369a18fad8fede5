"""Processes die while people are in the middle of the story.

Every accepted request must be there afterwards, every event handled, each person notified exactly
once, and the clients' repetitions (same Idempotency-Key) must never double anything.
"""

import time

import pytest
from native.stack import Stack
from support.resilience import ensure_exactly_once, run_stories_under_faults

pytestmark = [pytest.mark.anyio, pytest.mark.slow, pytest.mark.timeout(240, func_only=True)]

STORIES = {"people": 4, "rounds": 3, "seconds_between_faults": 1.5}
AWAY_SECONDS = 1.0

KILLED = ("identity", "collection", "changes", "transfer", "notify", "gateway")
RESTARTED = ("rabbitmq", "postgres", "s3", "redis")


@pytest.mark.parametrize(
    "name",
    [
        *(pytest.param(name, id=f"R8.5-kill-{name}") for name in KILLED),
        *(pytest.param(name, id=f"R8.5-kill-{name}") for name in RESTARTED),
    ],
)
async def test_stories_survive(stack: Stack, name: str) -> None:
    outcomes = await run_stories_under_faults(
        stack, lambda: _kill_and_start(stack, name), **STORIES
    )
    await ensure_exactly_once(stack, outcomes)


@pytest.mark.parametrize("name", [pytest.param(n, id=f"R8.5-restart-{n}") for n in RESTARTED[:2]])
async def test_stories_survive_an_orderly_restart(stack: Stack, name: str) -> None:
    def restart() -> None:
        stack.stop_service(name)
        stack.start_service(name)

    await ensure_exactly_once(stack, await run_stories_under_faults(stack, restart, **STORIES))


def _kill_and_start(stack: Stack, name: str) -> None:
    if name in RESTARTED:
        stack.kill(name, restart=True)
        return
    stack.kill(name)
    # The supervisor is asked to start it only now: calls made meanwhile find nobody.
    time.sleep(AWAY_SECONDS)
    stack.start_service(name)
