"""Stories under faults: people go on while parts fail, and everything must be there exactly once."""

import asyncio
from collections.abc import Callable
from typing import Protocol

from demo.story import Outcome, ScenarioClients

from support.databases import HasServiceSettings, ServiceDatabases

PATIENCE_SECONDS = 60.0
# A sender that died holds its SMS until its lease ends: the last ones may take a while.
LEASE_SECONDS = 120.0


class RunningStack(HasServiceSettings, Protocol):
    """A stack, native or of containers, that people use while its parts fail."""

    @property
    def url(self) -> str:
        """Return where the stack answers."""

    def wait_ready(self, timeout: float = 60) -> None:
        """Wait until all is well."""


async def run_stories_under_faults(
    stack: RunningStack,
    inject_fault: Callable[[], None],
    *,
    people: int,
    rounds: int,
    seconds_between_faults: float,
    patience: float = PATIENCE_SECONDS,
) -> list[Outcome]:
    """Run the stories of some people at once while faults are injected again and again."""
    clients = ScenarioClients(stack.url, patience=patience)
    stories = asyncio.create_task(clients.run_stories(people, people))
    for _ in range(rounds):
        await asyncio.wait({stories}, timeout=seconds_between_faults)
        await asyncio.to_thread(inject_fault)
    outcomes = await stories
    await clients.close()
    await asyncio.to_thread(stack.wait_ready, patience)
    return outcomes


async def ensure_exactly_once(stack: RunningStack, outcomes: list[Outcome]) -> None:
    """Raise AssertionError unless every story ended well and left everything exactly once."""
    failed = [f"step {len(o.narrator.steps) + 1}: {o.error!r}" for o in outcomes if o.error]
    assert failed == []
    databases = ServiceDatabases(stack)
    await asyncio.to_thread(databases.wait_until_handled, 60)
    ids = [str(outcome.facts["person_id"]) for outcome in outcomes]
    assert lost_or_duplicated(databases, ids) == {}
    assert databases.unexpected_messages(ids) == {}
    clients = ScenarioClients(stack.url, patience=LEASE_SECONDS)
    assert await clients.unexpected_sms(outcomes) == {}


def lost_or_duplicated(databases: ServiceDatabases, person_ids: list[str]) -> dict[str, int]:
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
        what: databases.number("collection", query, ids=person_ids) - count
        for what, (query, count) in expected.items()
    }
    return {what: difference for what, difference in off.items() if difference}
