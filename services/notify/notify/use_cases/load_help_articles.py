"""Bring the articles of this version into the help centre, and keep those that staff have edited."""

from collections.abc import Mapping

from chassis.db import UnitOfWork
from sqlalchemy import func, select

from notify.domain.help_articles import HelpText
from notify.models import HELP_TEXT_COLUMNS, HelpArticle, HelpPublication
from notify.use_cases.help_articles import publish, store_text
from notify.use_cases.load_templates import Loaded


def load_help_articles(uow: UnitOfWork, texts: Mapping[str, HelpText]) -> Loaded:
    """Store and publish the articles; a repeat changes nothing.

    A newer text replaces one that nobody has edited, and is published where the former one was:
    what staff have taken from the public stays so.
    """
    # Two loads at once would otherwise both add what is missing.
    uow.session.execute(select(func.pg_advisory_xact_lock(func.hashtext("help_articles"))))
    loaded = Loaded()
    known = select(HelpArticle).where(HelpArticle.slug.in_(texts)).with_for_update()
    articles = {article.slug: article for article in uow.session.scalars(known)}
    shown = set(uow.session.scalars(select(HelpPublication.slug)))
    for slug, text in texts.items():
        article = articles.get(slug)
        if article is None:
            publish(uow, _add(uow, text))
            loaded.added += 1
        elif article.text() == text:
            article.loaded_digest = text.digest()
        elif article.is_edited():
            loaded.kept += 1
        else:
            _replace(uow, article, text, is_shown=slug in shown)
            loaded.replaced += 1
    return loaded


def _add(uow: UnitOfWork, text: HelpText) -> HelpArticle:
    values = {name: getattr(text, name) for name in HELP_TEXT_COLUMNS}
    article = HelpArticle(**{**values, "keywords": list(text.keywords)})
    article.article_id, article.version = uow.new_id(), 1
    article.created_at = article.updated_at = uow.now
    article.loaded_digest = text.digest()
    uow.session.add(article)
    uow.session.flush()
    return article


def _replace(uow: UnitOfWork, article: HelpArticle, text: HelpText, *, is_shown: bool) -> None:
    store_text(uow, article, text)
    article.updated_by = None
    article.loaded_digest = text.digest()
    uow.session.flush()
    if is_shown:
        publish(uow, article)
