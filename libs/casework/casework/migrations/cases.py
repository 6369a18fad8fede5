"""Tables of a reviewed case for an owner's first migration; frozen, later changes get `_v2`."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from casework.migrations.columns import id_column, instant_column, integer_column, text_column

_STATES = "'draft', 'submitted', 'under_review', 'approved', 'returned', 'withdrawn'"
_OPEN = "state IN ('submitted', 'under_review')"
_DECIDED = "state IN ('approved', 'returned')"
_ORDER = ("due_at", "submitted_at", "case_id")
_QUEUES = {"queue": ("authority_id", *_ORDER), "due": _ORDER}


def create_case_tables(op: Any, prefix: str = "") -> None:
    """Create `<prefix>cases` and `<prefix>case_events` with their indexes (version 1)."""
    _create_cases(op, f"{prefix}cases")
    _create_indexes(op, f"{prefix}cases")
    _create_case_events(op, f"{prefix}case_events", f"{prefix}cases")


def allow_origin_consent(op: Any, prefix: str = "") -> None:
    """Let the cases of one owner also wait for their release by a first authority (version 1).

    Queues are indexed by open cases, so those that wait for their release count among them.
    """
    table = f"{prefix}cases"
    op.drop_constraint(op.f(f"ck_{table}_state"), table, type_="check")
    waiting = "'awaiting_release', "
    op.create_check_constraint(op.f(f"ck_{table}_state"), table, f"state IN ({waiting}{_STATES})")
    is_open = _OPEN.replace("(", f"({waiting}")
    for name, columns in _QUEUES.items():
        op.drop_index(f"ix_{table}_{name}", table)
        options = {"postgresql_where": sa.text(is_open)}
        op.create_index(f"ix_{table}_{name}", table, list(columns), **options)


def add_employers(op: Any, prefix: str = "") -> None:
    """Let cases know where their person works, by blind indexes (version 1)."""
    employers: sa.Column[Any] = sa.Column(
        "employer_indexes", sa.ARRAY(sa.Text()), nullable=False, server_default=sa.text("'{}'")
    )
    op.add_column(f"{prefix}cases", employers)


def drop_employers(op: Any, prefix: str = "") -> None:
    """Undo `add_employers`."""
    op.drop_column(f"{prefix}cases", "employer_indexes")


def index_claimed(op: Any, prefix: str = "") -> None:
    """Index the claimed cases in the order of the queue (version 1)."""
    table = f"{prefix}cases"
    claimed = sa.text("state = 'under_review'")
    op.create_index(f"ix_{table}_held", table, list(_ORDER), postgresql_where=claimed)


def unindex_claimed(op: Any, prefix: str = "") -> None:
    """Undo `index_claimed`."""
    op.drop_index(f"ix_{prefix}cases_held", f"{prefix}cases")


def move_access_log(op: Any, service: str, revealed: str, looks: str) -> None:
    """Hand the rows of the local `file_looks` to the audit log, through the outbox (version 1).

    `looks` is a query of `(look_id, person_id, case_id, kind, action, …)`; `revealed` is what the
    log calls a person's own look.
    """
    moment = "to_char(looked_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"+00:00\"')"
    statement = f"""
        INSERT INTO outbox_events (event_id, event_type, body, occurred_at)
        SELECT look_id, 'audit_recorded', jsonb_build_object(
            'id', look_id, 'type', 'audit_recorded', 'source', :service, 'occurred_at', {moment},
            'context', jsonb_build_object(
                'actor_id', actor_id, 'actor_kind', actor_kind, 'request_id', request_id),
            'data', jsonb_build_object(
                'action', CASE action WHEN 'revealed' THEN :revealed ELSE action END,
                'actor_kind', actor_kind, 'actor_id', actor_id, 'roles', jsonb_build_array(),
                'authority_id', authority_id, 'authority_path', NULL, 'person_id', person_id,
                'case_kind', kind, 'case_id', case_id, 'client_ip', client_ip,
                'request_id', request_id, 'fields', fields, 'details', jsonb_build_object())
        ), looked_at
        FROM ({looks}) AS looks ORDER BY looked_at
    """  # noqa: S608 - every part is ours
    op.execute(sa.text(statement).bindparams(service=service, revealed=revealed))


def restore_access_log(op: Any, *about: Any) -> None:
    """Create the local `file_looks` anew, empty; `about` says whose file was looked at."""
    op.create_table(
        "file_looks",
        id_column("look_id"),
        *about,
        text_column("action"),
        sa.Column("fields", JSONB(), nullable=False),
        text_column("actor_kind"),
        *(text_column(name, nullable=True) for name in ("actor_id", "authority_id", "client_ip")),
        text_column("request_id"),
        instant_column("looked_at", nullable=False),
        sa.PrimaryKeyConstraint("look_id", name=op.f("pk_file_looks")),
    )
    whose = about[0].name
    op.create_index(f"ix_file_looks_{whose}", "file_looks", [whose, "looked_at"])


def drop_case_tables(op: Any, prefix: str = "") -> None:
    """Drop what `create_case_tables` made."""
    op.drop_table(f"{prefix}case_events")
    op.drop_table(f"{prefix}cases")


def _create_cases(op: Any, table: str) -> None:
    claim = "(state = 'under_review') = (claimed_by IS NOT NULL AND claim_expires_at IS NOT NULL)"
    op.create_table(
        table,
        *(
            id_column("case_id"),
            text_column("kind"),
            id_column("person_id"),
            text_column("masked_name"),
        ),
        sa.Column("name_index", sa.LargeBinary(), nullable=True),
        sa.Column("person_index", sa.LargeBinary(), nullable=True),
        text_column("state"),
        *(text_column(f"authority_{part}", nullable=True) for part in ("id", "name", "path")),
        integer_column("round"),
        *(instant_column("submitted_at"), instant_column("due_at"), instant_column("limit_at")),
        *(text_column("claimed_by", nullable=True), text_column("claimed_by_name", nullable=True)),
        instant_column("claim_expires_at"),
        instant_column("decided_at"),
        *(text_column("decided_by", nullable=True), text_column("decided_by_name", nullable=True)),
        sa.Column("reasons", JSONB(), nullable=False),
        text_column("note", nullable=True),
        integer_column("version"),
        sa.PrimaryKeyConstraint("case_id", name=op.f(f"pk_{table}")),
        sa.CheckConstraint(f"state IN ({_STATES})", name=op.f(f"ck_{table}_state")),
        sa.CheckConstraint(claim, name=op.f(f"ck_{table}_claim")),
    )


def _create_indexes(op: Any, table: str) -> None:
    def index(name: str, *columns: str, where: str | None = None, **options: Any) -> None:
        if where:
            options["postgresql_where"] = sa.text(where)
        op.create_index(f"ix_{table}_{name}", table, list(columns), **options)

    for name, columns in _QUEUES.items():
        index(name, *columns, where=_OPEN)
    scope = {"authority_path": "text_pattern_ops"}
    index("scope", "authority_path", "state", *_ORDER, postgresql_ops=scope)
    index("claims", "claim_expires_at", where="state = 'under_review'")
    index("decided", "authority_id", "decided_at", where=_DECIDED)
    index("latest", "decided_at", "case_id", where=_DECIDED)
    index("person", "person_id")
    index("masked_name", "masked_name", postgresql_ops={"masked_name": "text_pattern_ops"})
    index("name_index", "name_index")
    index("person_index", "person_index")


def _create_case_events(op: Any, table: str, cases: str) -> None:
    foreign_key = op.f(f"fk_{table}_case_id_{cases}")
    op.create_table(
        table,
        *(
            id_column("event_id"),
            id_column("case_id"),
            integer_column("version"),
            integer_column("round"),
        ),
        *(
            text_column("action"),
            text_column("state"),
            text_column("actor_kind"),
            text_column("actor_id", nullable=True),
        ),
        *(text_column("actor_name"), text_column("authority_id"), text_column("authority_name")),
        text_column("note", nullable=True),
        sa.Column("reasons", JSONB(), nullable=False),
        instant_column("at", nullable=False),
        sa.PrimaryKeyConstraint("event_id", name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(["case_id"], [f"{cases}.case_id"], name=foreign_key),
    )
    op.create_index(f"uq_{table}_case_id_version", table, ["case_id", "version"], unique=True)
