"""Rows of one database, out of a snapshot and into an empty schema of the same revision.

The schema itself is not in an archive: our migrations make it, on whatever version of PostgreSQL.
"""

import gzip
import itertools
from collections.abc import Iterator, Sequence
from typing import Any

from psycopg2 import sql

from backup.archive import Part, Writer
from backup.errors import BackupError
from backup.manifest import DatabaseFacts, TableFacts
from backup.snapshot import Connection, tables_of

REVISIONS = "alembic_version"
# What a part holds before it is compressed; the last row goes over it.
PART_BYTES = 8 << 20
_numbers = itertools.count(1)
_COLUMNS = """
    SELECT attname FROM pg_attribute
    WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
    ORDER BY attnum
"""
_SEQUENCES = """
    SELECT sequencename, coalesce(last_value, start_value), last_value IS NOT NULL
    FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1
"""
_FOREIGN_KEYS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype = 'f' AND connamespace = 'public'::regnamespace ORDER BY 1, 2
"""


def dump(connection: Connection, service: str, writer: Writer) -> DatabaseFacts:
    """Write every table of the snapshot into the archive."""
    tables = {
        table: _dump_table(connection, f"databases/{service}/{table}", table, writer)
        for table in tables_of(connection)
        if table != REVISIONS
    }
    # Sequences stand outside of snapshots: read last, they are past every row that was copied.
    sequences = {name: (value, called) for name, value, called in _rows(connection, _SEQUENCES)}
    return DatabaseFacts(revision_of(connection), tables, sequences)


def revision_of(connection: Connection) -> str:
    """Return the revision of the schema."""
    found = _rows(connection, f"SELECT version_num FROM {REVISIONS}")  # noqa: S608 - our own name
    if len(found) != 1:
        raise BackupError(f"A database has {len(found)} schema revisions instead of one")
    return str(found[0][0])


def _dump_table(connection: Connection, place: str, table: str, writer: Writer) -> TableFacts:
    columns = _columns(connection, table)
    statement = sql.SQL("COPY {} ({}) TO STDOUT").format(sql.Identifier(table), _listed(columns))
    parts = _Parts(writer, place)
    with connection.cursor() as cursor:
        cursor.copy_expert(statement, parts)
    parts.close()
    return TableFacts(tuple(columns), parts.rows)


class _Parts:
    """Takes what COPY sends and writes it into the archive in parts of whole rows."""

    def __init__(self, writer: Writer, place: str) -> None:
        self._writer = writer
        self._place = place
        self._number = 0
        self._kept = bytearray()
        self.rows = 0

    def write(self, data: bytes) -> int:
        """Take one row, which is what COPY sends at a time."""
        self._kept += data
        self.rows += 1
        if len(self._kept) >= PART_BYTES:
            self._flush()
        return len(data)

    def close(self) -> None:
        """Write what is left."""
        if self._kept:
            self._flush()

    def _flush(self) -> None:
        packed = gzip.compress(self._kept, compresslevel=4, mtime=0)
        self._writer.add_bytes(f"{self._place}/{self._number:06}.copy.gz", packed)
        self._number += 1
        self._kept.clear()


class Loader:
    """Fills one database in a transaction that ends with `commit`, or never was."""

    def __init__(self, connection: Connection, facts: DatabaseFacts) -> None:
        self.connection = connection
        self._facts = facts
        self._foreign_keys: Sequence[tuple[str, str, str]] = ()

    def begin(self) -> None:
        """Empty the tables that migrations have filled, and let rows come in any order."""
        if set(tables_of(self.connection)) != {*self._facts.tables, REVISIONS}:
            raise BackupError("The tables of the archive are not those of its schema revision")
        self._foreign_keys = _rows(self.connection, _FOREIGN_KEYS)
        drop = sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}")
        for table, name, _ in self._foreign_keys:
            self._run(drop.format(sql.SQL(table), sql.Identifier(name)))
        # What triggers have written is in the archive as well.
        self._switch_triggers("DISABLE")
        tables = sql.SQL(", ").join(map(sql.Identifier, self._facts.tables))
        self._run(sql.SQL("TRUNCATE {}").format(tables))

    def load(self, table: str, part: Part) -> None:
        """Copy the rows of one part into a table."""
        facts = self._facts.tables.get(table)
        if facts is None:
            raise BackupError(f"{part.name} belongs to no table")
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(table), _listed(facts.columns)
        )
        with gzip.GzipFile(fileobj=part.content) as rows, self.connection.cursor() as cursor:  # type: ignore[call-overload]
            cursor.copy_expert(statement, rows)

    def finish(self) -> None:
        """Put keys, triggers and sequences in place; raises BackupError unless all rows are there."""
        self._switch_triggers("ENABLE")
        for table, name, definition in self._foreign_keys:
            add = sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} ").format(
                sql.SQL(table), sql.Identifier(name)
            )
            self._run(add + sql.SQL(definition))
        for name, (value, called) in self._facts.sequences.items():
            self._run(
                sql.SQL("SELECT setval({}::regclass, {}, {})").format(
                    sql.Literal(f'"{name}"'), sql.Literal(value), sql.Literal(called)
                )
            )
        for table, facts in self._facts.tables.items():
            count = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
            found = _rows(self.connection, count)[0][0]
            if found != facts.rows:
                raise BackupError(f"{table} has {found} rows instead of {facts.rows}")

    def _switch_triggers(self, verb: str) -> None:
        for table in self._facts.tables:
            statement = sql.SQL("ALTER TABLE {} " + verb + " TRIGGER USER")
            self._run(statement.format(sql.Identifier(table)))

    def commit(self) -> None:
        """Make it last."""
        self.connection.commit()

    def analyze(self) -> None:
        """Have the planner know how much there is."""
        self._run(sql.SQL("ANALYZE"))
        self.connection.commit()

    def _run(self, statement: sql.Composable) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(statement)


def rows_of(connection: Connection, query: str) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a query as they come, however many there are."""
    with connection.cursor(name=f"rows_{next(_numbers)}") as cursor:
        cursor.itersize = 5000
        cursor.execute(query)
        yield from cursor


def _columns(connection: Connection, table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS, [f'public."{table}"'])
        return [name for (name,) in cursor.fetchall()]


def _listed(columns: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))


def _rows(connection: Connection, query: str | sql.Composable) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
