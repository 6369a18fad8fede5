"""Load the texts of messages and SMS, and the help articles.

Safe to repeat, and keeps what staff have edited.
"""

import argparse
import sys

from chassis.config import Settings, named_if_missing
from chassis.db import open_database

from notify.domain.help_sources import ArticleInvalid
from notify.domain.templates import TemplateInvalid
from notify.queries.help_files import file_articles
from notify.queries.templates import file_templates
from notify.use_cases.load_help_articles import load_help_articles
from notify.use_cases.load_templates import Loaded, load_templates


def main(arguments: list[str] | None = None) -> int:
    """Run as a program; the database is the one AUSM_DATABASE_URL names."""
    argparse.ArgumentParser(prog="python -m notify.seed", description=__doc__).parse_args(arguments)
    try:
        texts, articles = file_templates(), file_articles()
    except TemplateInvalid as error:
        return _refuse("templates.toml", error)
    except ArticleInvalid as error:
        return _refuse("help", error)
    with named_if_missing("notify.seed"):
        db = open_database(Settings.load().database_url, "notify")
    _report("templates", db.run(load_templates, texts))
    _report("help articles", db.run(load_help_articles, articles))
    return 0


def _refuse(source: str, error: ValueError) -> int:
    print(f"{source}: {error}", file=sys.stderr)  # noqa: T201 - a program's answer
    return 1


def _report(name: str, loaded: Loaded) -> None:
    counts = f"{loaded.added} added, {loaded.replaced} replaced, {loaded.kept} kept as edited"
    print(f"{name}: {counts}")  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
