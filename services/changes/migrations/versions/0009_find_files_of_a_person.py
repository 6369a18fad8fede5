"""Find all files of a person, for the export of their data."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_index("ix_attachments_person_id", "attachments", ["person_id"])


def downgrade() -> None:
    op.drop_index("ix_attachments_person_id", "attachments")
