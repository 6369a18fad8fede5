"""Let authorities be found by how their names are spelled, and say how they are reached."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_CONTACT = ("phone", "address", "office_hours")


def upgrade() -> None:
    # The seed, which is part of every upgrade, fills the spellings.
    op.add_column(
        "authorities", sa.Column("spellings", sa.Text(), nullable=False, server_default="")
    )
    for name in _CONTACT:
        op.add_column("authorities", sa.Column(name, sa.Text(), nullable=True))
    op.add_column(
        "authorities",
        sa.Column("contact_version", sa.Integer(), nullable=False, server_default="0"),
    )
    op.add_column(
        "authorities", sa.Column("contact_updated_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_index("ix_authorities_region_code", "authorities", ["region_code"])


def downgrade() -> None:
    op.drop_index("ix_authorities_region_code", "authorities")
    for name in ("contact_updated_at", "contact_version", *_CONTACT, "spellings"):
        op.drop_column("authorities", name)
