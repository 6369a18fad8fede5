"""Add exports of a person's own data, and find all of a person's sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_STATES = "'pending', 'running', 'ready', 'failed', 'expired'"
_OPEN = sa.text("state IN ('pending', 'running')")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "data_exports",
        sa.Column("export_id", sa.Uuid(), nullable=False),
        sa.Column(
            "person_id",
            sa.Uuid(),
            sa.ForeignKey("accounts.person_id", name=op.f("fk_data_exports_person_id_accounts")),
            nullable=False,
        ),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("steps_done", sa.Integer(), nullable=False),
        sa.Column("due_at", moment, nullable=False),
        sa.Column("data_key", sa.Text(), nullable=True),
        sa.Column("pieces", sa.Integer(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("requested_at", moment, nullable=False),
        sa.Column("finished_at", moment, nullable=True),
        sa.Column("expires_at", moment, nullable=True),
        sa.CheckConstraint(f"state IN ({_STATES})", name=op.f("ck_data_exports_state")),
        sa.PrimaryKeyConstraint("export_id", name=op.f("pk_data_exports")),
    )
    op.create_index(
        "uq_data_exports_open", "data_exports", ["person_id"], unique=True, postgresql_where=_OPEN
    )
    op.create_index(
        "ix_data_exports_person_id", "data_exports", ["person_id", "requested_at", "export_id"]
    )
    op.create_index("ix_data_exports_due", "data_exports", ["due_at"], postgresql_where=_OPEN)
    op.create_index(
        "ix_data_exports_kept",
        "data_exports",
        ["finished_at"],
        postgresql_where=sa.text("data_key IS NOT NULL"),
    )
    op.create_index("ix_data_exports_requested_at", "data_exports", ["requested_at"])
    op.create_index(
        "ix_sessions_subject_id", "sessions", ["subject_id", "created_at", "session_id"]
    )


def downgrade() -> None:
    op.drop_index("ix_sessions_subject_id", "sessions")
    op.drop_table("data_exports")
