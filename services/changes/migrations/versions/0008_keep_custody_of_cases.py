"""Let closed cases be kept where their person's record has gone, and count what was decided."""

from alembic import op
from casework.migrations import (
    create_custodians,
    drop_custodians,
    drop_custody,
    drop_custody_of_second_reviews,
    keep_custody,
    keep_custody_of_second_reviews,
)

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_KINDS = ("change_", "credit_", "reward_penalty_")


def upgrade() -> None:
    for prefix in _KINDS:
        keep_custody(op, prefix)
    keep_custody_of_second_reviews(op)
    create_custodians(op)



def downgrade() -> None:
    drop_custodians(op)
    drop_custody_of_second_reviews(op)
    for prefix in reversed(_KINDS):
        drop_custody(op, prefix)
