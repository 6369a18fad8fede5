"""Load the texts of messages and SMS; safe to repeat, and keeps what staff have edited."""

import argparse
import sys

from chassis.config import Settings, named_if_missing
from chassis.db import open_database

from notify.domain.templates import TemplateInvalid
from notify.queries.templates import file_templates
from notify.use_cases.load_templates import load_templates


def main(arguments: list[str] | None = None) -> int:
    """Run as a program; the database is the one AUSM_DATABASE_URL names."""
    argparse.ArgumentParser(prog="python -m notify.seed", description=__doc__).parse_args(arguments)
    try:
        texts = file_templates()
    except TemplateInvalid as error:
        print(f"templates.toml: {error}", file=sys.stderr)  # noqa: T201 - a program's answer
        return 1
    with named_if_missing("notify.seed"):
        db = open_database(Settings.load().database_url, "notify")
    loaded = db.run(load_templates, texts)
    counts = f"{loaded.added} added, {loaded.replaced} replaced, {loaded.kept} kept as edited"
    print(f"templates: {counts}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
