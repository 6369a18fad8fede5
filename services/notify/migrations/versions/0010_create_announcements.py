"""Create the announcements of maintenance and deadlines."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "announcements",
        sa.Column("notice_id", sa.Uuid(as_uuid=False), nullable=False),
        *(_text(name) for name in ("kind", "title", "text")),
        _text("link", nullable=True),
        _text("audience"),
        _text("region_code", nullable=True),
        _instant("starts_at"),
        _instant("ends_at"),
        _text("status"),
        sa.Column("version", sa.Integer(), nullable=False),
        _instant("created_at"),
        _instant("updated_at"),
        _text("updated_by"),
        _instant("published_at", nullable=True),
        sa.PrimaryKeyConstraint("notice_id", name=op.f("pk_announcements")),
        sa.CheckConstraint(
            "status IN ('draft', 'published', 'withdrawn')", name=op.f("ck_announcements_status")
        ),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_announcements_time")),
    )
    op.create_index("ix_announcements_list", "announcements", ["starts_at", "notice_id"])


def downgrade() -> None:
    op.drop_table("announcements")


def _text(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _instant(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)
