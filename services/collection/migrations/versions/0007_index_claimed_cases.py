"""Index claimed cases in the order of the queue, so that their list needs no sorting."""

from alembic import op
from casework.migrations import index_claimed, unindex_claimed

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    index_claimed(op)


def downgrade() -> None:
    unindex_claimed(op)
