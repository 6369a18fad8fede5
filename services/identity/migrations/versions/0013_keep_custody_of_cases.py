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

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    keep_custody(op, "real_name_")
    keep_custody_of_second_reviews(op)
    create_custodians(op)



def downgrade() -> None:
    drop_custodians(op)
    drop_custody_of_second_reviews(op)
    drop_custody(op, "real_name_")
