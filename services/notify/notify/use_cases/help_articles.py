"""What the platform's administrator does with help articles (R1.2.1, R6.6)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from casework import audit
from chassis.db import UnitOfWork
from chassis.validation import raise_if
from contracts.errors import Conflict, NotFound, PreconditionFailed, Violation
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from notify.domain.help_articles import HelpText
from notify.domain.help_markdown import inner_slugs, plain_text, problems_of
from notify.domain.help_search import folded, pinyin_text
from notify.models import HELP_TEXT_COLUMNS, HelpArticle, HelpPublication
from notify.queries.help_articles import get_article

# Of the articles that link to one.
_MOST_NAMED = 5


def create_article(uow: UnitOfWork, values: Mapping[str, Any]) -> dict[str, Any]:
    """Store a new draft; raises ValidationFailed for a slug in use or a text that may not be."""
    text = HelpText(**{**values, "keywords": tuple(dict.fromkeys(values["keywords"]))})
    _ensure_usable(uow, text)
    article = {name: getattr(text, name) for name in HELP_TEXT_COLUMNS}
    article |= {"article_id": uow.new_id(), "version": 1, "keywords": list(text.keywords)}
    article |= {"created_at": uow.now, "updated_at": uow.now, "updated_by": uow.context.actor_id}
    added = insert(HelpArticle).values(**article).on_conflict_do_nothing()
    if uow.session.execute(added.returning(HelpArticle.article_id)).first() is None:
        raise_if([Violation("slug", "notify.help_slug_taken")])
    _record(uow, "help_article_created", text.slug, 1)
    return get_article(uow.session, article["article_id"])


def update_article(
    uow: UnitOfWork, article_id: str, values: Mapping[str, Any], expected_version: int | None
) -> dict[str, Any]:
    """Save an article anew; the public reads the former text until it is published again."""
    article = _lock(uow, article_id, expected_version)
    before = article.text()
    keywords = tuple(dict.fromkeys(values["keywords"]))
    text = replace(before, **{**values, "keywords": keywords})
    if text != before:
        _ensure_usable(uow, text)
        store_text(uow, article, text)
        article.updated_by = uow.context.actor_id
        changed = [n for n in HELP_TEXT_COLUMNS if getattr(text, n) != getattr(before, n)]
        _record(uow, "help_article_updated", text.slug, article.version, changed)
        uow.session.flush()
    return get_article(uow.session, article_id)


def publish_article(
    uow: UnitOfWork, article_id: str, expected_version: int | None
) -> dict[str, Any]:
    """Let the public read an article as it was last saved; again without a change does nothing."""
    article = _lock(uow, article_id, expected_version)
    shown = uow.session.get(HelpPublication, article_id)
    if shown is None or shown.version != article.version:
        _ensure_usable(uow, article.text())
        publish(uow, article)
        _record(uow, "help_article_published", article.slug, article.version)
    return get_article(uow.session, article_id)


def unpublish_article(
    uow: UnitOfWork, article_id: str, expected_version: int | None
) -> dict[str, Any]:
    """Take an article from the public; it stays as a draft.

    Raises Conflict naming the published articles that link to it: their readers would end nowhere.
    """
    article = _lock(uow, article_id, expected_version)
    shown = uow.session.get(HelpPublication, article_id)
    if shown is not None:
        _ensure_not_linked(uow, shown)
        uow.session.delete(shown)
        uow.session.flush()
        _record(uow, "help_article_unpublished", article.slug, article.version)
    return get_article(uow.session, article_id)


def store_text(uow: UnitOfWork, article: HelpArticle, text: HelpText) -> None:
    """Give an article another text, as a version of its own."""
    for name in HELP_TEXT_COLUMNS:
        setattr(article, name, getattr(text, name))
    article.keywords = list(text.keywords)
    article.version += 1
    article.updated_at = uow.now


def publish(uow: UnitOfWork, article: HelpArticle) -> None:
    """Copy an article to where the public reads, with what its search needs."""
    text = article.text()
    row = {name: getattr(article, name) for name in (*HELP_TEXT_COLUMNS, "version")}
    row |= {"published_at": uow.now, "published_by": uow.context.actor_id}
    row |= {
        "title_words": folded(text.title),
        "keyword_words": folded("\n".join(text.keywords)),
        "body_words": folded(f"{text.summary}\n{plain_text(text.body_markdown)}"),
        "readings": pinyin_text(text.title, *text.keywords),
    }
    added = insert(HelpPublication).values(article_id=article.article_id, **row)
    uow.session.execute(
        added.on_conflict_do_update(index_elements=[HelpPublication.article_id], set_=row)
    )
    uow.session.expire_all()


def _lock(uow: UnitOfWork, article_id: str, expected_version: int | None) -> HelpArticle:
    statement = select(HelpArticle).where(HelpArticle.article_id == article_id).with_for_update()
    article = uow.session.scalar(statement)
    if article is None:
        raise NotFound("notify.help_article_not_found")
    if expected_version not in (None, article.version):
        raise PreconditionFailed(details={"current_version": article.version})
    return article


def _ensure_usable(uow: UnitOfWork, text: HelpText) -> None:
    problems = problems_of(text.body_markdown)
    violations = [Violation("body_markdown", each.code, each.message) for each in problems]
    linked = inner_slugs(text.body_markdown) - {text.slug}
    known = select(HelpArticle.slug).where(HelpArticle.slug.in_(linked))
    for slug in sorted(linked - set(uow.session.scalars(known))):
        message = f"正文链接的帮助文章 /help/{slug} 不存在，请核对路径名"
        violations.append(Violation("body_markdown", "notify.help_link_unknown", message))
    raise_if(violations)


def _ensure_not_linked(uow: UnitOfWork, shown: HelpPublication) -> None:
    holds_path = HelpPublication.body_markdown.contains(f"/help/{shown.slug}", autoescape=True)
    others = select(HelpPublication.title, HelpPublication.body_markdown).where(
        holds_path, HelpPublication.article_id != shown.article_id
    )
    linking = [
        f"《{title}》"
        for title, body in uow.session.execute(others.order_by(HelpPublication.slug))
        if shown.slug in inner_slugs(body)
    ]
    if linking:
        named = "、".join(linking[:_MOST_NAMED]) + ("等" if len(linking) > _MOST_NAMED else "")
        count = f"还有 {len(linking)} 篇已发布的文章链接到本文"
        raise Conflict("notify.help_linked", f"{count}：{named}，请先修改并发布这些文章")


def _record(
    uow: UnitOfWork, action: str, slug: str, version: int, changed: list[str] | None = None
) -> None:
    details = {"slug": slug, "version": version}
    audit.record(uow, audit.Act(action, fields=changed or (), details=details))
