"""Let closed cases be kept where their person's record has gone, and count what was decided."""

import sqlalchemy as sa
from alembic import op
from casework.migrations import (
    drop_custody,
    drop_custody_of_second_reviews,
    keep_custody,
    keep_custody_of_second_reviews,
)

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    keep_custody(op)
    keep_custody_of_second_reviews(op)
    # Transfers of before are announced by the service, once those that follow them have queues.
    op.add_column("record_versions", sa.Column("announced_at", sa.DateTime(timezone=True)))
    op.create_index(
        "ix_record_versions_unannounced",
        "record_versions",
        ["created_at"],
        postgresql_where=sa.text("kind = 'transfer' AND announced_at IS NULL"),
    )



def downgrade() -> None:
    op.drop_index("ix_record_versions_unannounced", "record_versions")
    op.drop_column("record_versions", "announced_at")
    drop_custody_of_second_reviews(op)
    drop_custody(op)
