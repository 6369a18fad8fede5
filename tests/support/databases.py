"""Reads the services' own databases: what must be there exactly once, and every event handled."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from contracts.events import EVENTS
from demo.story import STORY_MESSAGES
from native.layout import SERVICES
from sqlalchemy import Connection, create_engine, make_url, text


class HasServiceSettings(Protocol):
    """A stack that knows the settings by which its databases are reached from here."""

    def env(self, name: str) -> dict[str, str]:
        """Return the settings of a service."""


class ServiceDatabases:
    """The databases of a stack, each opened with its service's own role."""

    def __init__(self, stack: HasServiceSettings) -> None:
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

    def unhandled_events(self) -> list[str]:
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

    def unexpected_messages(self, person_ids: list[str]) -> dict[str, dict[str, int]]:
        """Return, for everybody who did not get exactly `STORY_MESSAGES`, what they got."""
        query = (
            "SELECT person_id::text, kind, count(*) FROM messages"
            " WHERE person_id::text = ANY(:ids) GROUP BY 1, 2"
        )
        received: dict[str, dict[str, int]] = {person_id: {} for person_id in person_ids}
        for person_id, kind, count in self.rows("notify", query, ids=person_ids):
            received[person_id][kind] = count
        return {
            person_id: counts for person_id, counts in received.items() if counts != STORY_MESSAGES
        }

    def wait_until_handled(self, seconds: float) -> None:
        """Wait until every event is handled; raises AssertionError with those that are not."""
        give_up = time.monotonic() + seconds
        while unhandled := self.unhandled_events():
            if time.monotonic() > give_up:
                listed = "\n".join(unhandled[:20])
                raise AssertionError(f"{len(unhandled)} events are not handled:\n{listed}")
            time.sleep(0.5)
