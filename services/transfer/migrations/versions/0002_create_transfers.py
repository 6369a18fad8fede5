"""Create transfers with their cases, proofs, looks and the policy of their review."""

import sqlalchemy as sa
from alembic import op
from casework.migrations import allow_origin_consent, create_case_tables, drop_case_tables
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_OPEN = "state IN ('awaiting_release', 'submitted', 'under_review')"
_POLICIES = ("in_only", "out_then_in")


def upgrade() -> None:
    create_case_tables(op)
    allow_origin_consent(op)
    where = {"postgresql_where": sa.text(_OPEN)}
    op.create_index("uq_cases_open_person", "cases", ["person_id"], unique=True, **where)
    _create_transfers()
    _create_proofs()
    _create_policies()
    _create_looks()


def downgrade() -> None:
    for table in ("file_looks", "review_policies", "proofs", "transfers"):
        op.drop_table(table)
    drop_case_tables(op)


def _id(name: str) -> sa.Column:
    return sa.Column(name, sa.Uuid(as_uuid=False), nullable=False)


def _texts(*names: str, nullable: bool = False) -> list[sa.Column]:
    return [sa.Column(name, sa.Text(), nullable=nullable) for name in names]


def _instant(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _integer(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def _one_of(table: str, column: str, *values: str) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(f"ck_{table}_{column}"))


def _create_transfers() -> None:
    ends = []
    for end in ("from", "to"):
        ends += _texts(*(f"{end}_authority_{part}" for part in ("id", "name", "path")))
        ends += _texts(f"{end}_region_code", nullable=True)
    op.create_table(
        "transfers",
        *(_id("transfer_id"), _id("person_id")),
        *_texts("reason", "policy", "scope"),
        *ends,
        *_texts("details"),
        *_texts("remark", nullable=True),
        *(_instant("submitted_at"), _instant("effective_at", nullable=True)),
        _key("transfers", "transfer_id"),
        _one_of("transfers", "reason", "work", "school", "residence"),
        _one_of("transfers", "policy", *_POLICIES),
        _one_of("transfers", "scope", "within_province", "across_provinces"),
    )
    by_person = ["person_id", "submitted_at", "transfer_id"]
    op.create_index("ix_transfers_person_id", "transfers", by_person)


def _create_proofs() -> None:
    op.create_table(
        "proofs",
        _id("transfer_id"),
        *_texts("attachment_id"),
        _integer("place"),
        _id("person_id"),
        *_texts("kind", "file_name", "media_type"),
        _integer("size"),
        *_texts("sha256"),
        *(_integer("width", nullable=True), _integer("height", nullable=True)),
        _instant("claimed_at"),
        _key("proofs", "transfer_id", "attachment_id"),
    )
    op.create_index("ix_proofs_attachment_id", "proofs", ["attachment_id"])
    op.create_index("ix_proofs_person_id", "proofs", ["person_id"])


def _create_policies() -> None:
    table = op.create_table(
        "review_policies",
        sa.Column("version", sa.Integer(), nullable=False, autoincrement=False),
        *_texts("policy"),
        *_texts("note", nullable=True),
        _instant("changed_at"),
        *_texts("changed_by", nullable=True),
        *_texts("request_id"),
        _key("review_policies", "version"),
        _one_of("review_policies", "policy", *_POLICIES),
    )
    first = {"version": 1, "policy": "in_only", "changed_at": sa.func.now(), "request_id": "-"}
    op.execute(table.insert().values(first))


def _create_looks() -> None:
    op.create_table(
        "file_looks",
        *(_id("look_id"), _id("person_id"), _id("case_id")),
        *_texts("action"),
        sa.Column("fields", JSONB(), nullable=False),
        *_texts("actor_kind"),
        *_texts("actor_id", "authority_id", "client_ip", nullable=True),
        *_texts("request_id"),
        _instant("looked_at"),
        _key("file_looks", "look_id"),
    )
    op.create_index("ix_file_looks_person_id", "file_looks", ["person_id", "looked_at"])
