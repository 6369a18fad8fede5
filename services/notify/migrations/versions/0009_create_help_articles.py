"""Create the help centre's articles and what is published of them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create(
        "help_articles",
        _instant("created_at"),
        _instant("updated_at"),
        *_texts("updated_by", "loaded_digest", nullable=True),
    )
    _create(
        "help_publications",
        _instant("published_at"),
        *_texts("published_by", nullable=True),
        *_texts("title_words", "keyword_words", "body_words", "readings"),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["help_articles.article_id"],
            name=op.f("fk_help_publications_article_id_help_articles"),
        ),
    )


def downgrade() -> None:
    op.drop_table("help_publications")
    op.drop_table("help_articles")


def _create(table: str, *own: sa.Column | sa.Constraint) -> None:
    op.create_table(
        table,
        sa.Column("article_id", sa.Uuid(as_uuid=False), nullable=False),
        *_texts("slug", "title", "category", "summary", "body_markdown"),
        sa.Column("keywords", JSONB(), nullable=False),
        sa.Column("featured", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *own,
        sa.PrimaryKeyConstraint("article_id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("slug", name=op.f(f"uq_{table}_slug")),
    )
    op.create_index(op.f(f"ix_{table}_position_slug"), table, ["position", "slug"])


def _texts(*names: str, nullable: bool = False) -> list[sa.Column]:
    return [sa.Column(name, sa.Text(), nullable=nullable) for name in names]


def _instant(name: str) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)
