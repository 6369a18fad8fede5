"""One transaction of one use case, and the events it publishes."""

import logging
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from contracts.context import CallContext
from contracts.events import EVENTS
from sqlalchemy import insert
from sqlalchemy.orm import Session

from chassis.clock import to_wire
from chassis.db.tables import outbox

_log = logging.getLogger(__name__)


class UnitOfWork:
    """What a use case works with: session, caller, time, ids, and events to publish.

    State and events commit together or not at all. Events leave after the commit, in the
    order in which they were published.
    """

    def __init__(self, session: Session, context: CallContext, now: datetime, service: str) -> None:
        self.session = session
        self.context = context
        self.now = now
        self._service = service
        self._outgoing: list[dict[str, Any]] = []
        self._after_commit: list[Callable[[], object]] = []

    def new_id(self) -> str:
        """Return a fresh id."""
        return str(uuid.uuid4())

    def publish(self, event_name: str, data: dict[str, Any]) -> str:
        """Add an event to the transaction and return its id.

        Raises ValueError when the event is not in the catalogue or the data not as it says.
        """
        event_type = EVENTS.get((self._service, event_name))
        if event_type is None:
            raise ValueError(f"{self._service} publishes no event {event_name}")
        if wrong := event_type.schema.validate(data):
            raise ValueError(f"event {event_name} is not as its schema says: {sorted(wrong)}")
        event_id = self.new_id()
        body = self._body(event_id, event_name, data)
        row = {"event_id": event_id, "event_type": event_name, "body": body}
        self._outgoing.append({**row, "occurred_at": self.now})
        return event_id

    def after_commit(self, action: Callable[[], object]) -> None:
        """Run something once the transaction has committed; its failure is logged only."""
        self._after_commit.append(action)

    @property
    def has_events(self) -> bool:
        """Return whether this transaction has published an event."""
        return bool(self._outgoing)

    def store_events(self) -> None:
        """Write the events to the outbox, in one statement; called before the commit."""
        if self._outgoing:
            self.session.execute(insert(outbox), self._outgoing)

    def run_after_commit(self) -> None:
        """Run what waited for the commit."""
        for action in self._after_commit:
            try:
                action()
            except Exception:  # noqa: BLE001 - the commit stands, whatever follows
                _log.exception("action after commit failed")

    def _body(self, event_id: str, event_name: str, data: dict[str, Any]) -> dict[str, Any]:
        caller = self.context
        return {
            "id": event_id,
            "type": event_name,
            "source": self._service,
            "occurred_at": to_wire(self.now),
            "context": {
                "actor_id": caller.actor_id,
                "actor_kind": caller.actor_kind,
                "request_id": caller.request_id,
            },
            "data": data,
        }
