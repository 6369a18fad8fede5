"""Move the local access log to the audit log, which keeps it from now on."""

import sqlalchemy as sa
from alembic import op
from casework.migrations import move_access_log, restore_access_log

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ACCESSES = """
    SELECT file_looks.*, records.person_id, record_id AS case_id, 'collection' AS kind
    FROM file_looks JOIN records USING (record_id)
"""


def upgrade() -> None:
    move_access_log(op, "collection", "record_revealed", ACCESSES)
    op.drop_table("file_looks")


def downgrade() -> None:
    restore_access_log(
        op,
        sa.Column("record_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"], ["records.record_id"], name=op.f("fk_file_looks_record_id_records")
        ),
    )
