"""The order in which transactions lock rows, by table: two orders are a deadlock that waits to happen.

Listens to every statement of a test session. A transaction that waits for a row of one table while it
holds one of another makes a pair; pairs that go round in a circle are what `circle` returns.

Not seen: what triggers lock (ours only add rows), and two rows of one table.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Any

from sqlalchemy import Connection, Engine, event

_LOCKING = re.compile(r"\bFOR UPDATE\b(?: OF (?P<of>\w+(?:, \w+)*))?(?P<skips> SKIP LOCKED)?")
_READ = re.compile(r"\b(?:FROM|JOIN) (\w+)")
_WRITTEN = re.compile(r"\s*(UPDATE|DELETE FROM|INSERT INTO) (\w+)")
_RUNNING_NUMBER = re.compile(r"_\d+$")

_PARENTS = """
    SELECT c.conrelid::regclass::text, c.confrelid::regclass::text
      FROM pg_constraint c WHERE c.contype = 'f'
"""


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock on rows of a table; a shared one, of a parent's key, only keeps out who locks it whole."""

    table: str
    shared: bool = False


class LockOrders:
    """Which table's rows were locked before which other's, in each kind of database."""

    def __init__(self) -> None:
        self._key = f"lock_orders_{id(self)}"
        self._seen: dict[str, dict[tuple[Lock, Lock], str]] = {}
        self._whole: dict[str, set[str]] = {}
        self._parents: dict[str, dict[str, list[str]]] = {}

    def circle(self) -> list[str]:
        """Return the steps of a circle of tables, each with where it was seen; empty if none."""
        for database in sorted(self._seen):
            examples = self._orders_of(database)
            graph: dict[str, set[str]] = {}
            for first, then in examples:
                graph.setdefault(then, set()).add(first)
            try:
                TopologicalSorter(graph).prepare()
            except CycleError as error:
                pairs = zip(error.args[1], error.args[1][1:], strict=False)
                return [f"{database}: {a}, then {b}: {examples[a, b]}" for a, b in pairs]
        return []

    def forget(self, tables: Iterable[str]) -> None:
        """Forget what was seen of these tables, for tests that cross them on purpose."""
        gone = set(tables)
        for database, seen in self._seen.items():
            kept = {k: v for k, v in seen.items() if gone.isdisjoint(lock.table for lock in k)}
            self._seen[database] = kept

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Note what every engine of the process locks while it lasts."""
        listeners: list[tuple[str, Callable[..., None]]] = []
        listeners += [("after_cursor_execute", self._on_statement)]
        listeners += [(name, self._forget) for name in ("begin", "commit", "rollback")]
        for name, listener in listeners:
            event.listen(Engine, name, listener)
        try:
            yield
        finally:
            for name, listener in listeners:
                event.remove(Engine, name, listener)

    def _orders_of(self, database: str) -> dict[tuple[str, str], str]:
        """Return the pairs of tables whose locks keep others out, with an example of each."""
        whole = self._whole.get(database, set())
        return {
            (first.table, then.table): example
            for (first, then), example in self._seen[database].items()
            if not any(lock.shared and lock.table not in whole for lock in (first, then))
        }

    def _on_statement(
        self, connection: Connection, cursor: Any, statement: str, *_ignored: Any
    ) -> None:
        if cursor.rowcount == 0:  # nothing was there to be locked
            return
        database = _RUNNING_NUMBER.sub("", connection.engine.url.database or "")
        waited, held = self._locks_of(database, connection, statement)
        taken: list[Lock] = connection.info.setdefault(self._key, [])
        known = {lock.table for lock in taken}
        seen = self._seen.setdefault(database, {})
        for lock in waited:
            for earlier in taken if lock.table not in known else ():
                where = os.environ.get("PYTEST_CURRENT_TEST", "")
                words = " ".join(statement.split())[:160]
                seen.setdefault((earlier, lock), f"{words} in {where}")
        taken += [lock for lock in held if lock.table not in known]

    def _locks_of(
        self, database: str, connection: Connection, statement: str
    ) -> tuple[list[Lock], list[Lock]]:
        """Return the locks that a statement waits for, and those that it holds from then on."""
        if locking := _LOCKING.search(statement):
            named = locking["of"].split(", ") if locking["of"] else _READ.findall(statement)
            self._whole.setdefault(database, set()).update(named)
            locks = [Lock(table) for table in named]
            return ([] if locking["skips"] else locks), locks
        written = _WRITTEN.match(statement)
        if written is None:
            return [], []
        how, table = written.groups()
        if how == "DELETE FROM":
            self._whole.setdefault(database, set()).add(table)
        if how != "INSERT INTO":
            return [Lock(table)], [Lock(table)]
        # A new row is nobody else's, but its key may be taken, and its parents must not go.
        own = [Lock(table)] if "ON CONFLICT" in statement else []
        parents = self._parents_of(database, connection).get(table, [])
        locks = own + [Lock(parent, shared=True) for parent in parents]
        return locks, locks

    def _parents_of(self, database: str, connection: Connection) -> dict[str, list[str]]:
        if database not in self._parents:
            found: dict[str, list[str]] = {}
            cursor = connection.connection.cursor()
            cursor.execute(_PARENTS)
            for child, parent in cursor.fetchall():
                found.setdefault(child, []).append(parent)
            cursor.close()
            self._parents[database] = found
        return self._parents[database]

    def _forget(self, connection: Connection) -> None:
        connection.info.pop(self._key, None)
