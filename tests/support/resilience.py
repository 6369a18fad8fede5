"""Stories under faults: people go on while the stack is struck, and all must be there, once."""

import asyncio
from collections.abc import Callable
from typing import Protocol

from demo.story import Company, Outcome

from support.databases import Databases, Ledger

PATIENCE_SECONDS = 60.0
# A sender that died holds its SMS until its lease ends: the last ones may take a while.
LEASE_SECONDS = 120.0


class Struck(Databases, Protocol):
    """A stack, native or of containers, that people use while it is struck."""

    @property
    def url(self) -> str:
        """Return where the stack answers."""

    def wait_ready(self, timeout: float = 60) -> None:
        """Wait until all is well."""


async def stories_under(
    stack: Struck,
    strike: Callable[[], None],
    *,
    people: int,
    rounds: int,
    calm_seconds: float,
    patience: float = PATIENCE_SECONDS,
) -> list[Outcome]:
    """Run the stories of some people at once while the strike falls again and again."""
    company = Company(stack.url, patience=patience)
    stories = asyncio.create_task(company.run_many(people, people))
    for _ in range(rounds):
        await asyncio.wait({stories}, timeout=calm_seconds)
        await asyncio.to_thread(strike)
    outcomes = await stories
    await company.close()
    await asyncio.to_thread(stack.wait_ready, patience)
    return outcomes


async def ensure_everything_once(stack: Struck, outcomes: list[Outcome]) -> None:
    """Raise AssertionError unless every story ended well and left everything exactly once."""
    failed = [f"step {len(o.narrator.steps) + 1}: {o.error!r}" for o in outcomes if o.error]
    assert failed == []
    ledger = Ledger(stack)
    await asyncio.to_thread(ledger.wait_settled, 60)
    ids = [str(outcome.facts["person_id"]) for outcome in outcomes]
    assert lost_or_doubled(ledger, ids) == {}
    assert ledger.wrongly_told(ids) == {}
    company = Company(stack.url, patience=LEASE_SECONDS)
    assert await company.wrongly_texted(outcomes) == {}


def lost_or_doubled(ledger: Ledger, person_ids: list[str]) -> dict[str, int]:
    """Return by how many each kind of row differs from what the finished stories leave behind."""
    people = len(person_ids)
    cases = (
        "SELECT count(*) FROM cases WHERE person_id::text = ANY(:ids)"
        " AND state = 'approved' AND round = 2"
    )
    rows = (
        "SELECT count(*) FROM {} t JOIN records r USING (record_id)"
        " WHERE r.person_id::text = ANY(:ids)"
    )
    expected = {
        "approved cases": (cases, people),
        "educations": (rows.format("educations"), 2 * people),
        "employments": (rows.format("employments"), 2 * people),
    }
    off = {
        what: ledger.number("collection", query, ids=person_ids) - count
        for what, (query, count) in expected.items()
    }
    return {what: difference for what, difference in off.items() if difference}
