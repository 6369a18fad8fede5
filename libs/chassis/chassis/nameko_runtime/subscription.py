"""Entrypoints for events, and the retry of those that failed."""

import logging
from functools import partial
from typing import Any

import eventlet
from eventlet.event import Event as GreenEvent
from nameko.events import EventHandler
from nameko.exceptions import ContainerBeingKilled
from nameko.extensions import DependencyProvider

from chassis.db.database import Db
from chassis.messaging import inbox
from chassis.messaging.events import Event
from chassis.nameko_runtime.container import CONTEXT_KEY
from chassis.nameko_runtime.queue_consumer import ReconnectingQueueConsumer
from chassis.observability import metrics

_log = logging.getLogger(__name__)

RETRY_POLL_SECONDS = 1.0
RETRY_BATCH = 20
# While the database is away, messages go back to the broker at this pace and no faster.
REQUEUE_SECONDS = 2.0


class Subscription(EventHandler):
    """A method `(uow, event)` that handles one kind of event, each event once."""

    queue_consumer = ReconnectingQueueConsumer()

    def handle_message(self, body: Any, message: Any) -> None:
        """Start a worker for an event that the broker delivers."""
        try:
            event = Event.from_body(body)
        except (KeyError, TypeError, AttributeError, ValueError):
            _log.exception("message is no event: dropped")
            self.queue_consumer.ack_message(message)
            return

        def finish(_worker_ctx: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
            self._finish(message, exc_info)
            return result, exc_info

        try:
            self._spawn(event, body, finish)
        except ContainerBeingKilled:
            self.queue_consumer.requeue_message(message)

    def retry(self, body: dict[str, Any]) -> None:
        """Start a worker for an event that failed before, and wait for its end."""
        done = GreenEvent()

        def finish(_worker_ctx: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
            done.send(None)
            return result, exc_info

        self._spawn(Event.from_body(body), body, finish, again=True)
        done.wait()

    def invoke(self, worker_ctx: Any, method: Any) -> None:
        """Handle the event and note what became of it.

        Raises only when not even the failure could be stored.
        """
        event, body, again = worker_ctx.args
        db = getattr(worker_ctx.service, self.container.database.attr_name)
        try:
            outcome = db.retrying(partial(self._handle, db, event, method, again))
        except Exception as error:  # noqa: BLE001 - stored, whatever it was
            _log.exception("event %s %s failed", event.type, event.id)
            outcome = "failed"
            if again:
                inbox.store_further_failure(db, event.id, self.method_name, error)
            else:
                inbox.store_failure(db, body, self.method_name, error)
        metrics.EVENTS_HANDLED.labels(self.container.service_name, self.method_name, outcome).inc()

    def _handle(self, db: Db, event: Event, method: Any, again: bool) -> str:  # noqa: FBT001
        with db.unit_of_work() as uow:
            taken = (
                inbox.reclaim(uow, event.id, self.method_name)
                if again
                else inbox.claim(uow, event, self.method_name)
            )
            if not taken:
                return "repeated"
            method(uow, event)
        return "handled"

    def _spawn(self, event: Event, body: Any, finish: Any, *, again: bool = False) -> None:
        self.container.spawn_worker(
            self,
            (event, body, again),
            {},
            context_data={CONTEXT_KEY: event.context},
            handle_result=finish,
        )

    def _finish(self, message: Any, exc_info: Any) -> None:
        if exc_info is None:
            self.queue_consumer.ack_message(message)
            return

        def requeue() -> None:
            eventlet.sleep(REQUEUE_SECONDS)
            self.queue_consumer.requeue_message(message)

        # Not in the worker, which would keep calls waiting meanwhile.
        self.container.spawn_managed_thread(requeue, identifier="requeue")


class InboxRetry(DependencyProvider):
    """Tries the service's failed events again when their time has come."""

    _thread: Any = None

    def start(self) -> None:
        """Begin to look for failed events, if the service handles any."""
        self._handlers = {
            entrypoint.method_name: entrypoint
            for entrypoint in self.container.entrypoints
            if isinstance(entrypoint, Subscription)
        }
        if self._handlers:
            self._thread = self.container.spawn_managed_thread(self._run, identifier="inbox retry")

    def stop(self) -> None:
        """Stop looking; what is being handled was waited for before."""
        if self._thread is not None:
            self._thread.kill()

    def _run(self) -> None:
        db = self.container.database.for_context(None)
        while True:
            eventlet.sleep(RETRY_POLL_SECONDS)
            try:
                for handler, body in inbox.due(db, self._handlers.keys(), RETRY_BATCH):
                    self._handlers[handler].retry(body)
            except ContainerBeingKilled:
                return
            except Exception as error:  # noqa: BLE001 - the loop must outlive the database
                _log.warning("failed events wait: %s", error)
