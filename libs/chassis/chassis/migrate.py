"""Bring the database of one service to its newest form: `python -m chassis.migrate identity`."""

import argparse
import importlib.util
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zlib import crc32

from alembic import command
from alembic.config import Config
from sqlalchemy import NullPool, create_engine, func, select

from chassis.config import Settings, named_if_missing
from chassis.db.engine import driver_url

WAIT_SECONDS = 1800.0
_LOOK_AGAIN_SECONDS = 0.2
_LOCK = crc32(b"chassis.migrate")


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
    """Apply every migration that the database does not have yet; safe to repeat.

    Of several that start at once, one works and the others wait for it.
    """
    with _alone(url):
        command.upgrade(alembic_config(service, url), revision)


@contextmanager
def _alone(url: str) -> Iterator[None]:
    """Hold the database's lock of migrations; raises TimeoutError when another holds it for long.

    Asked again and again: a statement that waits would be waited for in turn by an index that is
    built concurrently.
    """
    options = {"poolclass": NullPool, "isolation_level": "AUTOCOMMIT"}
    with create_engine(driver_url(url), **options).connect() as connection:
        give_up = time.monotonic() + WAIT_SECONDS
        while not connection.scalar(select(func.pg_try_advisory_lock(_LOCK))):
            if time.monotonic() > give_up:
                raise TimeoutError(f"another migration runs for {WAIT_SECONDS:.0f} s")
            time.sleep(_LOOK_AGAIN_SECONDS)
        yield


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
