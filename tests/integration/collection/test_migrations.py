"""The tables that the migrations make are those that the models say."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from chassis.migrate import alembic_config
from collection.models import Base
from sqlalchemy import create_engine, inspect
from sqlalchemy.pool import NullPool


def test_R8_1_migrations_and_models_agree(service_database):
    engine = create_engine(service_database("collection"), poolclass=NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_R8_1_the_first_migration_can_be_undone(service_database):
    url = service_database("collection")
    command.downgrade(alembic_config("collection", url), "base")
    tables = inspect(create_engine(url, poolclass=NullPool)).get_table_names()
    assert tables == ["alembic_version"]


def test_R8_1_check_constraints_and_partial_indexes_are_there(service_database):
    engine = create_engine(service_database("collection"), poolclass=NullPool)
    found = inspect(engine)
    checks = {one["name"] for one in found.get_check_constraints("attachments")}
    assert checks == {one.name for one in Base.metadata.tables["attachments"].constraints
                      if str(one.name).startswith("ck_")}  # fmt: skip
    for table in Base.metadata.tables.values():
        present = {one["name"] for one in found.get_indexes(table.name)}
        assert {index.name for index in table.indexes} <= present
