"""Add second factors and one-time links of staff, and how sessions were authenticated."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_ADDED = {
    "staff": (
        "phone",
        "password_changed_at",
        "totp_secret",
        "totp_enrolled_at",
        "totp_last_step",
        "version",
    ),
    "personas": ("totp_secret",),
    "sessions": ("authenticated_at", "auth_methods"),
}


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    moment = sa.DateTime(timezone=True)
    for name, kind in (
        ("phone", sa.Text()),
        ("password_changed_at", moment),
        ("totp_secret", sa.Text()),
        ("totp_enrolled_at", moment),
        ("totp_last_step", sa.BigInteger()),
    ):
        op.add_column("staff", sa.Column(name, kind, nullable=True))
    first = sa.text("1")
    op.add_column("staff", sa.Column("version", sa.Integer(), nullable=False, server_default=first))
    op.add_column("personas", sa.Column("totp_secret", sa.Text(), nullable=True))
    op.add_column("sessions", sa.Column("authenticated_at", moment, nullable=True))
    methods = sa.Column("auth_methods", postgresql.ARRAY(sa.Text()), nullable=True)
    op.add_column("sessions", methods)
    _create_links()
    _create_challenges()
    _create_recovery_codes()


def _create_links() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "staff_links",
        sa.Column(
            "staff_id",
            sa.Uuid(),
            sa.ForeignKey("staff.staff_id", name=op.f("fk_staff_links_staff_id_staff")),
            nullable=False,
        ),
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("token_index", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("expires_at", moment, nullable=False),
        sa.UniqueConstraint("token_index", name=op.f("uq_staff_links_token_index")),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_staff_links")),
    )
    op.create_index(op.f("ix_staff_links_expires_at"), "staff_links", ["expires_at"])


def _create_challenges() -> None:
    op.create_table(
        "staff_challenges",
        sa.Column("token_index", sa.LargeBinary(), nullable=False),
        sa.Column(
            "staff_id",
            sa.Uuid(),
            sa.ForeignKey("staff.staff_id", name=op.f("fk_staff_challenges_staff_id_staff")),
            nullable=False,
        ),
        sa.Column("totp_secret", sa.Text(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_index", name=op.f("pk_staff_challenges")),
    )
    for column in ("staff_id", "expires_at"):
        op.create_index(op.f(f"ix_staff_challenges_{column}"), "staff_challenges", [column])


def _create_recovery_codes() -> None:
    op.create_table(
        "staff_recovery_codes",
        sa.Column("code_index", sa.LargeBinary(), nullable=False),
        sa.Column(
            "staff_id",
            sa.Uuid(),
            sa.ForeignKey("staff.staff_id", name=op.f("fk_staff_recovery_codes_staff_id_staff")),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("code_index", name=op.f("pk_staff_recovery_codes")),
    )
    op.create_index(op.f("ix_staff_recovery_codes_staff_id"), "staff_recovery_codes", ["staff_id"])


def downgrade() -> None:
    for table in ("staff_recovery_codes", "staff_challenges", "staff_links"):
        op.drop_table(table)
    for table, columns in _ADDED.items():
        for name in columns:
            op.drop_column(table, name)
