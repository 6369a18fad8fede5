"""First tables."""

import sqlalchemy as sa
from alembic import op

from chassis.migrations import create_messaging_tables, drop_messaging_tables

revision = "0001"
down_revision = None


def upgrade():
    create_messaging_tables(op)
    op.create_table(
        "things",
        sa.Column("thing_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text()),
        sa.Column("phone_index", sa.LargeBinary()),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("thing_id", name="pk_things"),
        sa.UniqueConstraint("phone_index", name="uq_things_phone_index"),
    )
    op.create_table(
        "sightings",
        sa.Column("sighting_id", sa.Uuid(), nullable=False),
        sa.Column("thing_id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Text()),
        sa.Column("request_id", sa.Text()),
        sa.PrimaryKeyConstraint("sighting_id", name="pk_sightings"),
    )


def downgrade():
    op.drop_table("sightings")
    op.drop_table("things")
    drop_messaging_tables(op)
