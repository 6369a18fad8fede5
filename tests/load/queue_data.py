"""Cases in any number, written straight into the table of their owner.

Of each authority's cases three in ten are open: far more than an authority that keeps its dates
has, since what is open costs more than what is decided. They fall due on eight days, two of which
have passed; twenty reviewers hold or held some of them. Of those that are closed one in forty is
kept by another authority, since its person has moved there.
"""

from dataclasses import dataclass

from chassis.db import Db
from sqlalchemy import Connection, text


@dataclass(frozen=True, slots=True)
class Office:
    """An authority with so many cases."""

    authority_id: str
    name: str
    path: str
    cases: int
    moved_to: str | None = None


# At least a hundred cases are held, so that a page of them is full in a small office, too.
CASES = """
INSERT INTO {table} (
    case_id, kind, person_id, masked_name, name_index, person_index, state,
    authority_id, authority_name, authority_path, custodian_path, round, submitted_at, due_at, limit_at,
    claimed_by, claimed_by_name, claim_expires_at, decided_at, decided_by, decided_by_name,
    reasons, version
)
SELECT
    gen_random_uuid(), :kind, gen_random_uuid(), surname || '*',
    decode(md5('name' || n % {names}), 'hex'), decode(md5(:office || n), 'hex'), state,
    :office, :name, :path,
    CASE WHEN state NOT IN ('submitted', 'under_review') AND n % 40 = 6 THEN :moved_to END, 1, submitted_at,
    date_trunc('day', submitted_at) + interval '6 days 23:59:59',
    date_trunc('day', submitted_at) + interval '13 days 23:59:59',
    CASE WHEN state = 'under_review' THEN 'staff-' || n % 20 END,
    CASE WHEN state = 'under_review' THEN '审核员' END,
    CASE WHEN state = 'under_review' THEN now() + (n % 7 - 2) * interval '10 minutes' END,
    decided_at,
    CASE WHEN decided_at IS NOT NULL THEN 'staff-' || n % 20 END,
    CASE WHEN decided_at IS NOT NULL THEN '审核员' END,
    '[]', 1
FROM (
    SELECT n, state,
        (ARRAY['王','李','张','刘','陈','杨','赵','黄','周','吴'])[1 + n / 10 % 10] AS surname,
        now() - CASE WHEN state IN ('submitted', 'under_review') THEN 8.0 ELSE 700.0 END
            * (n::float / :count) * interval '1 day' AS submitted_at,
        CASE WHEN state IN ('approved', 'returned') THEN
            now() - 699.0 * (n::float / :count) * interval '1 day'
        END AS decided_at
    FROM (
        SELECT n, CASE
            WHEN n % 10 < 3 THEN
                CASE WHEN n % LEAST(500, :count / 100) = 0 THEN 'under_review' ELSE 'submitted' END
            WHEN n % 10 = 3 THEN 'returned'
            WHEN n % 50 = 4 THEN 'withdrawn'
            ELSE 'approved'
        END AS state
        FROM generate_series(1, CAST(:count AS bigint)) AS n
    ) AS numbered
) AS dated
"""

INDEXES = """
SELECT indexname, indexdef FROM pg_indexes WHERE tablename = :table AND indexname LIKE 'ix%'
"""

# So many people have different names; each name comes back as often as in a large city.
NAMES = 20_000


def fill(db: Db, table: str, kind: str, offices: list[Office]) -> None:
    """Write the cases of each office, and bring the planner's statistics up to date."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # Not a service's statements: a million rows may take their time.
        connection.execute(text("SET statement_timeout = 0"))
        # Rows first and indexes after them takes a third of the time.
        indexes = connection.execute(text(INDEXES), {"table": table}).all()
        for name, _ in indexes:
            connection.execute(text(f"DROP INDEX {name}"))
        for office in offices:
            _write(connection, CASES.format(table=table, names=NAMES), kind, office)
        for _, definition in indexes:
            connection.exec_driver_sql(definition)
        connection.execute(text(f"VACUUM ANALYZE {table}"))
        connection.execute(text("RESET statement_timeout"))


def _write(connection: Connection, statement: str, kind: str, office: Office) -> None:
    values = {
        "kind": kind,
        "office": office.authority_id,
        "name": office.name,
        "path": office.path,
        "count": office.cases,
        "moved_to": office.moved_to,
    }
    connection.execute(text(statement), values)
