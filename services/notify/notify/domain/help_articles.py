"""Help articles: their text, their states."""

import hashlib
import json
from dataclasses import asdict, dataclass

CATEGORIES = "help_category"
DRAFT, PUBLISHED = "draft", "published"
STATUSES = (DRAFT, PUBLISHED)


@dataclass(frozen=True, slots=True)
class HelpText:
    """All that staff may edit of an article."""

    slug: str
    title: str
    category: str
    summary: str
    body_markdown: str
    keywords: tuple[str, ...]
    featured: bool
    position: int

    def digest(self) -> str:
        """Return what tells this text from any other."""
        content = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()[:32]
