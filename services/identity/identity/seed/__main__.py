"""Load the authorities, and with `--demo` the people of a sandbox; safe to repeat."""

import argparse
import sys

from chassis.config import Settings, named_if_missing
from chassis.db import open_database

from identity.seed.authorities import load_authorities
from identity.seed.people import load_people
from identity.use_cases.reindexing import reindex_names


def main(arguments: list[str] | None = None) -> int:
    """Run as a program; the database is the one AUSM_DATABASE_URL names."""
    parser = argparse.ArgumentParser(prog="python -m identity.seed", description=__doc__)
    parser.add_argument("--demo", action="store_true", help="staff and persons to try things with")
    parser.add_argument(
        "--reindex-names", action="store_true", help="nothing but this, once after an upgrade"
    )
    options = parser.parse_args(arguments)
    with named_if_missing("seed"):
        db = open_database(Settings.load().database_url, "identity")
    if options.reindex_names:
        reindex_names(db)
        return 0
    print(f"authorities: {db.run(load_authorities)}")  # noqa: T201 - a program's answer
    if options.demo:
        print(f"demo log-ins added: {load_people(db)}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
