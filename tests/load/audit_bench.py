"""The audit log at a million entries: how fast it grows, is read and is checked.

    python tests/load/audit_bench.py [--rows 1000000]

On a PostgreSQL of its own, as the tests have it (or that of AUSM_TEST_PG). Prints and keeps a
report with the plan of every query; fails when a first page takes longer than is promised.
"""

import argparse
import os
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from chassis.clock import to_wire, utc_now
from chassis.db import Db, open_database
from chassis.messaging.events import Event
from chassis.migrate import upgrade
from contracts.context import CallContext
from contracts.reference.authorities import authorities
from identity.audit_log.domain.filters import AuditFilters
from identity.audit_log.keys import AuditKeys
from identity.audit_log.queries.entries import list_access, list_entries
from identity.audit_log.queries.verification import verify_chain
from identity.audit_log.use_cases import append as append_entries
from native.layout import REPOSITORY
from native.progress import Progress
from native.servers_for_tests import ServersForTests
from sqlalchemy import event, text

REPORT = REPOSITORY / ".ausm" / "reports" / "audit.md"
KEYS = AuditKeys({"bench": b"b" * 32})
APPENDED = 10_000
PROMISED_MS = 50.0
DEEP = 50
PERSON = uuid.UUID(int=7)
STAFF = uuid.UUID(int=1_000_003)

FILL = """
    INSERT INTO audit_entries
    SELECT n, gen_random_uuid(), at, at, 'collection',
        (ARRAY['review_opened','attachment_opened','case_claim','case_approve'])[1 + n % 4],
        'staff', lpad(to_hex(1000000 + n % 3000), 32, '0')::uuid::text, '王审核', '{reviewer}',
        place.id, place.name, place.path, lpad(to_hex(n % 50000), 32, '0')::uuid, 'collection',
        lpad(to_hex(n % 50000), 32, '0'), '192.0.2.7', 'r-' || n / 3, '[]', '{}', 'bench',
        sha256(n::text::bytea)
    FROM (SELECT n, timestamptz '2026-01-01' + n * interval '31 seconds' AS at
          FROM generate_series(:first, :last) AS n) AS entries
    JOIN places AS place ON place.number = (n % 3000) % :places
"""


class Bench:
    """One database with the log in it, and what was found out about it."""

    def __init__(self, db: Db) -> None:
        self.db = db
        self.lines: list[str] = []
        self.slow: list[str] = []
        self._statements: list[tuple[str, Any]] = []
        event.listen(db.engine, "before_cursor_execute", self._keep)

    def say(self, line: str) -> None:
        """Print a line and keep it for the report."""
        print(line, flush=True)
        self.lines.append(line)

    def time_page(self, name: str, read: Callable[..., dict[str, Any]]) -> None:
        """Time the first page and one deep inside, and keep the plan of the first."""
        first, cursor = self._best(read, None)
        self._statements.clear()
        page = self.db.read(read, None)
        plan = self._explain()
        for _ in range(DEEP):
            cursor = page["next_cursor"] or cursor
            page = self.db.read(read, cursor)
        deep, _ = self._best(read, cursor)
        self.say(f"| {name} | {first:.1f} | {deep:.1f} | {plan} |")
        if first > PROMISED_MS:
            self.slow.append(name)

    def _best(self, read: Callable[..., dict[str, Any]], cursor: str | None) -> tuple[float, Any]:
        times = []
        for _ in range(5):
            began = time.perf_counter()
            page = self.db.read(read, cursor)
            times.append((time.perf_counter() - began) * 1000)
        return min(times), page["next_cursor"]

    def _explain(self) -> str:
        statement, values = self._statements[0]
        with self.db.engine.connect() as connection:
            rows = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, BUFFERS) {statement}", values)
            plan = [row[0].strip() for row in rows]
        scans = {line.split(" (")[0].removeprefix("->").strip() for line in plan if " Scan" in line}
        total = next(line for line in plan if line.startswith("Execution"))
        return f"{'; '.join(sorted(scans))}; {total}"

    def _keep(self, _connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        self._statements.append((statement, values))


@contextmanager
def database() -> Iterator[Db]:
    """Yield an empty, migrated database, dropped afterwards."""
    servers = ServersForTests(Progress())
    settings = servers.start_unless_given() or dict(os.environ)
    admin = open_database(settings["AUSM_TEST_PG"], "bench")
    try:
        with admin.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("DROP DATABASE IF EXISTS ausm_audit_bench"))
            connection.execute(text("CREATE DATABASE ausm_audit_bench"))
        url = settings["AUSM_TEST_PG"].rpartition("/")[0] + "/ausm_audit_bench"
        upgrade("identity", url)
        db = open_database(url, "identity")
        yield db
        db.engine.dispose()
    finally:
        servers.stop()


def append(bench: Bench) -> None:
    """Measure how fast entries arrive and are chained, and how fast the chain is checked."""
    data = {"action": "review_opened", "actor_kind": "staff", "actor_id": str(STAFF)}
    data |= {"roles": ["reviewer"], "authority_id": "au-110000", "authority_path": "/au-110000/"}
    data |= {"person_id": str(PERSON), "case_kind": "collection", "case_id": "c"}
    data |= {"client_ip": "192.0.2.7", "request_id": "r", "fields": [], "details": {}}

    def body() -> dict[str, Any]:
        head = {"id": str(uuid.uuid4()), "type": "audit_recorded", "source": "collection"}
        return {**head, "occurred_at": to_wire(utc_now()), "context": {}, "data": data}

    began = time.perf_counter()
    for _ in range(APPENDED):
        with bench.db.unit_of_work() as uow:
            append_entries.store_arrival(uow, Event.from_body(body()))
    arrived = time.perf_counter()
    while bench.db.run(append_entries.append_arrivals, KEYS):
        pass
    chained = time.perf_counter()
    *_, ended = verify_chain(bench.db, KEYS)
    assert ended.first_break is None
    checked = time.perf_counter()
    bench.say(f"- arrivals, one transaction each: {APPENDED / (arrived - began):,.0f} a second")
    bench.say(f"- appended to the chain: {APPENDED / (chained - arrived):,.0f} a second")
    bench.say(f"- checked: {APPENDED / (checked - chained):,.0f} a second")


def fill(bench: Bench, rows: int) -> None:
    """Fill the table with entries of all authorities; their codes mean nothing."""
    places = [
        {"number": number, "id": a.authority_id, "name": a.name, "path": a.path}
        for number, a in enumerate(authorities())
    ]
    with bench.db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE places (number int, id text, name text, path text)"))
        connection.execute(text("INSERT INTO places VALUES (:number, :id, :name, :path)"), places)
    step = 100_000
    for first in range(APPENDED + 1, APPENDED + rows + 1, step):
        last = min(first + step - 1, APPENDED + rows)
        values = {"first": first, "last": last, "places": len(places)}
        with bench.db.engine.begin() as connection:
            connection.execute(text("SET statement_timeout = 0"))
            connection.execute(text(FILL), values)
    bench.say(f"- {rows + APPENDED:,} entries with indexes: {_tidied(bench) / 2**20:,.0f} MiB")


def _tidied(bench: Bench) -> int:
    """Vacuum the table and return its size in bytes."""
    with bench.db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("VACUUM ANALYZE audit_entries"))
        return int(connection.scalar(text("SELECT pg_total_relation_size('audit_entries')")))


def read(bench: Bench) -> None:
    """Time what persons, authorities and auditors ask."""

    def search(name: str, path: str = "/", **filters: Any) -> None:
        context = CallContext(actor_kind="staff", authority_path=path)
        wanted = AuditFilters(**filters)
        bench.time_page(
            name, lambda session, cursor: list_entries(session, context, wanted, cursor, 20)
        )

    bench.say("\n| page of 20 | first, ms | deep, ms | plan of the first |\n|---|---|---|---|")
    bench.time_page(
        "a person's access log",
        lambda session, cursor: list_access(session, str(PERSON), cursor, 20, include_own=False),
    )
    search("everything")
    search("one person", person_id=str(PERSON))
    search("one member of staff", staff_id=str(STAFF))
    search("one action", action="case_approve")
    search("one request", request_id="r-100000")
    search("one province", "/au-110000/")
    search("one city", "/au-130000/au-130100/")
    search("one county", "/au-110000/au-110108/")
    search("one county, one action", "/au-110000/au-110108/", action="case_approve")
    search("one person within a province", "/au-110000/", person_id=str(PERSON))
    month = {"since": utc_now().replace(month=3), "until": utc_now().replace(month=4)}
    search("one month", **month)
    search("one county, one month", "/au-110000/au-110108/", **month)


def main() -> int:
    """Run as a program."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    options = parser.parse_args()
    with database() as db:
        bench = Bench(db)
        append(bench)
        fill(bench, options.rows)
        read(bench)
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    Path(REPORT).write_text("\n".join(bench.lines) + "\n", encoding="utf-8")
    if bench.slow:
        print(f"slower than {PROMISED_MS} ms: {', '.join(bench.slow)}")
    return 1 if bench.slow else 0


if __name__ == "__main__":
    sys.exit(main())
