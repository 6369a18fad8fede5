"""Let staff declare what keeps them from a matter."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("staff", sa.Column("identity_index", sa.LargeBinary(32), nullable=True))
    none = sa.text("'{}'")
    employers = sa.Column("employer_usccs", sa.ARRAY(sa.Text()), nullable=False, server_default=none)
    op.add_column("staff", employers)


def downgrade() -> None:
    op.drop_column("staff", "employer_usccs")
    op.drop_column("staff", "identity_index")
