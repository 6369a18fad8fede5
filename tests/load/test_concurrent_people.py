"""Two hundred people run the whole story in groups of twenty: nothing fails, is lost or doubled.

AUSM_PEOPLE and AUSM_PEOPLE_AT_ONCE change the numbers. The measured go to .ausm/reports/concurrent_people.md.
"""

import os
import time
from collections.abc import Sequence

import pytest
from demo.narrator import times_table
from demo.report import summary_lines
from demo.story import Outcome, ScenarioClients
from demo.transport import Meter
from native.layout import REPOSITORY
from native.stack import Stack
from support.databases import ServiceDatabases

pytestmark = [pytest.mark.anyio, pytest.mark.slow, pytest.mark.timeout(1500)]

PEOPLE = int(os.environ.get("AUSM_PEOPLE", "200"))
AT_ONCE = int(os.environ.get("AUSM_PEOPLE_AT_ONCE", "20"))
REPORT = REPOSITORY / ".ausm" / "reports" / "concurrent_people.md"


@pytest.fixture(scope="module")
async def outcomes(stack: Stack, anyio_backend: str) -> Sequence[Outcome]:
    clients = ScenarioClients(stack.url, Meter())
    started = time.perf_counter()
    found = await clients.run_stories(PEOPLE, AT_ONCE)
    seconds = time.perf_counter() - started
    await clients.close()
    rate = f"{clients.meter.count / seconds:.0f} 次/秒"
    lines = [*summary_lines(found), *times_table(clients.meter, 60), f"{seconds:.0f} 秒，{rate}"]
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(f"# {PEOPLE} 人，{AT_ONCE} 人一组\n\n```\n" + "\n".join(lines) + "\n```\n")
    print("\n".join(lines))
    return found


@pytest.fixture(scope="module")
def ids(outcomes: Sequence[Outcome]) -> list[str]:
    return [str(outcome.facts.get("person_id")) for outcome in outcomes]


async def test_everybody_completes_the_story(outcomes: Sequence[Outcome]) -> None:
    failed = [f"{len(o.narrator.steps) + 1}: {o.error!r}" for o in outcomes if o.error]
    assert failed == []


async def test_every_event_is_sent_and_handled(stack: Stack, ids: list[str]) -> None:
    ServiceDatabases(stack).wait_until_handled(60)


async def test_one_account_and_one_approved_record_each(stack: Stack, ids: list[str]) -> None:
    databases = ServiceDatabases(stack)
    assert len(set(ids)) == PEOPLE
    accounts = "SELECT count(*) FROM accounts WHERE person_id::text = ANY(:ids)"
    assert databases.number("identity", accounts, ids=ids) == PEOPLE
    records = (
        "SELECT count(*) FROM records"
        " WHERE person_id::text = ANY(:ids) AND approved_snapshot_id IS NOT NULL"
    )
    assert databases.number("collection", records, ids=ids) == PEOPLE
    rounds = (
        "SELECT count(*) FROM cases WHERE person_id::text = ANY(:ids)"
        " AND state = 'approved' AND round = 2"
    )
    assert databases.number("collection", rounds, ids=ids) == PEOPLE


async def test_one_message_for_each_decision(stack: Stack, ids: list[str]) -> None:
    assert ServiceDatabases(stack).unexpected_messages(ids) == {}


async def test_one_sms_for_each_request(stack: Stack, outcomes: Sequence[Outcome]) -> None:
    clients = ScenarioClients(stack.url)
    try:
        assert await clients.unexpected_sms(outcomes) == {}
    finally:
        await clients.close()
