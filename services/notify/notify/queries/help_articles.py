"""The help centre as it is read: what is published, and all articles for administrators."""

from typing import Any

from chassis.clock import to_wire
from chassis.db import page
from contracts.errors import NotFound
from contracts.reference import name_of
from sqlalchemy import ColumnElement, Row, Select, case, literal, or_, select
from sqlalchemy.orm import Session, defer

from notify.domain.help_articles import CATEGORIES, DRAFT, PUBLISHED
from notify.domain.help_search import SearchWord, search_words
from notify.models import HelpArticle, HelpPublication

_NOWHERE = 9
# No list shows these, and they are most of an article.
_LONG = [
    defer(column)
    for column in (
        HelpPublication.body_markdown,
        HelpPublication.body_words,
        HelpPublication.readings,
    )
]


def list_published(
    session: Session,
    q: str | None,
    category: str | None,
    cursor: str | None,
    limit: int | None,
    *,
    featured: bool | None,
) -> dict[str, Any]:
    """Return one page of what is published; a search finds every word, the best match first."""
    shown = HelpPublication
    statement = select(shown).options(*_LONG)
    if category is not None:
        statement = statement.where(shown.category == category)
    if featured is not None:
        statement = statement.where(shown.featured == featured)
    order: tuple[Any, ...] = (shown.position, shown.slug)
    places = [_place(word) for word in search_words(q or "")]
    if places:
        statement = statement.where(*(place < _NOWHERE for place in places))
        order = (sum(places[1:], places[0]), *order)
    elif q:
        # Nothing but marks: there is no word to find.
        statement = statement.where(literal(value=False))
    return page(session, statement, order, cursor, limit, _published_item)


def get_published(session: Session, slug: str) -> dict[str, Any]:
    """Return a published article; raises NotFound for a draft as for what never was."""
    found = session.scalar(select(HelpPublication).where(HelpPublication.slug == slug))
    if found is None:
        raise NotFound("notify.help_article_not_found")
    return {**_published_item(found), "body_markdown": found.body_markdown}


def list_articles(
    session: Session,
    status: str | None,
    category: str | None,
    cursor: str | None,
    limit: int | None,
) -> dict[str, Any]:
    """Return one page of all articles, as they were last saved."""
    statement = _with_publications().options(*_LONG, defer(HelpArticle.body_markdown))
    if status is not None:
        is_there = HelpPublication.article_id.is_not(None)
        statement = statement.where(is_there if status == PUBLISHED else ~is_there)
    if category is not None:
        statement = statement.where(HelpArticle.category == category)
    order = (HelpArticle.position, HelpArticle.slug)
    return page(session, statement, order, cursor, limit, _admin_item)


def get_article(session: Session, article_id: str) -> dict[str, Any]:
    """Return one article as it was last saved; raises NotFound."""
    found = session.execute(_with_publications().where(HelpArticle.article_id == article_id))
    row = found.one_or_none()
    if row is None:
        raise NotFound("notify.help_article_not_found")
    article = row[0]
    texts = ("summary", "body_markdown", "keywords")
    return {**_admin_item(row), **{name: getattr(article, name) for name in texts}}


def _with_publications() -> Select[HelpArticle, HelpPublication]:
    return select(HelpArticle, HelpPublication).outerjoin(
        HelpPublication, HelpPublication.article_id == HelpArticle.article_id
    )


def _place(word: SearchWord) -> ColumnElement[int]:
    """Return where an article holds a word, what tells most of it first."""
    shown = HelpPublication
    nowhere = literal(value=False)
    places = (
        _holds(shown.title_words, word.text),
        _holds(shown.keyword_words, word.text),
        _holds(shown.readings, f" {word.letters}") if word.letters else nowhere,
        _pieces_held(word) >= word.pieces_needed if word.pieces else nowhere,
        _holds(shown.body_words, word.text),
    )
    return case(*((holds, rank) for rank, holds in enumerate(places)), else_=_NOWHERE)


def _holds(column: Any, text: str) -> ColumnElement[bool]:
    held: ColumnElement[bool] = column.contains(text, autoescape=True)
    return held


def _pieces_held(word: SearchWord) -> ColumnElement[int]:
    columns = (HelpPublication.title_words, HelpPublication.keyword_words)
    held = [
        case((or_(*(_holds(column, piece) for column in columns)), 1), else_=0)
        for piece in word.pieces
    ]
    return sum(held[1:], held[0])


def _published_item(shown: HelpPublication) -> dict[str, Any]:
    return {
        "slug": shown.slug,
        "title": shown.title,
        "category": shown.category,
        "category_name": name_of(CATEGORIES, shown.category),
        "summary": shown.summary,
        "featured": shown.featured,
        "updated_at": to_wire(shown.published_at),
    }


def _admin_item(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    article, shown = row[0], row[1]
    same = ("article_id", "slug", "title", "category", "featured", "position", "version")
    return {
        **{name: getattr(article, name) for name in (*same, "updated_by")},
        "category_name": name_of(CATEGORIES, article.category),
        "updated_at": to_wire(article.updated_at),
        "status": PUBLISHED if shown else DRAFT,
        "published_version": shown.version if shown else None,
        "published_at": to_wire(shown.published_at) if shown else None,
        "published_by": shown.published_by if shown else None,
    }
