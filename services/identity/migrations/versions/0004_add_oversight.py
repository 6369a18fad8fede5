"""Add the policies of review and the second reviews."""

from alembic import op
from casework.migrations import create_oversight_tables, drop_oversight_tables

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_oversight_tables(op)


def downgrade() -> None:
    drop_oversight_tables(op)
