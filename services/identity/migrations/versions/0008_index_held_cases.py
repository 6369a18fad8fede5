"""Index the cases that reviewers hold in the order of the queue, so that their list needs no sorting."""

from alembic import op
from casework.migrations import index_held, unindex_held

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    index_held(op, "real_name_")


def downgrade() -> None:
    unindex_held(op, "real_name_")
