"""Tables of a reviewed case for an owner's first migration; frozen, later changes get `_v2`."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

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


def allow_release(op: Any, prefix: str = "") -> None:
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
        _id("look_id"),
        *about,
        _text("action"),
        sa.Column("fields", JSONB(), nullable=False),
        _text("actor_kind"),
        *(_text(name, nullable=True) for name in ("actor_id", "authority_id", "client_ip")),
        _text("request_id"),
        _instant("looked_at", nullable=False),
        sa.PrimaryKeyConstraint("look_id", name=op.f("pk_file_looks")),
    )
    whose = about[0].name
    op.create_index(f"ix_file_looks_{whose}", "file_looks", [whose, "looked_at"])


def drop_case_tables(op: Any, prefix: str = "") -> None:
    """Drop what `create_case_tables` made."""
    op.drop_table(f"{prefix}case_events")
    op.drop_table(f"{prefix}cases")


def create_oversight_tables(op: Any) -> None:
    """Create the policies of an owner's kinds and the second reviews (version 1)."""
    share = "second_review_per_mille BETWEEN 0 AND 1000"
    op.create_table(
        "case_policies",
        *(_text("kind"), _integer("version")),
        sa.Column("bulk_approve", sa.Boolean(), nullable=False),
        sa.Column("bulk_fields", JSONB(), nullable=False),
        _integer("second_review_per_mille"),
        _text("note", nullable=True),
        _instant("changed_at", nullable=False),
        *(_text("changed_by", nullable=True), _text("request_id")),
        sa.PrimaryKeyConstraint("kind", "version", name=op.f("pk_case_policies")),
        sa.CheckConstraint(share, name=op.f("ck_case_policies_share")),
    )
    _create_second_reviews(op, "second_reviews")


def drop_oversight_tables(op: Any) -> None:
    """Drop what `create_oversight_tables` made."""
    op.drop_table("second_reviews")
    op.drop_table("case_policies")


def _create_second_reviews(op: Any, table: str) -> None:
    by_another = "reviewed_by IS NULL OR reviewed_by <> approved_by"
    op.create_table(
        table,
        *(_id("case_id"), _integer("round"), _text("kind"), _id("person_id")),
        _text("masked_name"),
        *(_text(f"authority_{part}") for part in ("id", "name", "path")),
        _instant("approved_at", nullable=False),
        *(_text("approved_by"), _text("approved_by_name"), _integer("policy_version")),
        *(_instant("due_at", nullable=False), _text("state"), _instant("reviewed_at")),
        *(_text("reviewed_by", nullable=True), _text("reviewed_by_name", nullable=True)),
        sa.Column("reasons", JSONB(), nullable=False),
        *(_text("note", nullable=True), _integer("version")),
        sa.PrimaryKeyConstraint("case_id", "round", name=op.f(f"pk_{table}")),
        sa.CheckConstraint(
            "state IN ('open', 'confirmed', 'objected')", name=op.f(f"ck_{table}_state")
        ),
        sa.CheckConstraint(by_another, name=op.f(f"ck_{table}_by_another")),
    )
    op.create_index(
        f"ix_{table}_scope",
        table,
        ["kind", "authority_path", "state", "due_at", "case_id", "round"],
        postgresql_ops={"authority_path": "text_pattern_ops"},
    )


def _text(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _id(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Uuid(as_uuid=False), nullable=False)


def _instant(name: str, *, nullable: bool = True) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _integer(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _create_cases(op: Any, table: str) -> None:
    claim = "(state = 'under_review') = (claimed_by IS NOT NULL AND claim_expires_at IS NOT NULL)"
    op.create_table(
        table,
        *(_id("case_id"), _text("kind"), _id("person_id"), _text("masked_name")),
        sa.Column("name_index", sa.LargeBinary(), nullable=True),
        sa.Column("person_index", sa.LargeBinary(), nullable=True),
        _text("state"),
        *(_text(f"authority_{part}", nullable=True) for part in ("id", "name", "path")),
        _integer("round"),
        *(_instant("submitted_at"), _instant("due_at"), _instant("limit_at")),
        *(_text("claimed_by", nullable=True), _text("claimed_by_name", nullable=True)),
        _instant("claim_expires_at"),
        _instant("decided_at"),
        *(_text("decided_by", nullable=True), _text("decided_by_name", nullable=True)),
        sa.Column("reasons", JSONB(), nullable=False),
        _text("note", nullable=True),
        _integer("version"),
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
        *(_id("event_id"), _id("case_id"), _integer("version"), _integer("round")),
        *(_text("action"), _text("state"), _text("actor_kind"), _text("actor_id", nullable=True)),
        *(_text("actor_name"), _text("authority_id"), _text("authority_name")),
        _text("note", nullable=True),
        sa.Column("reasons", JSONB(), nullable=False),
        _instant("at", nullable=False),
        sa.PrimaryKeyConstraint("event_id", name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(["case_id"], [f"{cases}.case_id"], name=foreign_key),
    )
    op.create_index(f"uq_{table}_case_id_version", table, ["case_id", "version"], unique=True)
