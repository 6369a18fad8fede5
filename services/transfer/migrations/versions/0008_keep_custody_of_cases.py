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

# What first authorities have consented to so far: such a case went on as submitted.
CONSENTS = """
    INSERT INTO decision_counts (kind, authority_id, authority_path, decision, moved, cases)
    SELECT 'transfer', from_authority_id, from_authority_path, 'released', false, count(*)
    FROM transfers JOIN case_events ON case_id = transfer_id
    WHERE action = 'approve' AND state = 'submitted' GROUP BY 2, 3
"""


def upgrade() -> None:
    keep_custody(op)
    keep_custody_of_second_reviews(op)
    create_custodians(op)
    op.execute(CONSENTS)



def downgrade() -> None:
    drop_custodians(op)
    drop_custody_of_second_reviews(op)
    drop_custody(op)
