"""Counts of cases, kept by the database itself, and the indexes of long lists; frozen (version 1).

Whoever changes a case, by whatever statement, adds the difference to `<prefix>case_counts` in the
same transaction; nothing is ever updated there, so nobody waits for another. `merge_counts` of
`casework.cases.counts` adds up what has gathered.
"""

from typing import Any

_ORDER = "due_at, submitted_at, case_id"
_COUNTED = "kind, authority_id, authority_path, state, due_at, cases"
# What is decided is counted as a whole: only of what is open it matters when it falls due.
_KEY = """
    kind, authority_id, {path}, state,
    CASE WHEN state IN ('awaiting_release', 'submitted', 'under_review') THEN due_at END
"""

_TABLE = """
CREATE TABLE {counts} (
    position BIGINT GENERATED ALWAYS AS IDENTITY,
    kind TEXT NOT NULL,
    authority_id TEXT NOT NULL,
    authority_path TEXT NOT NULL,
    state TEXT NOT NULL,
    due_at TIMESTAMPTZ,
    cases BIGINT NOT NULL,
    CONSTRAINT pk_{counts} PRIMARY KEY (position)
)
"""

_NOTE = """
CREATE OR REPLACE FUNCTION {counts}_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        TRUNCATE {counts};
    ELSIF TG_OP = 'INSERT' THEN
        INSERT INTO {counts} ({counted})
        SELECT {key}, count(*) FROM after_rows WHERE state <> 'draft' GROUP BY 1, 2, 3, 4, 5;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO {counts} ({counted})
        SELECT {key}, -count(*) FROM before_rows WHERE state <> 'draft' GROUP BY 1, 2, 3, 4, 5;
    ELSE
        INSERT INTO {counts} ({counted})
        SELECT {moved_key}, sum(n) FROM (
            SELECT kind, authority_id, {path} AS authority_path, state, due_at, 1 AS n FROM after_rows
            UNION ALL
            SELECT kind, authority_id, {path}, state, due_at, -1 FROM before_rows
        ) AS moved
        WHERE state <> 'draft' GROUP BY 1, 2, 3, 4, 5 HAVING sum(n) <> 0;
    END IF;
    RETURN NULL;
END $$
"""

TRIGGERS = {
    "INSERT": "REFERENCING NEW TABLE AS after_rows",
    "UPDATE": "REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows",
    "DELETE": "REFERENCING OLD TABLE AS before_rows",
    "TRUNCATE": "",
}

_COUNT_ALL = """
INSERT INTO {counts} ({counted})
SELECT {key}, count(*) FROM {cases} WHERE state <> 'draft' GROUP BY 1, 2, 3, 4, 5
"""

_INDEXES = {
    "all": f"({_ORDER}) WHERE state <> 'draft'",
    "withdrawn": f"({_ORDER}) WHERE state = 'withdrawn'",
    "claimed_by": f"(claimed_by, {_ORDER}) WHERE state = 'under_review'",
    "handled_by": f"(COALESCE(claimed_by, decided_by), {_ORDER}) "
    "WHERE COALESCE(claimed_by, decided_by) IS NOT NULL",
    "decided_by": "(decided_by, state, decided_at, case_id) "
    "WHERE state IN ('approved', 'returned')",
    "latest": "(state, decided_at, case_id) WHERE state IN ('approved', 'returned')",
}


def keep_counts(op: Any, prefix: str = "") -> None:
    """Create `<prefix>case_counts`, have it kept, and count the cases that are there."""
    cases, counts = f"{prefix}cases", f"{prefix}case_counts"
    names = _names(prefix, "authority_path")
    op.execute(_TABLE.format(**names))
    op.execute(f"CREATE INDEX ix_{counts}_scope ON {counts} (authority_path text_pattern_ops)")
    op.execute(f"CREATE INDEX ix_{counts}_authority ON {counts} (authority_id)")
    op.execute(_NOTE.format(**names))
    for event, tables in TRIGGERS.items():
        op.execute(
            f"CREATE TRIGGER tr_{counts}_{event.lower()} AFTER {event} ON {cases} {tables}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {counts}_note()"
        )
    # The triggers keep writers out until this transaction ends: none is counted twice or missed.
    op.execute(_COUNT_ALL.format(**names))


def replace_note(op: Any, prefix: str, path: str) -> None:
    """Have cases counted by another path from now on; `path` is an expression over their columns."""
    op.execute(_NOTE.format(**_names(prefix, path)))


def count_anew(op: Any, prefix: str) -> None:
    """Count all cases by the path of their authority, forgetting what was counted."""
    names = _names(prefix, "authority_path")
    op.execute(f"LOCK TABLE {names['cases']} IN SHARE ROW EXCLUSIVE MODE")
    op.execute(f"TRUNCATE {names['counts']}")
    op.execute(_COUNT_ALL.format(**names))


def _names(prefix: str, path: str) -> dict[str, str]:
    return {
        "cases": f"{prefix}cases",
        "counts": f"{prefix}case_counts",
        "counted": _COUNTED,
        "path": path,
        "key": _KEY.format(path=path),
        "moved_key": _KEY.format(path="authority_path"),
    }


def drop_counts(op: Any, prefix: str = "") -> None:
    """Undo `keep_counts`."""
    counts = f"{prefix}case_counts"
    for event in TRIGGERS:
        op.execute(f"DROP TRIGGER IF EXISTS tr_{counts}_{event.lower()} ON {prefix}cases")
    op.execute(f"DROP FUNCTION {counts}_note()")
    op.execute(f"DROP TABLE {counts}")


def index_long_lists(op: Any, prefix: str = "") -> None:
    """Index every list that a reviewer may page through in the list's own order."""
    table = f"{prefix}cases"
    op.execute(f"DROP INDEX ix_{table}_latest")
    for name, definition in _INDEXES.items():
        op.execute(f"CREATE INDEX ix_{table}_{name} ON {table} {definition}")


def unindex_long_lists(op: Any, prefix: str = "") -> None:
    """Undo `index_long_lists`."""
    table = f"{prefix}cases"
    for name in _INDEXES:
        op.execute(f"DROP INDEX ix_{table}_{name}")
    op.execute(
        f"CREATE INDEX ix_{table}_latest ON {table} (decided_at, case_id)"
        " WHERE state IN ('approved', 'returned')"
    )
