"""Let cases know where their person works, so that colleagues leave them to others."""

from alembic import op
from casework.migrations import add_employers, drop_employers

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    add_employers(op)


def downgrade() -> None:
    drop_employers(op)
