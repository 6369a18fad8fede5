"""Add certifications by Alipay."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_STATES = "'waiting', 'scanned', 'passed', 'failed', 'expired'"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "alipay_certifications",
        sa.Column("certification_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey("accounts.person_id", name=op.f("fk_alipay_certifications_person_id_accounts")), nullable=False),
        sa.Column("outer_order_no", sa.Text(), nullable=False),
        sa.Column("certify_id", sa.Text(), nullable=True),
        sa.Column("identity_digest", sa.LargeBinary(32), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("asked_at", moment, nullable=False),
        sa.Column("turn_until", moment, nullable=True),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("expires_at", moment, nullable=False),
        sa.Column("finished_at", moment, nullable=True),
        sa.UniqueConstraint("outer_order_no", name=op.f("uq_alipay_certifications_outer_order_no")),
        sa.UniqueConstraint("certify_id", name=op.f("uq_alipay_certifications_certify_id")),
        sa.CheckConstraint(f"state IN ({_STATES})", name=op.f("ck_alipay_certifications_state")),
        sa.PrimaryKeyConstraint("certification_id", name=op.f("pk_alipay_certifications")),
    )
    op.create_index("ix_alipay_certifications_person_id_created_at", "alipay_certifications", ["person_id", "created_at"])
    op.create_index("ix_alipay_certifications_open", "alipay_certifications", ["asked_at"], postgresql_where=sa.text("state IN ('waiting', 'scanned')"))


def downgrade() -> None:
    op.drop_table("alipay_certifications")
