"""Let cases know where their person works, so that colleagues leave them to others."""

from alembic import op
from casework.migrations import add_employers, drop_employers

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    add_employers(op, "change_")
    add_employers(op, "credit_")
    add_employers(op, "reward_penalty_")


def downgrade() -> None:
    drop_employers(op, "reward_penalty_")
    drop_employers(op, "credit_")
    drop_employers(op, "change_")
