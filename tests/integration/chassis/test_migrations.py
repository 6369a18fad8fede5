"""The migrations make what the models say."""

import subprocess
import sys

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from chassis import migrate
from chassis.db.engine import driver_url
from chassis.migrate import alembic_config, migrations_of, upgrade
from chassis.testing.servers import RUN_ID
from probe.models import Base
from sqlalchemy import create_engine, inspect
from sqlalchemy.pool import NullPool


@pytest.fixture
def empty(template_databases):
    """The address of a database without any table."""
    name = f"ausm_test_{RUN_ID}_empty"
    template_databases._run(f'CREATE DATABASE "{name}"')
    yield template_databases.url(name)
    template_databases.drop(name)


@pytest.fixture
def url(service_database):
    return service_database("probe")


def tables(url):
    engine = create_engine(driver_url(url), poolclass=NullPool)
    with engine.connect() as connection:
        return set(inspect(connection).get_table_names())


def test_models_and_migrations_agree(url):
    engine = create_engine(driver_url(url), poolclass=NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_upgrading_again_changes_nothing(url):
    before = tables(url)
    upgrade("probe", url)
    assert tables(url) == before


def test_down_and_up_again(url):
    command.downgrade(alembic_config("probe", url), "base")
    assert tables(url) == {"alembic_version"}
    upgrade("probe", url)
    assert "outbox_events" in tables(url)


def test_a_service_that_is_not_there_is_named():
    with pytest.raises(FileNotFoundError, match="nosuchservice"):
        migrations_of("nosuchservice")


def test_the_program_runs_by_its_name(url, probe_environment):
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "chassis.migrate", "probe"],
        env={**probe_environment, "AUSM_DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert run.stdout == "probe: database is at head\n"


def test_R8_1_of_several_migrations_at_once_one_works_and_all_end_well(empty, probe_environment):
    command_line = [sys.executable, "-W", "ignore", "-m", "chassis.migrate", "probe"]
    settings = {**probe_environment, "AUSM_DATABASE_URL": empty}
    started = [subprocess.Popen(command_line, env=settings) for _ in range(5)]
    assert [process.wait(120) for process in started] == [0] * 5
    assert "outbox_events" in tables(empty)


def test_R8_1_migration_gives_up_on_one_that_never_ends(url, monkeypatch):
    monkeypatch.setattr(migrate, "WAIT_SECONDS", 0.1)
    with migrate._alone(url), pytest.raises(TimeoutError):
        upgrade("probe", url)
