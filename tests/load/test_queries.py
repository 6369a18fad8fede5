"""No query per row: a request runs as many statements for many rows as for few."""

from collections.abc import Awaitable, Callable

import psycopg2
import pytest
from demo.phases import real_name
from demo.scenario import Scenario
from native.stack import Stack
from support.scenarios import Scenarios

pytestmark = [pytest.mark.anyio, pytest.mark.slow, pytest.mark.timeout(300)]

REPEATS = 10
MANY = 12
# What services do on their own clock, whatever is asked of them.
BACKGROUND = ("outbox_events", "inbox_events", "pg_try_advisory", "pg_advisory", "periodic")


class StatementCounter:
    """Counts the statements of all services through pg_stat_statements."""

    def __init__(self, stack: Stack) -> None:
        self._connection = psycopg2.connect(stack.admin_database_url())
        self._connection.autocommit = True
        with self._connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    async def per_request(self, request: Callable[[], Awaitable[object]]) -> int:
        """Return how many statements one request runs.

        The fewest of some repeats: the others met what services do on their own clock.
        """
        await request()
        counts = []
        for _ in range(REPEATS):
            before = self._total()
            await request()
            counts.append(self._total() - before)
        return min(counts)

    def _total(self) -> int:
        query = (
            "SELECT coalesce(sum(calls), 0) FROM pg_stat_statements s"
            " JOIN pg_database d ON d.oid = s.dbid"
            " WHERE d.datname LIKE 'ausm\\_%%' AND NOT s.query ~* %s"
        )
        with self._connection.cursor() as cursor:
            cursor.execute(query, ("|".join(BACKGROUND),))
            return int(cursor.fetchone()[0])


@pytest.fixture(scope="module")
def statements(stack: Stack):
    counter = StatementCounter(stack)
    yield counter
    counter.close()


async def _cases(scenarios: Scenarios, count: int) -> Scenario:
    for _ in range(count):
        scenario = await scenarios.registered()
        await real_name.submit(scenario)
    return scenario


async def test_review_lists_and_counts(scenarios: Scenarios, statements: StatementCounter) -> None:
    scenario = await _cases(scenarios, MANY)
    client = scenario.elsewhere.client
    few = await statements.per_request(lambda: client.reviews("real_name", limit=1))
    many = await statements.per_request(lambda: client.reviews("real_name", limit=100))
    assert len((await client.reviews("real_name", limit=100))["items"]) >= MANY
    assert many == few
    assert few <= 8


async def test_collection_with_many_rows(
    scenarios: Scenarios, statements: StatementCounter
) -> None:
    empty, full = await scenarios.verified(), await scenarios.filled_in()
    few = await statements.per_request(empty.client.collection)
    many = await statements.per_request(full.client.collection)
    # The rows of a table are read at once, and not at all where there is no draft yet.
    assert many - few <= 6, (few, many)
    assert many <= 14


async def test_review_detail(scenarios: Scenarios, statements: StatementCounter) -> None:
    scenario = await scenarios.submitted()
    case_id, client = scenario.facts["collection_case"], scenario.county.client
    assert await statements.per_request(lambda: client.review("collection", case_id)) <= 14


async def test_message_box(scenarios: Scenarios, statements: StatementCounter) -> None:
    scenario = await scenarios.approved()
    await scenario.message("case_approved")
    few = await statements.per_request(lambda: scenario.client.messages(1))
    many = await statements.per_request(lambda: scenario.client.messages(100))
    assert many == few
