"""No query per row: a request runs as many statements for many rows as for few."""

from collections.abc import Awaitable, Callable

import psycopg2
import pytest
from demo.chapters import real_name
from demo.stage import Stage
from native.stack import Stack
from support.scenarios import Scenes

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


async def _cases(scenes: Scenes, count: int) -> Stage:
    for _ in range(count):
        stage = await scenes.registered()
        await real_name.submit(stage)
    return stage


async def test_review_lists_and_counts(scenes: Scenes, statements: StatementCounter) -> None:
    stage = await _cases(scenes, MANY)
    client = stage.first.client
    few = await statements.per_request(lambda: client.reviews("real_name", limit=1))
    many = await statements.per_request(lambda: client.reviews("real_name", limit=100))
    assert len((await client.reviews("real_name", limit=100))["items"]) >= MANY
    assert many == few
    assert few <= 8


async def test_collection_with_many_rows(scenes: Scenes, statements: StatementCounter) -> None:
    empty, full = await scenes.verified(), await scenes.filled_in()
    few = await statements.per_request(empty.client.collection)
    many = await statements.per_request(full.client.collection)
    # The rows of a table are read at once, and not at all where there is no draft yet.
    assert many - few <= 6, (few, many)
    assert many <= 14


async def test_review_detail(scenes: Scenes, statements: StatementCounter) -> None:
    stage = await scenes.submitted()
    case_id, client = stage.facts["collection_case"], stage.right.client
    assert await statements.per_request(lambda: client.review("collection", case_id)) <= 14


async def test_message_box(scenes: Scenes, statements: StatementCounter) -> None:
    stage = await scenes.approved()
    await stage.message("case_approved")
    few = await statements.per_request(lambda: stage.client.messages(1))
    many = await statements.per_request(lambda: stage.client.messages(100))
    assert many == few
