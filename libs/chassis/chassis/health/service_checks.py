"""What every service's health depends on."""

from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from chassis import clock
from chassis.db.database import Db
from chassis.health.checks import Check, CheckFailed
from chassis.messaging.event_queues import read_event_queues
from chassis.messaging.outbox import Relay

# Tokens, logs and certificates go by the machine's clock.
MOST_BEHIND_SECONDS = 2.0


def checks_of(service: Any) -> list[Check]:
    """Return the checks of one service; storage only where it stores files."""
    checks = [
        Check("database", partial(_ask_database, service.db), vital=True),
        Check("broker", partial(_ask_broker, service.outbox_relay)),
        Check("events", partial(_ask_events, service.db)),
        Check("clock", partial(_ask_clock, service.db)),
    ]
    if service.storage is not None:
        checks.append(Check("storage", partial(_ask_storage, service.storage)))
    return checks


def _ask_database(db: Db) -> dict[str, Any]:
    def ping(session: Session) -> None:
        session.execute(text("SELECT 1"))

    db.read(ping)
    return {}


def _ask_clock(db: Db) -> dict[str, Any]:
    """Tell how far the machine's clock is behind; the service follows the database's meanwhile."""

    def server_time(session: Session) -> datetime:
        now: datetime = session.execute(text("SELECT clock_timestamp()")).scalar_one()
        return now

    behind = (db.read(server_time) - clock.machine_now()).total_seconds()
    state = {"behind_seconds": round(behind, 1)}
    if abs(behind) > MOST_BEHIND_SECONDS:
        raise CheckFailed(state)
    return state


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
