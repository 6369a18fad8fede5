"""Ask for an export of one's own data, follow it, download it, and let it go (ADR 0097)."""

from datetime import datetime
from typing import Any

from casework import audit
from chassis.clock import to_wire
from chassis.db import UnitOfWork
from contracts.errors import Conflict, Forbidden
from contracts.personal_data import EXPIRED, FAILED, PENDING, READY, RUNNING
from sqlalchemy import and_, delete, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session as DbSession

from identity.domain import exports as rules
from identity.domain.exports import Worker
from identity.domain.quotas import Quota
from identity.models import DataExport, Session
from identity.models.exports import IS_OPEN
from identity.queries.exports import export_view, find_own
from identity.use_cases.quotas import use_quotas

_AT_ONCE = 100


def request_export(uow: UnitOfWork, person_id: str, daily: Quota) -> dict[str, Any]:
    """Store the wish for an export; raises Conflict while there is another."""
    row = {
        "export_id": uow.new_id(),
        "person_id": person_id,
        "session_id": uow.context.session_id,
        "state": PENDING,
        "attempts": 0,
        "steps_done": 0,
        "due_at": uow.now,
        "requested_at": uow.now,
    }
    stored = uow.session.execute(
        insert(DataExport)
        .values(row)
        .on_conflict_do_nothing(index_elements=["person_id"], index_where=text(IS_OPEN))
        .returning(DataExport.export_id)
    ).scalar_one_or_none()
    if stored is None:
        raise Conflict("identity.export_open")
    use_quotas(uow, [daily], {daily.scope: person_id})
    audit.record(uow, audit.Act("data_export_requested", person_id))
    return {"export_id": stored}


def open_export(uow: UnitOfWork, person_id: str, export_id: str) -> dict[str, Any]:
    """Return where an archive lies and its key, for the gateway; the download is recorded.

    Raises Conflict unless it is ready, Forbidden for a session that was open before it was asked
    for.
    """
    row = find_own(uow.session, person_id, export_id)
    state = rules.state_at(row.state, row.expires_at, uow.now)
    if state != READY:
        over = state in (EXPIRED, FAILED)
        raise Conflict("identity.export_over" if over else "identity.export_not_ready")
    session_id = uow.context.session_id
    session = uow.session.get(Session, session_id) if session_id else None
    began_at = session.created_at if session else None
    if not rules.has_proved_password(session_id, began_at, row.session_id, row.requested_at):
        raise Forbidden("identity.log_in_again")
    audit.record(uow, audit.Act("data_export_downloaded", person_id))
    return {
        "prefix": rules.prefix_of(export_id, row.attempts),
        **{name: getattr(row, name) for name in ("data_key", "pieces", "size")},
        "requested_at": to_wire(row.requested_at),
    }


def take_due(uow: UnitOfWork, data_key: str) -> Worker | None:
    """Take the export that has waited longest for the next attempt; None where none is due.

    One whose attempts are used up is given up.
    """
    row = uow.session.scalars(
        select(DataExport)
        .where(DataExport.state.in_((PENDING, RUNNING)), DataExport.due_at <= uow.now)
        .order_by(DataExport.due_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if row is None:
        return None
    if row.attempts >= rules.MOST_ATTEMPTS:
        _give_up(uow, row)
        return take_due(uow, data_key)
    row.state, row.attempts, row.steps_done = RUNNING, row.attempts + 1, 0
    row.data_key, row.due_at = data_key, uow.now + rules.LEASE
    _tell(uow, row)
    return Worker(row.export_id, row.person_id, row.attempts, data_key)


def keep_turn(uow: UnitOfWork, worker: Worker, steps_done: int) -> bool:
    """Say that an attempt is alive and how far it is; False when another has taken over."""
    kept = uow.session.execute(
        update(DataExport)
        .where(*_is_attempt(worker))
        .values(due_at=uow.now + rules.LEASE, steps_done=steps_done)
        .returning(DataExport.export_id)
    )
    return kept.first() is not None


def finish(uow: UnitOfWork, worker: Worker, stored: dict[str, Any]) -> None:
    """Make an archive available, tell the person, and the open page; not if superseded."""
    row = _locked(uow, worker)
    if row is None:
        return
    row.state, row.steps_done = READY, rules.STEPS
    row.pieces, row.size, row.sha256 = stored["pieces"], stored["size"], stored["sha256"]
    row.finished_at, row.expires_at = uow.now, uow.now + rules.KEPT
    _tell(uow, row)
    uow.publish("data_export_ready", {"person_id": row.person_id, "export_id": row.export_id})


def put_off(uow: UnitOfWork, worker: Worker) -> None:
    """Have a failed attempt followed by another, later and later, or give the export up."""
    row = _locked(uow, worker)
    if row is None:
        return
    if row.attempts >= rules.MOST_ATTEMPTS:
        _give_up(uow, row)
    else:
        row.state, row.due_at = PENDING, uow.now + rules.delay_after(row.attempts)
        _tell(uow, row)


def list_removable(session: DbSession, now: datetime) -> list[str]:
    """Return exports whose archives are to go: their days are over, or they came to nothing."""
    is_over = and_(DataExport.state == READY, DataExport.expires_at <= now)
    statement = select(DataExport.export_id).where(
        DataExport.data_key.is_not(None), or_(is_over, DataExport.state == FAILED)
    )
    return list(session.scalars(statement.order_by(DataExport.finished_at).limit(_AT_ONCE)))


def note_removal(uow: UnitOfWork, export_id: str) -> None:
    """Note that nothing is left of an archive."""
    row = uow.session.get_one(DataExport, export_id, with_for_update=True)
    row.data_key = None
    row.state = EXPIRED if row.state == READY else row.state


def forget_old(uow: UnitOfWork) -> None:
    """Delete the rows of exports that were asked for long ago."""
    old = DataExport.requested_at < uow.now - rules.LISTED
    is_gone = (DataExport.data_key.is_(None), DataExport.state.in_((FAILED, EXPIRED)))
    uow.session.execute(delete(DataExport).where(old, *is_gone))


def _give_up(uow: UnitOfWork, row: DataExport) -> None:
    row.state, row.finished_at = FAILED, uow.now
    _tell(uow, row)
    uow.publish("data_export_failed", {"person_id": row.person_id, "export_id": row.export_id})


def _locked(uow: UnitOfWork, worker: Worker) -> DataExport | None:
    found = select(DataExport).where(*_is_attempt(worker)).with_for_update()
    return uow.session.scalars(found).one_or_none()


def _is_attempt(worker: Worker) -> tuple[Any, ...]:
    table = DataExport
    is_mine = (table.export_id == worker.export_id, table.attempts == worker.attempt)
    return (*is_mine, table.state == RUNNING)


def _tell(uow: UnitOfWork, row: DataExport) -> None:
    """Let the open page know."""
    shown = export_view(row, uow.now)
    uow.publish(
        "export_changed",
        {
            "person_id": row.person_id,
            **{name: shown[name] for name in ("export_id", "status", "message")},
        },
    )
