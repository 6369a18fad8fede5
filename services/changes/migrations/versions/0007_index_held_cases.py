"""Index the cases that reviewers hold in the order of the queue, so that their list needs no sorting."""

from alembic import op
from casework.migrations import index_held, unindex_held

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    index_held(op, "change_")
    index_held(op, "credit_")
    index_held(op, "reward_penalty_")


def downgrade() -> None:
    unindex_held(op, "reward_penalty_")
    unindex_held(op, "credit_")
    unindex_held(op, "change_")
