"""How a file of a help article is read: front matter in TOML, then Markdown."""

import tomllib
from collections.abc import Mapping
from typing import Any

from contracts.reference import codes

from notify.domain.help_articles import CATEGORIES, HelpText
from notify.domain.help_markdown import problems_of

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
