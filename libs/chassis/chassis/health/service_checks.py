"""What every service's health depends on."""

from functools import partial
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from chassis.db.database import Db
from chassis.health.checks import Check, CheckFailed
from chassis.messaging.event_queues import read_event_queues
from chassis.messaging.outbox import Relay


def checks_of(service: Any) -> list[Check]:
    """Return the checks of one service; storage only where it stores files."""
    checks = [
        Check("database", partial(_ask_database, service.db), vital=True),
        Check("broker", partial(_ask_broker, service.outbox_relay)),
        Check("events", partial(_ask_events, service.db)),
    ]
    if service.storage is not None:
        checks.append(Check("storage", partial(_ask_storage, service.storage)))
    return checks


def _ask_database(db: Db) -> dict[str, Any]:
    def ping(session: Session) -> None:
        session.execute(text("SELECT 1"))

    db.read(ping)
    return {}


def _ask_broker(relay: Relay) -> dict[str, Any]:
    relay.ping()
    return {}


def _ask_events(db: Db) -> dict[str, Any]:
    queues = db.read(read_event_queues)
    if not queues.flow:
        raise CheckFailed(queues.to_dict())
    return queues.to_dict()


def _ask_storage(storage: Any) -> dict[str, Any]:
    storage.ping()
    return {}
