"""Move the local access log to the audit log, which keeps it from now on."""

import sqlalchemy as sa
from alembic import op
from casework.migrations import move_access_log, restore_access_log

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ACCESSES = """
    SELECT file_looks.*, CASE
        WHEN EXISTS (SELECT FROM credit_cases WHERE credit_cases.case_id = file_looks.case_id)
        THEN 'credit'
        WHEN EXISTS (
            SELECT FROM reward_penalty_cases WHERE reward_penalty_cases.case_id = file_looks.case_id)
        THEN 'reward_penalty' ELSE 'change' END AS kind
    FROM file_looks
"""


def upgrade() -> None:
    move_access_log(op, "changes", "change_revealed", ACCESSES)
    op.drop_table("file_looks")


def downgrade() -> None:
    restore_access_log(
        op,
        sa.Column("person_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("case_id", sa.Uuid(as_uuid=False), nullable=False),
    )
