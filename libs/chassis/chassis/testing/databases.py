"""A fresh, migrated database for each test: migrated once, then copied."""

import itertools
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.pool import NullPool

from chassis.db.engine import driver_url
from chassis.migrate import upgrade
from chassis.testing.servers import RUN_ID, server

_numbers = itertools.count(1)


class Databases:
    """Databases of this test session on the server of the tests."""

    def __init__(self, server_url: str) -> None:
        self._url = make_url(driver_url(server_url))
        self._admin: Engine = create_engine(
            self._url, poolclass=NullPool, isolation_level="AUTOCOMMIT"
        )
        self._templates: dict[str, str] = {}

    def create(self, service: str) -> str:
        """Return the name of a new database with the service's tables."""
        if service not in self._templates:
            self._templates[service] = self._create_template(service)
        name = f"ausm_test_{RUN_ID}_{service}_{next(_numbers)}"
        template = self._templates[service]
        # Copying files is quicker than logging every page of so small a database.
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        return name

    def drop(self, name: str) -> None:
        """Drop a database, whoever is connected."""
        # The server looks whether they have gone only each tenth of a second.
        self._run(
            f"SELECT pg_terminate_backend(pid, 10) FROM pg_stat_activity WHERE datname = '{name}'"  # noqa: S608
        )
        self._run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def drop_templates(self) -> None:
        """Drop what the databases were copied from."""
        for name in self._templates.values():
            self.drop(name)

    def url(self, name: str) -> str:
        """Return the address of a database."""
        return self._url.set(database=name).render_as_string(hide_password=False)

    def _create_template(self, service: str) -> str:
        name = f"ausm_test_{RUN_ID}_{service}_template_{next(_numbers)}"
        self._run(f'CREATE DATABASE "{name}"')
        upgrade(service, self.url(name))
        return name

    def _run(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(statement))


@pytest.fixture(scope="session")
def template_databases() -> Iterator[Databases]:
    """The databases that the tests' databases are copied from."""
    databases = Databases(server("AUSM_TEST_PG"))
    yield databases
    databases.drop_templates()


@pytest.fixture
def service_database(template_databases: Databases) -> Iterator[Callable[[str], str]]:
    """`service_database("identity")` → address of this test's migrated database of the service."""
    names: dict[str, str] = {}

    def create(service: str) -> str:
        if service not in names:
            names[service] = template_databases.create(service)
        return template_databases.url(names[service])

    yield create
    for name in names.values():
        template_databases.drop(name)
