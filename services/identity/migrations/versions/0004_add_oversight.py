"""Add the policies of review and the second reviews."""

from alembic import op
from casework.migrations import create_oversight_tables, drop_oversight_tables

<<<<<<<< HEAD:services/identity/migrations/versions/0004_add_oversight.py
revision = "0004"
down_revision = "0003"
========
revision = "0003"
down_revision = "0002"
>>>>>>>> 17bb612 (Prove bulk approvals over several services, and write down both decisions):services/identity/migrations/versions/0003_add_oversight.py
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_oversight_tables(op)


def downgrade() -> None:
    drop_oversight_tables(op)
