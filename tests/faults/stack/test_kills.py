"""Processes die while people are in the middle of the story.

Every accepted request must be there afterwards, every event settled, each person told exactly
once, and the clients' repetitions (same Idempotency-Key) must never double anything.
"""

import asyncio
import time
from collections.abc import Callable

import pytest
from demo.ledger import Ledger
from demo.story import Company, Outcome
from native.stack import Stack

pytestmark = [pytest.mark.anyio, pytest.mark.slow, pytest.mark.timeout(240)]

PEOPLE = 4
PATIENCE_SECONDS = 60.0
LEASE_SECONDS = 120.0
ROUNDS = 3
CALM_SECONDS = 1.5
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
    outcomes = await _stories_under(stack, lambda: _kill_and_start(stack, name))
    await _everything_once(stack, outcomes)


@pytest.mark.parametrize("name", [pytest.param(n, id=f"R8.5-restart-{n}") for n in RESTARTED[:2]])
async def test_stories_survive_an_orderly_restart(stack: Stack, name: str) -> None:
    def restart() -> None:
        stack.stop_service(name)
        stack.start_service(name)

    await _everything_once(stack, await _stories_under(stack, restart))


def _kill_and_start(stack: Stack, name: str) -> None:
    if name in RESTARTED:
        stack.kill(name, restart=True)
        return
    stack.kill(name)
    # The supervisor is asked to start it only now: calls made meanwhile find nobody.
    time.sleep(AWAY_SECONDS)
    stack.start_service(name)


async def _stories_under(stack: Stack, strike: Callable[[], None]) -> list[Outcome]:
    """Run the stories of some people while the strike falls again and again."""
    company = Company(stack.url, patience=PATIENCE_SECONDS)
    stories = asyncio.create_task(company.run_many(PEOPLE, PEOPLE))
    for _ in range(ROUNDS):
        await asyncio.wait({stories}, timeout=CALM_SECONDS)
        await asyncio.to_thread(strike)
    outcomes = await stories
    await company.close()
    await asyncio.to_thread(stack.wait_ready, 60)
    return outcomes


async def _everything_once(stack: Stack, outcomes: list[Outcome]) -> None:
    failed = [f"step {len(o.narrator.steps) + 1}: {o.error!r}" for o in outcomes if o.error]
    assert failed == []
    ledger = Ledger(stack)
    await asyncio.to_thread(ledger.wait_settled, 60)
    ids = [str(outcome.facts["person_id"]) for outcome in outcomes]
    _records_once(ledger, ids)
    assert ledger.wrongly_told(ids) == {}
    # A sender that died holds its SMS until its lease ends: the last ones may take a while.
    company = Company(stack.url, patience=LEASE_SECONDS)
    assert await company.wrongly_texted(outcomes) == {}


def _records_once(ledger: Ledger, ids: list[str]) -> None:
    query = (
        "SELECT count(*) FROM cases WHERE person_id::text = ANY(:ids)"
        " AND state = 'approved' AND round = 2"
    )
    assert ledger.number("collection", query, ids=ids) == len(ids)
    for table, rows in (("educations", 2), ("employments", 2)):
        query = (
            f"SELECT count(*) FROM {table} t JOIN records r USING (record_id)"
            " WHERE r.person_id::text = ANY(:ids)"
        )
        assert ledger.number("collection", query, ids=ids) == rows * len(ids), table
