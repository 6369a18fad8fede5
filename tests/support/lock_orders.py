"""The order in which transactions lock rows, by table: two orders are a deadlock that waits to happen.

Listens to every statement of a test session. A transaction that waits for a row of one table while it
holds one of another makes a pair; pairs that go round in a circle are what `circle` returns, unless
each of them was made under a lock on rows of one table, which keeps the others out: parts of a record
are locked in any order by whoever holds the record. Rows of its own making are nobody else's.

Not seen: what triggers lock (ours only add rows), and two rows of one table.
"""

import itertools
import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import Any

from sqlalchemy import Connection, Engine, event

_LOCKING = re.compile(r"\bFOR UPDATE\b(?: OF (?P<of>\w+(?:, \w+)*))?(?P<skips> SKIP LOCKED)?")
_READ = re.compile(r"\b(?:FROM|JOIN) (\w+)")
_MADE = re.compile(r"\s*INSERT INTO (\w+)(?!.*ON CONFLICT)", re.DOTALL)
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


@dataclass(slots=True)
class Seen:
    """An order as it was first seen, and which tables' rows were held before it whenever it was."""

    example: str
    guards: frozenset[str]


@dataclass(slots=True)
class Held:
    """What a transaction holds, in the order of taking, and of which tables it made rows."""

    locks: list[Lock] = field(default_factory=list)
    made: set[str] = field(default_factory=set)

    def take(self, locks: Iterable[Lock]) -> None:
        """Hold further locks; a whole one takes the place of a shared one of before."""
        known = {lock.table for lock in self.locks}
        self.locks += [lock for lock in locks if lock.table not in known | self.made]


class LockOrders:
    """Which table's rows were locked before which other's, in each kind of database."""

    def __init__(self) -> None:
        self._key = f"lock_orders_{id(self)}"
        self._seen: dict[str, dict[tuple[Lock, Lock], Seen]] = {}
        self._whole: dict[str, set[str]] = {}
        self._parents: dict[str, dict[str, list[str]]] = {}

    def circle(self) -> list[str]:
        """Return the steps of a circle of tables, each with where it was seen; empty if none."""
        for database in sorted(self._seen):
            orders = self._orders_of(database)
            while pairs := _circle_in(orders):
                if not frozenset.intersection(*(orders[pair].guards for pair in pairs)):
                    return [f"{database}: {a}, then {b}: {orders[a, b].example}" for a, b in pairs]
                del orders[pairs[0]]
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

    def _orders_of(self, database: str) -> dict[tuple[str, str], Seen]:
        """Return the pairs of tables whose locks keep others out, with an example of each."""
        whole = self._whole.get(database, set())
        return {
            (first.table, then.table): seen
            for (first, then), seen in self._seen[database].items()
            if not any(lock.shared and lock.table not in whole for lock in (first, then))
        }

    def _on_statement(
        self, connection: Connection, cursor: Any, statement: str, *_ignored: Any
    ) -> None:
        if cursor.rowcount == 0:  # nothing was there to be locked
            return
        database = _RUNNING_NUMBER.sub("", connection.engine.url.database or "")
        held: Held = connection.info.setdefault(self._key, Held())
        if made := _MADE.match(statement):
            held.made.add(made[1])
        waited, locks = self._locks_of(database, connection, statement)
        known = {lock.table for lock in held.locks} | held.made
        for lock in waited:
            if lock.table not in known:
                self._note(database, held, lock, statement)
        held.take(locks)

    def _note(self, database: str, held: Held, lock: Lock, statement: str) -> None:
        seen = self._seen.setdefault(database, {})
        where = os.environ.get("PYTEST_CURRENT_TEST", "")
        example = f"{' '.join(statement.split())[:160]} in {where}"
        for place, earlier in enumerate(held.locks):
            guards = frozenset(one.table for one in held.locks[:place] if not one.shared)
            known = seen.setdefault((earlier, lock), Seen(example, guards))
            known.guards &= guards

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


def _circle_in(orders: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the pairs of one circle, none if there is none."""
    graph: dict[str, set[str]] = {}
    for first, then in orders:
        graph.setdefault(then, set()).add(first)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        tables: list[str] = error.args[1]
        return list(itertools.pairwise(tables))
    return []
