"""Help articles: their text, and how a file of one is read (front matter in TOML, then Markdown)."""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from contracts.reference import codes

from notify.domain.help_markdown import problems_of

CATEGORIES = "help_category"
DRAFT, PUBLISHED = "draft", "published"
STATUSES = (DRAFT, PUBLISHED)
_FENCE = "+++\n"
_TYPES: Mapping[str, type] = {
    "title": str,
    "category": str,
    "summary": str,
    "keywords": list,
    "featured": bool,
    "position": int,
}


class ArticleInvalid(ValueError):
    """A file cannot be used; the message names it and what is wrong with it."""


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


def parse_article(slug: str, source: str) -> HelpText:
    """Return the article of a file; raises ArticleInvalid naming what is wrong."""
    before, matter, body = (*source.split(_FENCE, 2), "", "")[:3]
    if before or not matter:
        raise ArticleInvalid(f"{slug}: begins with no front matter between lines of +++")
    head = _head(slug, matter)
    if problems := problems_of(body):
        raise ArticleInvalid(f"{slug}: {problems[0].message}")
    head["keywords"] = tuple(head["keywords"])
    return HelpText(slug=slug, body_markdown=body.strip(), **head)


def _head(slug: str, matter: str) -> dict[str, Any]:
    try:
        head = tomllib.loads(matter)
    except tomllib.TOMLDecodeError as error:
        raise ArticleInvalid(f"{slug}: {error}") from error
    if different := set(head) ^ set(_TYPES):
        raise ArticleInvalid(f"{slug}: missing or unknown keys {', '.join(sorted(different))}")
    for name, kind in _TYPES.items():
        if type(head[name]) is not kind or head[name] == "":
            raise ArticleInvalid(f"{slug}: {name} is empty or of another type")
    if head["category"] not in codes(CATEGORIES):
        raise ArticleInvalid(f"{slug}: unknown category {head['category']}")
    return head
