"""Let consents be withdrawn, given by themselves, and given to the documents of ADR 0086."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_BEFORE = "'account_terms', 'privacy', 'sensitive_info'"
_KINDS = f"{_BEFORE}, 'certificate_images', 'face_verification', 'alipay_provision'"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    # Whatever was recorded before, and by replicas of the version before, is of a registration.
    op.add_column(
        "consent_records", sa.Column("action", sa.Text(), nullable=False, server_default="given")
    )
    op.add_column(
        "consent_records",
        sa.Column("method", sa.Text(), nullable=False, server_default="registration"),
    )
    op.create_check_constraint(
        op.f("ck_consent_records_action"), "consent_records", "action IN ('given', 'withdrawn')"
    )
    op.create_check_constraint(
        op.f("ck_consent_records_method"),
        "consent_records",
        "method IN ('registration', 'separate')",
    )
    _allow(_KINDS)


def downgrade() -> None:
    op.execute("DELETE FROM consent_records WHERE method = 'separate'")
    _allow(_BEFORE)
    op.drop_column("consent_records", "method")
    op.drop_column("consent_records", "action")


def _allow(kinds: str) -> None:
    name = op.f("ck_consent_records_kind")
    op.drop_constraint(name, "consent_records", type_="check")
    op.create_check_constraint(name, "consent_records", f"kind IN ({kinds})")
