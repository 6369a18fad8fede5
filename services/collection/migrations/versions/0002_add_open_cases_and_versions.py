"""Add open cases and the versions of the approved record."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _id(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Uuid(as_uuid=False), nullable=nullable)


def _text(name: str, nullable: bool = True) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _instant(name: str, nullable: bool = True) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _belongs_to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.{column}"], name=name)


def upgrade() -> None:
    _create_open_cases()
    _create_versions()


def _create_open_cases() -> None:
    op.create_table(
        "open_cases",
        _text("case_id", nullable=False),
        _id("record_id"),
        _text("kind", nullable=False),
        _text("state", nullable=False),
        _text("section"),
        _text("action"),
        _text("object_id"),
        _text("start_month"),
        _text("end_month"),
        _instant("opened_at", nullable=False),
        _instant("expires_at", nullable=False),
        _instant("released_at"),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_open_cases")),
        sa.CheckConstraint(
            "kind IN ('change', 'transfer', 'credit', 'reward_penalty')",
            name=op.f("ck_open_cases_kind"),
        ),
        sa.CheckConstraint(
            "state IN ('held', 'open', 'decided', 'expired')", name=op.f("ck_open_cases_state")
        ),
        _belongs_to("open_cases", "record_id", "records"),
    )
    op.create_index(
        "ix_open_cases_record_id",
        "open_cases",
        ["record_id"],
        postgresql_where=sa.text("state IN ('held', 'open')"),
    )
    op.create_index(
        "uq_open_cases_transfer",
        "open_cases",
        ["record_id"],
        unique=True,
        postgresql_where=sa.text("kind = 'transfer' AND state IN ('held', 'open')"),
    )
    op.create_index(
        "ix_open_cases_expires_at",
        "open_cases",
        ["expires_at"],
        postgresql_where=sa.text("state = 'held'"),
    )


def _create_versions() -> None:
    op.add_column(
        "records", sa.Column("record_version", sa.Integer(), nullable=False, server_default="0")
    )
    op.execute("UPDATE records SET record_version = 1 WHERE approved_snapshot_id IS NOT NULL")
    op.alter_column("snapshots", "round", nullable=True)
    op.create_table(
        "record_versions",
        _id("record_id"),
        sa.Column("version", sa.Integer(), nullable=False),
        _id("snapshot_id"),
        _text("case_id", nullable=False),
        _text("kind", nullable=False),
        _text("section"),
        _text("action"),
        _text("object_id"),
        _text("after"),
        _instant("created_at", nullable=False),
        sa.PrimaryKeyConstraint("record_id", "version", name=op.f("pk_record_versions")),
        sa.UniqueConstraint("case_id", name=op.f("uq_record_versions_case_id")),
        _belongs_to("record_versions", "record_id", "records"),
        _belongs_to("record_versions", "snapshot_id", "snapshots"),
    )
    op.execute(
        "INSERT INTO record_versions (record_id, version, snapshot_id, case_id, kind, created_at)"
        " SELECT record_id, 1, approved_snapshot_id, record_id::text, 'collection', approved_at"
        " FROM records WHERE approved_snapshot_id IS NOT NULL"
    )


def downgrade() -> None:
    op.drop_table("record_versions")
    op.drop_column("records", "record_version")
    op.drop_table("open_cases")
