"""Reads the services' own databases: what must be there exactly once, and every event settled."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from contracts.events import EVENTS
from demo.story import TOLD
from native.layout import SERVICES
from sqlalchemy import Connection, create_engine, make_url, text


class Databases(Protocol):
    """A stack that tells by which settings its databases can be reached from here."""

    def env(self, name: str) -> dict[str, str]:
        """Return the settings of a service."""


class Ledger:
    """The databases of a stack, each opened with its service's own role."""

    def __init__(self, stack: Databases) -> None:
        self._stack = stack

    @contextmanager
    def open(self, service: str) -> Iterator[Connection]:
        """Return a connection to a service's database."""
        address = make_url(self._stack.env(service)["AUSM_DATABASE_URL"])
        engine = create_engine(address.set(drivername="postgresql+psycopg2"))
        try:
            with engine.connect() as connection:
                yield connection
        finally:
            engine.dispose()

    def write(self, service: str, statement: str) -> None:
        """Change rows, to bring about what a test cannot wait for."""
        with self.open(service) as connection:
            connection.execute(text(statement))
            connection.commit()

    def number(self, service: str, query: str, **values: Any) -> int:
        """Return the one number that a query answers."""
        with self.open(service) as connection:
            return int(connection.execute(text(query), values).scalar_one())

    def rows(self, service: str, query: str, **values: Any) -> list[tuple[Any, ...]]:
        """Return all rows that a query answers."""
        with self.open(service) as connection:
            return [tuple(row) for row in connection.execute(text(query), values)]

    def unsettled(self) -> list[str]:
        """Return every event that was not sent, or that a consumer has not handled."""
        handled = {
            service: set(
                self.rows(
                    service,
                    "SELECT event_id::text, handler FROM inbox_events WHERE state = 'handled'",
                )
            )
            for service in SERVICES
        }
        found = []
        for source in SERVICES:
            query = "SELECT event_id::text, event_type, published_at FROM outbox_events"
            for event_id, event_type, published_at in self.rows(source, query):
                if published_at is None:
                    found.append(f"{source}.{event_type} {event_id} was not sent")
                found += [
                    f"{source}.{event_type} {event_id} was not handled by {consumer}.{handler}"
                    for consumer, handler in EVENTS[(source, event_type)].consumers
                    if (event_id, handler) not in handled[consumer]
                ]
        return found

    def wrongly_told(self, person_ids: list[str]) -> dict[str, dict[str, int]]:
        """Return, for everybody who was not told exactly what `TOLD` says, what they were told."""
        query = (
            "SELECT person_id::text, kind, count(*) FROM messages"
            " WHERE person_id::text = ANY(:ids) GROUP BY 1, 2"
        )
        told: dict[str, dict[str, int]] = {person_id: {} for person_id in person_ids}
        for person_id, kind, count in self.rows("notify", query, ids=person_ids):
            told[person_id][kind] = count
        return {person_id: counts for person_id, counts in told.items() if counts != TOLD}

    def wait_settled(self, seconds: float) -> None:
        """Wait until every event is settled; raises AssertionError with those that are not."""
        give_up = time.monotonic() + seconds
        while unsettled := self.unsettled():
            if time.monotonic() > give_up:
                listed = "\n".join(unsettled[:20])
                raise AssertionError(f"{len(unsettled)} events are not settled:\n{listed}")
            time.sleep(0.5)
