"""Send what the outbox holds: in order, by one replica at a time, confirmed by the broker.

A process killed after sending and before noting it sends again; receivers know an event by
its id and take it once.
"""

import logging
import random
from collections import Counter
from datetime import timedelta
from typing import Any

import eventlet
from contracts.errors import Unavailable
from contracts.events import EVENTS
from eventlet.event import Event
from nameko.extensions import DependencyProvider
from sqlalchemy import func, select, text, update

from chassis import plain_json
from chassis.clock import utc_now
from chassis.config import SETTINGS_KEY
from chassis.db.database import Db
from chassis.db.tables import outbox
from chassis.db.unit_of_work import UnitOfWork
from chassis.messaging.amqp import BrokerAway, ConfirmingConnection
from chassis.observability import metrics

_log = logging.getLogger(__name__)

BATCH = 200
POLL_SECONDS = 5.0
CONFIRM_SECONDS = 10.0
BACK_OFF_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0)
# One lock a database is enough: each service has a database of its own.
_RELAY_LOCK = 0x6F75_7462_6F78  # "outbox"
KEEP = timedelta(days=30)


def exchange_of(service: str) -> str:
    """Return the name of the exchange that a service's events go to."""
    return f"{service}.events"


class Relay:
    """Moves events of one service from its outbox to the broker."""

    def __init__(self, service: str, db: Db, connection: ConfirmingConnection) -> None:
        self._service = service
        self._db = db
        self._connection = connection
        self._exchange = exchange_of(service)

    @classmethod
    def over(cls, amqp_uri: str, service: str, db: Db) -> "Relay":
        """Return a relay with a connection of its own."""

        def declare(channel: Any) -> None:
            channel.exchange_declare(exchange_of(service), "topic", durable=True, auto_delete=False)

        return cls(service, db, ConfirmingConnection(amqp_uri, f"{service} outbox", declare))

    def publish_pending(self) -> int:
        """Send everything that waits and return how many events that were.

        Raises BrokerAway or Unavailable; what was not confirmed stays.
        """
        sent = 0
        while True:
            with self._db.unit_of_work() as uow:
                batch = self._send_batch(uow)
            sent += batch
            if batch < BATCH:
                return sent

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def ping(self) -> None:
        """Have the broker confirm a message that goes nowhere; raises BrokerAway."""
        self._connection.publish_batch([("", "", "ausm.nowhere", "null")], timeout=1.0)

    def _send_batch(self, uow: UnitOfWork) -> int:
        uow.session.execute(select(func.pg_advisory_xact_lock(_RELAY_LOCK)))
        rows = uow.session.execute(
            select(outbox.c.position, outbox.c.event_id, outbox.c.event_type, outbox.c.body)
            .where(outbox.c.published_at.is_(None))
            .order_by(outbox.c.position)
            .limit(BATCH)
        ).all()
        if not rows:
            return 0
        self._connection.publish_batch(
            [(r.event_id, self._exchange, r.event_type, plain_json.dumps(r.body)) for r in rows],
            timeout=CONFIRM_SECONDS,
        )
        uow.session.execute(
            update(outbox)
            .where(outbox.c.position.in_([row.position for row in rows]))
            .values(published_at=utc_now())
        )
        for event_type, count in Counter(row.event_type for row in rows).items():
            metrics.EVENTS_PUBLISHED.labels(self._service, event_type).inc(count)
        return len(rows)


def _begin_at_zero(service: str) -> None:
    """Show events that were never published as zero: the first then counts as a rise."""
    for event in EVENTS.values():
        if event.source == service:
            metrics.EVENTS_PUBLISHED.labels(service, event.name)


class OutboxRelay(DependencyProvider):
    """Runs the relay of a service: woken by commits, and by a timer in case one was missed."""

    def setup(self) -> None:
        """Learn which database to serve; a service without one has nothing to send."""
        self.relay: Relay | None = None
        self._woken = Event()
        self._stopping = False
        self._thread: Any = None
        database = self.container.database
        if database is not None:
            database.wake_relay = self.wake
            database.before_closing = self.finish
        _begin_at_zero(self.container.service_name)

    def start(self) -> None:
        """Begin to send."""
        database = self.container.database
        if database is None:
            return
        uri = self.container.config[SETTINGS_KEY].amqp_uri
        self.relay = Relay.over(uri, self.container.service_name, database.for_context(None))
        self._thread = self.container.spawn_managed_thread(self._run, identifier="outbox relay")

    def get_dependency(self, _worker_ctx: Any) -> Relay | None:
        """Return the relay, for the health check."""
        return self.relay

    def wake(self) -> None:
        """Say that there may be something to send."""
        if not self._woken.ready():
            self._woken.send(None)

    def finish(self) -> None:
        """Send what is there, then stop; providers stop all at once, this one needs the pool."""
        self._stopping = True
        self.wake()
        if self._thread is not None:
            with eventlet.Timeout(3, False):  # noqa: FBT003
                self._thread.wait()
            self._thread.kill()
        self.kill()

    def kill(self) -> None:
        """Close the connection."""
        if self.relay is not None:
            self.relay.close()

    def _run(self) -> None:
        assert self.relay is not None
        failures = 0
        while True:
            stopping = self._stopping
            try:
                self._woken = Event()
                self.relay.publish_pending()
                failures = 0
            except (BrokerAway, Unavailable) as error:
                failures += 1
                _log.warning("events wait: %s", error)
            except Exception:  # noqa: BLE001 - the loop must outlive whatever it meets
                failures += 1
                _log.exception("events could not be sent")
            if stopping:
                return
            self._pause(failures)

    def _pause(self, failures: int) -> None:
        """Wait for the next commit, or after failures for a while that grows."""
        if failures:
            longest = BACK_OFF_SECONDS[min(failures, len(BACK_OFF_SECONDS)) - 1]
            eventlet.sleep(longest * random.uniform(0.5, 1.0))  # noqa: S311
            return
        with eventlet.Timeout(POLL_SECONDS, False):  # noqa: FBT003
            self._woken.wait()


def send_again(uow: UnitOfWork, event_id: str) -> int:
    """Have an event sent once more, to those that missed it; return whether it was there."""
    result = uow.session.execute(
        update(outbox)
        .where(outbox.c.event_id == event_id)
        .values(published_at=None)
        .returning(outbox.c.event_id)
    )
    return len(result.all())


def sweep_outbox(uow: UnitOfWork) -> None:
    """Drop events that were sent long ago."""
    uow.session.execute(
        text("DELETE FROM outbox_events WHERE published_at < :limit"), {"limit": uow.now - KEEP}
    )
