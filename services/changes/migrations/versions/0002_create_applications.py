"""Create changes, credit applications, rewards and penalties with their cases and files."""

import sqlalchemy as sa
from alembic import op
from casework.migrations import create_case_tables, drop_case_tables
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_KINDS = ("change_", "credit_", "reward_penalty_")


def _id(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Uuid(as_uuid=False), nullable=nullable)


def _text(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _texts(*names: str, nullable: bool = False) -> list[sa.Column]:
    return [_text(name, nullable) for name in names]


def _integer(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _instant(name: str) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _one_of(table: str, column: str, *values: str) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return _check(table, column, f"{column} IN ({listed})")


def upgrade() -> None:
    for prefix in _KINDS:
        create_case_tables(op, prefix)
    op.add_column("reward_penalty_cases", _text("recorded_by", nullable=True))
    _version_policies()
    _create_changes()
    _create_credit_applications()
    _create_rewards_penalties()
    _create_attachments()
    _create_looks()


def _version_policies() -> None:
    op.add_column(
        "field_policies", sa.Column("version", sa.Integer(), nullable=False, server_default="1")
    )
    op.alter_column("field_policies", "version", server_default=None)
    table = "field_policy_changes"
    op.create_table(
        table,
        _id("policy_change_id"),
        *_texts("section", "field"),
        _integer("version"),
        *_texts("review_mode_before", "review_mode"),
        _text("note", nullable=True),
        _instant("changed_at"),
        _text("changed_by"),
        _text("client_ip", nullable=True),
        _text("request_id"),
        _key(table, "policy_change_id"),
        _one_of(table, "review_mode", "automatic", "manual"),
    )
    op.create_index(f"uq_{table}_version", table, ["section", "field", "version"], unique=True)
    op.create_index(f"ix_{table}_changed_at", table, ["changed_at", "policy_change_id"])


def _create_changes() -> None:
    op.create_table(
        "changes",
        *(_id("change_id"), _id("person_id")),
        *_texts("section", "action"),
        _id("object_id", nullable=True),
        *_texts("review_mode", "origin"),
        _integer("base_version"),
        *_texts("before", "after"),
        _instant("submitted_at"),
        _key("changes", "change_id"),
        _one_of("changes", "section", "basic", "education", "employment"),
        _one_of("changes", "action", "add", "modify", "delete"),
        _one_of("changes", "review_mode", "automatic", "manual"),
        _one_of("changes", "origin", "person", "authority", "system"),
        _check("changes", "object_id", "(section = 'basic') = (object_id IS NULL)"),
    )
    _index_by_person("changes", "submitted_at", "change_id")


def _create_credit_applications() -> None:
    table = "credit_applications"
    op.create_table(
        table,
        *(_id("application_id"), _id("person_id")),
        _integer("year"),
        *_texts("kind", "title", "achieved_on"),
        _text("role", nullable=True),
        _integer("quantity", nullable=True),
        _text("remark", nullable=True),
        _integer("computed_credits"),
        _integer("granted_credits", nullable=True),
        _instant("submitted_at"),
        _key(table, "application_id"),
        _one_of(
            table, "kind", "exam", "conference", "degree_course", "research", "paper", "book"
        ),
        _one_of(table, "role", "lead", "participant"),
        *(
            _check(table, name, f"{name} > 0")
            for name in ("quantity", "computed_credits", "granted_credits")
        ),
    )
    _index_by_person(table, "submitted_at", "application_id")


def _create_rewards_penalties() -> None:
    table = "rewards_penalties"
    op.create_table(
        table,
        *(_id("entry_id"), _id("person_id")),
        *_texts("kind", "title"),
        *_texts("level", "basis", "document_no", nullable=True),
        *_texts("decided_by", "decided_on"),
        _text("remark", nullable=True),
        *_texts("recorded_by", "recorded_by_name"),
        _instant("recorded_at"),
        _key(table, "entry_id"),
        _one_of(table, "kind", "reward", "penalty"),
    )
    _index_by_person(table, "recorded_at", "entry_id")
    op.create_index(f"ix_{table}_recorded_by", table, ["recorded_by", "recorded_at", "entry_id"])


def _index_by_person(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_person_id", table, ["person_id", *columns])


def _create_attachments() -> None:
    op.create_table(
        "attachments",
        _id("case_id"),
        _text("attachment_id"),
        _id("person_id"),
        *_texts("kind", "file_name", "key", "media_type"),
        _integer("size"),
        _text("sha256"),
        *(_integer("width", nullable=True), _integer("height", nullable=True)),
        _instant("claimed_at"),
        _key("attachments", "case_id", "attachment_id"),
    )
    op.create_index("ix_attachments_attachment_id", "attachments", ["attachment_id"])


def _create_looks() -> None:
    op.create_table(
        "file_looks",
        *(_id("look_id"), _id("person_id"), _id("case_id")),
        _text("action"),
        sa.Column("fields", JSONB(), nullable=False),
        _text("actor_kind"),
        *_texts("actor_id", "authority_id", "client_ip", nullable=True),
        _text("request_id"),
        _instant("looked_at"),
        _key("file_looks", "look_id"),
    )
    _index_by_person("file_looks", "looked_at")


def downgrade() -> None:
    for table in ("file_looks", "attachments", "rewards_penalties", "credit_applications"):
        op.drop_table(table)
    op.drop_table("changes")
    op.drop_table("field_policy_changes")
    op.drop_column("field_policies", "version")
    for prefix in reversed(_KINDS):
        drop_case_tables(op, prefix)
