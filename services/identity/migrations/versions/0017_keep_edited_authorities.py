"""Keep which authorities an administrator has made or edited, and their version."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    edited = sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True)
    op.add_column("authorities", edited)
    version = sa.Column("version", sa.Integer(), nullable=False, server_default="1")
    op.add_column("authorities", version)


def downgrade() -> None:
    op.drop_column("authorities", "version")
    op.drop_column("authorities", "edited_at")
