"""Handle events once: the claim of the event and its effect are one transaction.

An event whose handler fails is stored with the error and tried again, later and later; after
the last attempt it is dead and waits for an operator. An event is acknowledged only when its
effect or its failure is stored, so a database that is away delays events and loses none.
"""

import logging
import traceback
from collections.abc import Collection
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, select, text, update
from sqlalchemy.dialects.postgresql import insert

from chassis.clock import utc_now
from chassis.db.database import Db
from chassis.db.tables import inbox
from chassis.db.unit_of_work import UnitOfWork
from chassis.messaging.events import Event

_log = logging.getLogger(__name__)

MAX_ATTEMPTS = 10
_FIRST_DELAY = timedelta(seconds=1)
_LONGEST_DELAY = timedelta(minutes=10)
_ERROR_LENGTH = 4000
KEEP = timedelta(days=30)


def delay_after(attempts: int) -> timedelta:
    """Return the wait before the next attempt: 1 s, 2 s, 4 s … ten minutes at most."""
    doubled: int = 2 ** min(attempts - 1, 20)
    return min(_FIRST_DELAY * doubled, _LONGEST_DELAY)


def claim(uow: UnitOfWork, event: Event, handler: str) -> bool:
    """Take an event for a handler; False if it was taken before, whatever became of it."""
    claimed = uow.session.execute(
        insert(inbox)
        .values(
            event_id=event.id,
            handler=handler,
            event_type=event.type,
            state="handled",
            attempts=1,
            received_at=uow.now,
            handled_at=uow.now,
        )
        .on_conflict_do_nothing()
        .returning(inbox.c.event_id)
    )
    return claimed.first() is not None


def store_failure(db: Db, body: dict[str, Any], handler: str, error: BaseException) -> None:
    """Keep an event that its handler could not manage, for the next attempt."""
    with db.unit_of_work() as uow:
        uow.session.execute(
            insert(inbox)
            .values(
                event_id=body["id"],
                handler=handler,
                event_type=body["type"],
                state="failed",
                body=body,
                attempts=1,
                last_error=describe(error),
                received_at=uow.now,
                next_attempt_at=uow.now + delay_after(1),
            )
            .on_conflict_do_nothing()
        )


def due(db: Db, handlers: Collection[str], limit: int) -> list[tuple[str, dict[str, Any]]]:
    """Return `(handler, body)` of the failed events whose time has come.

    Those of a handler that is no more stay where they are, for an operator.
    """
    query = (
        select(inbox.c.handler, inbox.c.body)
        .where(inbox.c.handler.in_(handlers))
        .where(inbox.c.state == "failed", inbox.c.next_attempt_at <= utc_now())
        .order_by(inbox.c.next_attempt_at)
        .limit(limit)
    )
    rows = db.read(lambda session: session.execute(query).all())
    return [(row.handler, row.body) for row in rows]


def reclaim(uow: UnitOfWork, event_id: str, handler: str) -> bool:
    """Take a failed event again; False if another replica has it or it is no longer due."""
    row = uow.session.execute(
        select(inbox.c.attempts)
        .where(*_is(event_id, handler), inbox.c.state == "failed")
        .where(inbox.c.next_attempt_at <= uow.now)
        .with_for_update(skip_locked=True)
    ).first()
    if row is None:
        return False
    uow.session.execute(
        update(inbox)
        .where(*_is(event_id, handler))
        .values(
            state="handled",
            body=None,
            last_error=None,
            next_attempt_at=None,
            handled_at=uow.now,
            attempts=row.attempts + 1,
        )
    )
    return True


def store_further_failure(db: Db, event_id: str, handler: str, error: BaseException) -> None:
    """Note that another attempt failed: a later one is due, or the event is dead."""
    with db.unit_of_work() as uow:
        row = uow.session.execute(
            select(inbox.c.attempts)
            .where(*_is(event_id, handler), inbox.c.state == "failed")
            .with_for_update()
        ).first()
        if row is None:
            return
        attempts = row.attempts + 1
        dead = attempts >= MAX_ATTEMPTS
        if dead:
            _log.error("event given up", extra={"event_id": event_id, "handler": handler})
        uow.session.execute(
            update(inbox)
            .where(*_is(event_id, handler))
            .values(
                state="dead" if dead else "failed",
                attempts=attempts,
                last_error=describe(error),
                next_attempt_at=None if dead else uow.now + delay_after(attempts),
            )
        )


def unhandled(uow: UnitOfWork) -> list[Any]:
    """Return the rows of failed and dead events, oldest first."""
    return list(
        uow.session.execute(
            select(inbox).where(inbox.c.state != "handled").order_by(inbox.c.received_at)
        ).all()
    )


def make_due(uow: UnitOfWork, event_id: str | None = None) -> int:
    """Have failed and dead events tried at once: all of them, or one; return how many."""
    chosen = inbox.c.state != "handled"
    if event_id is not None:
        chosen = and_(chosen, inbox.c.event_id == event_id)
    result = uow.session.execute(
        update(inbox)
        .where(chosen)
        .values(state="failed", attempts=0, next_attempt_at=uow.now)
        .returning(inbox.c.event_id)
    )
    return len(result.all())


def describe(error: BaseException) -> str:
    """Return what an operator needs of an error: its lines of code, without local values."""
    return "".join(traceback.format_exception(error))[-_ERROR_LENGTH:]


def sweep_inbox(uow: UnitOfWork) -> None:
    """Forget the ids of events that were handled long ago."""
    uow.session.execute(
        text("DELETE FROM inbox_events WHERE handled_at < :limit"), {"limit": uow.now - KEEP}
    )


def _is(event_id: str, handler: str) -> tuple[Any, ...]:
    return (inbox.c.event_id == event_id, inbox.c.handler == handler)
