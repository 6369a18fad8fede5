"""Keep when staff declared their interests, and which employers they have withdrawn.

Nobody who is there already has declared: they do so before their next claim.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Rather fail, to be started again, than make everybody wait behind a long transaction.
    op.execute("SET LOCAL lock_timeout = '5s'")
    nothing = sa.text("'{}'")
    withdrawn = sa.Column(
        "withdrawn_employers", postgresql.JSONB(), nullable=False, server_default=nothing
    )
    op.add_column("staff", withdrawn)
    declared_at = sa.Column("interests_declared_at", sa.DateTime(timezone=True), nullable=True)
    op.add_column("staff", declared_at)
    first = sa.text("1")
    version = sa.Column("interests_version", sa.Integer(), nullable=False, server_default=first)
    op.add_column("staff", version)


def downgrade() -> None:
    for name in ("interests_version", "interests_declared_at", "withdrawn_employers"):
        op.drop_column("staff", name)
