"""The queues of one authority with a thousand cases beside those of one with a million.

    python tests/load/queues.py        (or ./ausm bench queues)

The cases are written straight into the owner's table on a private PostgreSQL; what is measured is
the service's own query code, small and large in turn so that a slow minute of the machine hits
both; the shortest of all rounds counts. Fails when a page takes more than 1.5 times as long (and a
millisecond, below which nothing can be told apart). The report holds every plan.
"""

import argparse
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from chassis.db import Db, open_database
from chassis.testing.databases import Databases
from chassis.testing.services import PROCESS_SETTINGS
from native.layout import REPOSITORY
from native.progress import Progress
from native.servers_for_tests import ServersForTests
from sqlalchemy import event

sys.path.insert(0, str(Path(__file__).resolve().parent))

from queue_data import Office, fill
from queue_jobs import MIDDLE, OWNERS, Owner, jobs_for

REPORT = REPOSITORY / ".ausm" / "reports" / "queues.md"
SMALL, LARGE = "1,000", "1,000,000"
SIZES = {SMALL: 1_000, LARGE: 1_000_000}
PROMISED = 1.5
HEAD = f"| | ms at {SMALL} | ms at {LARGE} | ratio | blocks | blocks | |"
BUFFERS = re.compile(r"Buffers: shared (?:hit=(\d+))?(?: ?read=(\d+))?")
# Two reads of one row differ by more than half of what they take.
NOISE_MS = 1.0
HAIDIAN = ("au-110108", "北京市海淀区财政局", "/au-110000/au-110108/")
CHAOYANG = ("au-110105", "北京市朝阳区财政局", "/au-110000/au-110105/")
NEIGHBOUR = 1_000


@dataclass
class Comparison:
    """One question to both databases: times in milliseconds, and how each goes about it."""

    title: str
    is_page: bool
    times: dict[str, list[float]] = field(default_factory=lambda: {SMALL: [], LARGE: []})
    plans: dict[str, str] = field(default_factory=dict)

    def shortest(self, size: str) -> float:
        """Return the shortest time in milliseconds: what it takes when nothing else runs."""
        return min(self.times[size])

    @property
    def ratio(self) -> float:
        """Return how much longer the large one takes."""
        return self.shortest(LARGE) / self.shortest(SMALL)

    @property
    def kept(self) -> bool:
        """Tell whether a page takes no longer than promised; other questions promise nothing."""
        longer = self.shortest(LARGE) - self.shortest(SMALL)
        return not self.is_page or self.ratio <= PROMISED or longer <= NOISE_MS

    def row(self) -> str:
        """Return the row of the table."""
        times = f"{self.shortest(SMALL):.2f} | {self.shortest(LARGE):.2f} | {self.ratio:.2f}"
        blocks = f"{self.blocks(SMALL)} | {self.blocks(LARGE)}"
        return f"| {self.title} | {times} | {blocks} | {'' if self.kept else '**too long**'} |"

    def blocks(self, size: str) -> int:
        """Return how many blocks of 8 kB were read, which a busy machine does not change."""
        tops = (BUFFERS.search(plan) for plan in self.plans[size].split("\n\n"))
        return sum(int(number or 0) for top in tops if top for number in top.groups())


@contextmanager
def databases(owner: Owner, sizes: dict[str, int]) -> Iterator[dict[str, Db]]:
    """Fill a database of each size; yields them by size, and drops them."""
    made = Databases(os.environ["AUSM_TEST_PG"])
    names: dict[str, str] = {}
    found: dict[str, Db] = {}
    try:
        for size, cases in sizes.items():
            names[size] = made.create(owner.service)
            found[size] = open_database(made.url(names[size]), owner.service)
            offices = [
                Office(*HAIDIAN, cases, moved_to=CHAOYANG[-1]),
                Office(*CHAOYANG, NEIGHBOUR, moved_to=HAIDIAN[-1]),
            ]
            fill(found[size], owner.table, owner.review.kind, offices)
        yield found
    finally:
        for db in found.values():
            db.engine.dispose()
        for name in names.values():
            made.drop(name)
        made.drop_templates()


def measure(owner: Owner, dbs: dict[str, Db], rounds: int) -> list[Comparison]:
    """Ask everything of both databases, in turn.

    A list that has a middle only in the large one is compared with the small one's only page.
    """
    small, large = (
        {job.title: job for job in jobs_for(owner, dbs[size])} for size in (SMALL, LARGE)
    )
    comparisons = []
    for title, job in large.items():
        rival = small.get(title) or small[title.removesuffix(MIDDLE)]
        comparison = Comparison(title, job.is_page)
        _run(comparison, {SMALL: rival.ask, LARGE: job.ask}, rounds)
        comparison.plans[SMALL] = explain(dbs[SMALL], rival.ask)
        comparison.plans[LARGE] = explain(dbs[LARGE], job.ask)
        comparisons.append(comparison)
    return comparisons


def _run(comparison: Comparison, asks: dict[str, Callable[[], object]], rounds: int) -> None:
    for ask in asks.values():
        ask()
    for _ in range(rounds):
        for size, ask in asks.items():
            comparison.times[size].append(_milliseconds(ask))


def _milliseconds(ask: Callable[[], object]) -> float:
    begun = time.perf_counter()
    ask()
    return (time.perf_counter() - begun) * 1000


def explain(db: Db, ask: Callable[[], object]) -> str:
    """Return how the database went about each statement of a question, with measured."""
    statements: list[str] = []

    def note(
        _connection: object, cursor: object, statement: str, values: object, *_: object
    ) -> None:
        statements.append(cursor.mogrify(statement, values).decode())

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        ask()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    with db.engine.connect() as connection:
        plans = [
            connection.exec_driver_sql(
                "EXPLAIN (ANALYZE, BUFFERS) " + statement.replace("%", "%%")
            ).scalars()
            for statement in statements
            if statement.startswith("SELECT ") and "FROM" in statement
        ]
        return "\n\n".join("\n".join(lines) for lines in plans)


def report(found: dict[str, list[Comparison]]) -> str:
    """Return tables and plans in Markdown."""
    lines = ["# Queues of an authority with a thousand and with a million cases", ""]
    lines += [
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC; milliseconds, the shortest of all rounds",
        "",
    ]
    for name, comparisons in found.items():
        lines += [f"## {name}", "", HEAD, "|---|---:|---:|---:|---:|---:|---|"]
        lines += [*(comparison.row() for comparison in comparisons), ""]
    for name, comparisons in found.items():
        for comparison in comparisons:
            lines += [
                f"### {name}: {comparison.title}, {LARGE}",
                "",
                "```",
                comparison.plans[LARGE],
                "```",
                "",
            ]
    return "\n".join(lines)


def main() -> int:
    """Run the command line; returns the exit code."""
    parser = argparse.ArgumentParser(description="Measure the queues at a thousand and a million.")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--owner", choices=sorted(OWNERS), action="append")
    options = parser.parse_args()
    servers = ServersForTests(Progress())
    os.environ.update(PROCESS_SETTINGS)
    try:
        os.environ.update(servers.start_unless_given())
        found = {}
        for name in options.owner or sorted(OWNERS):
            with databases(OWNERS[name], SIZES) as dbs:
                found[name] = measure(OWNERS[name], dbs, options.rounds)
    finally:
        servers.stop()
    text = report(found)
    print(text.partition("### ")[0])
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(text)
    return (
        0
        if all(comparison.kept for comparisons in found.values() for comparison in comparisons)
        else 1
    )


if __name__ == "__main__":
    sys.exit(main())
