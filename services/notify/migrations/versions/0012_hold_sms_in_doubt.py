"""Hold SMS that may have left, find those that a provider reports, keep versions of templates."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("deliveries", sa.Column("doubt_until", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_deliveries_request",
        "deliveries",
        ["provider", "provider_request_id"],
        postgresql_where=sa.text("status = 'sent'"),
    )
    op.add_column(
        "templates", sa.Column("version", sa.Integer(), nullable=False, server_default="1")
    )
    op.create_table(
        "template_versions",
        sa.Column("template_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("title", "body", "sms_text")),
        sa.Column("provider_codes", JSONB(), nullable=False),
        sa.Column("saved_by", sa.Text(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("template_id", "version", name=op.f("pk_template_versions")),
    )


def downgrade() -> None:
    op.drop_table("template_versions")
    op.drop_column("templates", "version")
    op.drop_index("ix_deliveries_request", "deliveries")
    op.drop_column("deliveries", "doubt_until")
