"""Which authority keeps a closed case since its person moved, and what each decided; frozen (version 1).

`<prefix>case_counts` counts by the path whose lists show a case. `<prefix>decision_counts` counts
by the authority that decided, whoever keeps the case since; triggers keep both, so that they are
true whatever statement changes a case.
"""

from typing import Any

from casework.migrations import counts as first

_ORDER = "due_at, submitted_at, case_id"
_KEPT_AT = "coalesce(custodian_path, authority_path)"
_DECIDED = "kind, authority_id, authority_path, decision, moved, cases"
_MOVED = "custodian_path IS NOT NULL"

_CUSTODIANS = """
CREATE TABLE record_custodians (
    person_id UUID NOT NULL,
    authority_path TEXT NOT NULL,
    record_version INTEGER NOT NULL,
    CONSTRAINT pk_record_custodians PRIMARY KEY (person_id)
)
"""

_TABLE = """
CREATE TABLE {decisions} (
    position BIGINT GENERATED ALWAYS AS IDENTITY,
    kind TEXT NOT NULL,
    authority_id TEXT NOT NULL,
    authority_path TEXT NOT NULL,
    decision TEXT NOT NULL,
    moved BOOLEAN NOT NULL,
    cases BIGINT NOT NULL,
    CONSTRAINT pk_{decisions} PRIMARY KEY (position)
)
"""

_ONE_SIDE = """
SELECT kind, authority_id, authority_path, state AS decision, {moved} AS moved, {sign} AS n
FROM {rows} WHERE state IN ('approved', 'returned')
"""

# A first authority that consents hands the case on: nothing in the case remembers it.
_CONSENTS = """
SELECT before.kind, before.authority_id, before.authority_path, 'released', false, 1
FROM before_rows AS before JOIN after_rows AS after USING (case_id)
WHERE before.state = 'awaiting_release' AND after.state IN ('submitted', 'under_review')
"""

_NOTE = """
CREATE FUNCTION {decisions}_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        TRUNCATE {decisions};
    ELSIF TG_OP = 'INSERT' THEN
        INSERT INTO {decisions} ({decided}) SELECT {key}, sum(n) FROM ({after}) AS made {grouped};
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO {decisions} ({decided}) SELECT {key}, sum(n) FROM ({before}) AS gone {grouped};
    ELSE
        INSERT INTO {decisions} ({decided}) SELECT {key}, sum(n) FROM (
            {after} UNION ALL {before} UNION ALL {consents}
        ) AS changed {grouped};
    END IF;
    RETURN NULL;
END $$
"""


_COUNT_ALL = """
INSERT INTO {decisions} ({decided}) SELECT {key}, sum(n) FROM ({of_all}) AS there {grouped}
"""


def keep_custody(op: Any, prefix: str = "") -> None:
    """Let the cases of a kind be kept elsewhere than they were decided, and count both."""
    cases = f"{prefix}cases"
    op.execute(f"ALTER TABLE {cases} ADD custodian_path TEXT")
    op.execute(
        f"CREATE INDEX ix_{cases}_custodian ON {cases}"
        f" (custodian_path text_pattern_ops, state, {_ORDER}) WHERE {_MOVED}"
    )
    first.replace_note(op, prefix, path=_KEPT_AT)
    _count_decisions(op, f"{prefix}decision_counts", cases)


def drop_custody(op: Any, prefix: str = "") -> None:
    """Undo `keep_custody`."""
    decisions, cases = f"{prefix}decision_counts", f"{prefix}cases"
    for event in first.TRIGGERS:
        op.execute(f"DROP TRIGGER IF EXISTS tr_{decisions}_{event.lower()} ON {cases}")
    op.execute(f"DROP FUNCTION {decisions}_note()")
    op.execute(f"DROP TABLE {decisions}")
    first.replace_note(op, prefix, path="authority_path")
    first.count_anew(op, prefix)
    op.execute(f"DROP INDEX ix_{cases}_custodian")
    op.execute(f"ALTER TABLE {cases} DROP custodian_path")


def keep_custody_of_second_reviews(op: Any) -> None:
    """Let second reviews follow the cases that they are about."""
    op.execute("ALTER TABLE second_reviews ADD custodian_path TEXT")
    op.execute(
        "CREATE INDEX ix_second_reviews_custodian ON second_reviews"
        " (kind, custodian_path text_pattern_ops, state, due_at, case_id, round)"
        f" WHERE {_MOVED}"
    )


def drop_custody_of_second_reviews(op: Any) -> None:
    """Undo `keep_custody_of_second_reviews`."""
    op.execute("DROP INDEX ix_second_reviews_custodian")
    op.execute("ALTER TABLE second_reviews DROP custodian_path")


def create_custodians(op: Any) -> None:
    """Create the table of which transfer of each person was followed last."""
    op.execute(_CUSTODIANS)


def drop_custodians(op: Any) -> None:
    """Undo `create_custodians`."""
    op.drop_table("record_custodians")


def _count_decisions(op: Any, decisions: str, cases: str) -> None:
    after = _ONE_SIDE.format(rows="after_rows", sign=1, moved=_MOVED)
    before = _ONE_SIDE.format(rows="before_rows", sign=-1, moved=_MOVED)
    names = {
        "decisions": decisions,
        "decided": _DECIDED,
        "key": _DECIDED.removesuffix(", cases"),
        "grouped": "GROUP BY 1, 2, 3, 4, 5 HAVING sum(n) <> 0",
        "after": after,
        "before": before,
        "consents": _CONSENTS,
    }
    op.execute(_TABLE.format(**names))
    op.execute(
        f"CREATE INDEX ix_{decisions}_scope ON {decisions} (authority_path text_pattern_ops)"
    )
    op.execute(_NOTE.format(**names))
    for event, tables in first.TRIGGERS.items():
        op.execute(
            f"CREATE TRIGGER tr_{decisions}_{event.lower()} AFTER {event} ON {cases} {tables}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {decisions}_note()"
        )
    # The triggers keep writers out until this transaction ends: none is counted twice or missed.
    of_all = _ONE_SIDE.format(rows=cases, sign=1, moved=_MOVED)
    op.execute(_COUNT_ALL.format(**names, of_all=of_all))
