"""The help centre: what everybody reads, and what the platform's administrator writes."""

from typing import Any

from chassis.db import Db
from chassis.service import rpc
from chassis.validation import load, raise_if
from contracts.errors import Violation
from contracts.reference import codes
from contracts.schemas.help_articles import HelpArticleBody, NewHelpArticleBody

from notify.domain.help_articles import CATEGORIES, STATUSES
from notify.queries import help_articles as queries
from notify.use_cases import help_articles as use_cases

MAX_QUERY = 50


class HelpEntrypoints:
    """Articles of the help centre."""

    db: Db

    @rpc
    def list_help_articles(
        self,
        q: str | None = None,
        category: str | None = None,
        *,
        featured: bool | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """Return one page of the published articles, of a search or of a category."""
        too_long = len(q or "") > MAX_QUERY
        raise_if([Violation("q", "common.too_long", f"最多 {MAX_QUERY} 个字")] if too_long else [])
        _ensure_known("category", category, codes(CATEGORIES))
        return self.db.read(queries.list_published, q, category, cursor, limit, featured=featured)

    @rpc
    def get_help_article(self, slug: str) -> dict[str, Any]:
        """Return a published article."""
        return self.db.read(queries.get_published, slug)

    @rpc
    def list_all_help_articles(
        self,
        status: str | None = None,
        category: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """Return one page of all articles, drafts too."""
        self._require_administrator()
        _ensure_known("status", status, STATUSES)
        _ensure_known("category", category, codes(CATEGORIES))
        return self.db.read(queries.list_articles, status, category, cursor, limit)

    @rpc
    def get_saved_help_article(self, article_id: str) -> dict[str, Any]:
        """Return an article as it was last saved."""
        self._require_administrator()
        return self.db.read(queries.get_article, article_id)

    @rpc
    def create_help_article(self, body: Any) -> dict[str, Any]:
        """Store a new draft."""
        self._require_administrator()
        return self.db.run(use_cases.create_article, load(NewHelpArticleBody, body))

    @rpc
    def update_help_article(
        self, article_id: str, body: Any, expected_version: int | None = None
    ) -> dict[str, Any]:
        """Save an article anew; what is published of it stays."""
        self._require_administrator()
        values = load(HelpArticleBody, body)
        return self.db.run(use_cases.update_article, article_id, values, expected_version)

    @rpc
    def publish_help_article(
        self, article_id: str, expected_version: int | None = None
    ) -> dict[str, Any]:
        """Let the public read an article as it was last saved."""
        self._require_administrator()
        return self.db.run(use_cases.publish_article, article_id, expected_version)

    @rpc
    def unpublish_help_article(
        self, article_id: str, expected_version: int | None = None
    ) -> dict[str, Any]:
        """Take an article from the public."""
        self._require_administrator()
        return self.db.run(use_cases.unpublish_article, article_id, expected_version)

    def _require_administrator(self) -> None:
        self.db.context.require_staff("platform_admin", code="notify.help_admin_only")


def _ensure_known(name: str, value: str | None, known: Any) -> None:
    raise_if([Violation(name, "common.invalid_choice")] if value not in (None, *known) else [])
