"""Keep counts of cases, and index every list in its order."""

from alembic import op
from casework.migrations import drop_counts, index_long_lists, keep_counts, unindex_long_lists

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_KINDS = ("",)


def upgrade() -> None:
    for prefix in _KINDS:
        keep_counts(op, prefix)
        index_long_lists(op, prefix)


def downgrade() -> None:
    for prefix in reversed(_KINDS):
        unindex_long_lists(op, prefix)
        drop_counts(op, prefix)
