"""A consistent snapshot of several databases: snapshots between which no transaction committed.

In each database one connection keeps writers off (SHARE locks on every table) until a second one
has its snapshot: milliseconds. The snapshots are read afterwards, for as long as it takes, while
writers go on.
"""

import random
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import psycopg2
from chassis.storage.sweeping import BACKUP_LOCK
from psycopg2 import errors, sql

from backup.errors import BackupError

# Rows are copied as text, which must read alike on every server.
_OPTIONS = (
    "-c timezone=UTC -c datestyle=ISO -c intervalstyle=postgres -c extra_float_digits=3"
    " -c statement_timeout=0 -c idle_in_transaction_session_timeout=0"
)
_CONNECT_SECONDS = 10
# The keepers are silent while the rows are copied: nobody between may forget them, and a server
# that is gone is not waited for.
_SIGN_OF_LIFE_SECONDS = 60
_SILENCE_MS = 60_000
_FORGETTING_SECONDS = 30
PATIENCE_SECONDS = 120.0
# While we wait for a lock, writers queue behind us. Short at first, so that a deadlock with one
# ends by our giving way; past a second in the end, which is when autovacuum gives way to us.
_FIRST_WAIT, _LONGEST_WAIT = 0.2, 2.0
_TABLES = """
    SELECT n.nspname, c.relname, c.relkind::text FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'f', 'm') AND n.nspname !~ '^pg_'
      AND n.nspname <> 'information_schema'
    ORDER BY 1, 2
"""

Connection = Any


@dataclass(frozen=True, slots=True)
class ConsistentSnapshot:
    """A connection to each database that sees it as it was at one and the same moment."""

    connections: Mapping[str, Connection]
    taken_at: str
    held_ms: int


def connect(address: str, name: str = "ausm backup") -> Connection:
    """Return a connection that is never cut off for taking long."""
    try:
        return psycopg2.connect(
            address,
            options=_OPTIONS,
            application_name=name,
            connect_timeout=_CONNECT_SECONDS,
            keepalives_idle=_SIGN_OF_LIFE_SECONDS,
            tcp_user_timeout=_SILENCE_MS,
            client_encoding="UTF8",
        )
    except psycopg2.OperationalError as error:
        raise BackupError(f"A database cannot be reached: {error}") from None


def tables_of(connection: Connection) -> list[str]:
    """Return the names of all tables; raises BackupError for what a backup could not restore."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        found = cursor.fetchall()
    odd = [f"{schema}.{name}" for schema, name, kind in found if (schema, kind) != ("public", "r")]
    if odd:
        raise BackupError(f"Not made by our migrations, so not backed up: {', '.join(odd)}")
    return [name for _, name, _ in found]


@contextmanager
def consistent_snapshot(
    databases: Mapping[str, str], patience: float = PATIENCE_SECONDS
) -> Iterator[ConsistentSnapshot]:
    """Take the snapshots and, until the block ends, have no row forgotten that names an object."""
    with ExitStack() as stack:
        keepers, readers = (
            {name: stack.enter_context(closing(connect(url))) for name, url in databases.items()}
            for _ in range(2)
        )
        for name, keeper in keepers.items():
            if not tables_of(keeper):
                raise BackupError(f"The database of {name} has no tables: there is nothing to keep")
            _forbid_forgetting(name, keeper)
            stack.callback(_allow_forgetting, keeper)
        begun = _hold_writers_off(keepers, patience)
        try:
            taken_at = [_take_snapshot(reader) for reader in readers.values()][-1]
        finally:
            for keeper in keepers.values():
                keeper.rollback()
        held_ms = round((time.monotonic() - begun) * 1000)
        yield ConsistentSnapshot(readers, taken_at, held_ms)


def _forbid_forgetting(name: str, keeper: Connection) -> None:
    """Take the lock that sweepers share; at the latest it goes with the connection."""
    with keeper.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{_FORGETTING_SECONDS}s"])
        try:
            cursor.execute("SELECT pg_advisory_lock(%s)", [BACKUP_LOCK])
        except errors.LockNotAvailable:
            raise BackupError(f"Another backup of {name} is under way: let it end first") from None
    keeper.commit()


def _allow_forgetting(keeper: Connection) -> None:
    """Give the lock back: a server notices only some time later that a connection was closed."""
    with suppress(psycopg2.Error), keeper.cursor() as cursor:
        keeper.rollback()
        cursor.execute("SELECT pg_advisory_unlock(%s)", [BACKUP_LOCK])


def _hold_writers_off(keepers: Mapping[str, Connection], patience: float) -> float:
    """Lock every table against writing, in all databases at once; return when that began."""
    give_up = time.monotonic() + patience
    wait = _FIRST_WAIT
    while True:
        begun = time.monotonic()
        blocked = _try_to_lock(keepers, wait)
        if blocked is None:
            return begun
        if time.monotonic() > give_up:
            raise BackupError(
                f"{blocked} was written to without a pause for {patience:.0f} s, so no snapshot could "
                "be held: look for a transaction that stays open (pg_stat_activity), or try later"
            )
        time.sleep(random.uniform(0.5, 1.5) * wait)  # noqa: S311 - writers catch up meanwhile
        wait = min(wait * 1.5, _LONGEST_WAIT)


def _try_to_lock(keepers: Mapping[str, Connection], wait: float) -> str | None:
    """Lock all or nothing; return the database that would not be locked."""
    for name, keeper in keepers.items():
        try:
            _lock(keeper, "SHARE", wait)
        except (errors.LockNotAvailable, errors.DeadlockDetected):
            for each in keepers.values():
                each.rollback()
            return name
    return None


def _lock(connection: Connection, mode: str, wait: float) -> None:
    tables = sql.SQL(", ").join(map(sql.Identifier, tables_of(connection)))
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{wait * 1000:.0f}ms"])
        cursor.execute(sql.SQL("LOCK TABLE {} IN " + mode + " MODE").format(tables))


def _take_snapshot(reader: Connection) -> str:
    """Open the snapshot, and keep migrations from changing a table before it is read."""
    reader.set_session(isolation_level="REPEATABLE READ", readonly=True)
    with reader.cursor() as cursor:
        cursor.execute('SELECT to_char(now(), \'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"\')')
        taken_at: str = cursor.fetchone()[0]
    _lock(reader, "ACCESS SHARE", _LONGEST_WAIT)
    return taken_at
