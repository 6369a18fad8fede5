"""Remember with each SMS code when its phone may get the next one."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sms_codes", sa.Column("resend_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("sms_codes", "resend_at")
