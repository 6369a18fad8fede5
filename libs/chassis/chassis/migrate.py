"""Bring the database of one service to its newest form: `python -m chassis.migrate identity`."""

import argparse
import importlib.util
import sys
from pathlib import Path

from alembic import command
from alembic.config import Config

from chassis.config import Settings, named_if_missing
from chassis.db.engine import driver_url


def migrations_of(service: str) -> Path:
    """Return the folder of a service's migrations, beside its package or inside it.

    Raises FileNotFoundError when there is none.
    """
    spec = importlib.util.find_spec(service)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(f"there is no service {service}")
    package = Path(spec.origin).parent
    for folder in (package.parent / "migrations", package / "migrations"):
        if (folder / "env.py").exists():
            return folder
    raise FileNotFoundError(f"service {service} has no migrations")


def alembic_config(service: str, url: str) -> Config:
    """Return Alembic's configuration for one service and database."""
    config = Config()
    config.set_main_option("script_location", str(migrations_of(service)))
    config.set_main_option("path_separator", "os")
    config.set_main_option("sqlalchemy.url", driver_url(url).replace("%", "%%"))
    return config


def upgrade(service: str, url: str, revision: str = "head") -> None:
    """Apply every migration that the database does not have yet; safe to repeat."""
    command.upgrade(alembic_config(service, url), revision)


def main(arguments: list[str] | None = None) -> int:
    """Run as a program; the database is the one AUSM_DATABASE_URL names."""
    parser = argparse.ArgumentParser(prog="python -m chassis.migrate", description=__doc__)
    parser.add_argument("service")
    parser.add_argument("--revision", default="head")
    options = parser.parse_args(arguments)
    with named_if_missing(f"migrate {options.service}"):
        url = Settings.load().database_url
    upgrade(options.service, url, options.revision)
    sys.stdout.write(f"{options.service}: database is at {options.revision}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
