"""Reservations of cases: reserve, confirm, cancel, expire, close (R4.2.1, R5.1.2).

A record is locked while its cases are judged, so of two that exclude each other one waits and
then sees the other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from chassis.clock import to_wire
from chassis.db import UnitOfWork
from contracts.case_kinds import CHANGE, RESERVED_KINDS
from contracts.errors import Conflict, NotFound, ValidationFailed, Violation
from contracts.tolerant_reader import from_known
from sqlalchemy import select
from sqlalchemy.orm import Session

from collection import models
from collection.domain import reservations as rules
from collection.domain.change_actions import ACTIONS
from collection.domain.employers import present_employers
from collection.domain.reservations import (
    ACTIVE_STATES,
    CLOSED,
    CONFIRMED,
    EXPIRED,
    RESERVED,
    Blocker,
    ReservedCase,
    Target,
)
from collection.queries.records import find_record, get_authority, lock_record
from collection.queries.submissions import get_approved_submission

RESERVATION_TTL = timedelta(minutes=2)
# Whoever stores a case checks the reservation first; the commit may come this much later.
COMMIT_GRACE = timedelta(seconds=30)
SWEEP_BATCH = 100


def reserve_case(
    uow: UnitOfWork, person_id: str, kind: str, case_id: str, target: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Reserve a case that its owner is about to store; a repeat renews the reservation.

    Raises Conflict naming everything that stands in the way.
    """
    asked = ReservedCase(kind, _target(kind, target))
    record = find_record(uow.session, person_id, lock=True)
    if record is None or record.approved_snapshot_id is None:
        raise _blocked([rules.NOT_APPROVED])
    reservation = _lock_reservation(uow, case_id)
    if reservation is None or reservation.state == EXPIRED:
        _ensure_free(uow, record, asked)
        reservation = reservation or models.Reservation(
            case_id=case_id, record_id=record.record_id, kind=kind
        )
        uow.session.add(reservation)
        reservation.state, reservation.reserved_at, reservation.closed_at = RESERVED, uow.now, None
        for name, value in asdict(asked.target or Target("", "")).items():
            setattr(reservation, name, value or None)
    _ensure_same(reservation, record, kind)
    reservation.expires_at = uow.now + RESERVATION_TTL
    return _answer(uow, reservation, record)


def _target(kind: str, target: Mapping[str, Any] | None) -> Target | None:
    if kind not in RESERVED_KINDS or (kind == CHANGE) != (target is not None):
        raise ValidationFailed.of([Violation("kind", "collection.case_not_valid")])
    if target is None:
        return None
    if target["action"] not in ACTIONS:
        raise ValidationFailed.of([Violation("target.action", "collection.case_not_valid")])
    return from_known(Target, target)


def _blocked(blockers: list[Blocker]) -> Conflict:
    details = {"blockers": [one.to_dict() for one in blockers]}
    return Conflict("collection.case_blocked", details=details)


def _ensure_free(uow: UnitOfWork, record: models.Record, asked: ReservedCase) -> None:
    content = get_approved_submission(uow.session, record).content
    found = rules.find_blockers(asked, _active_cases(uow.session, record.record_id), content)
    if found:
        raise _blocked(found)


def _active_cases(session: Session, record_id: str) -> list[ReservedCase]:
    table = models.Reservation
    statement = select(table).where(table.record_id == record_id, table.state.in_(ACTIVE_STATES))
    return [row.case for row in session.scalars(statement)]


def _ensure_same(reservation: models.Reservation, record: models.Record, kind: str) -> None:
    """Refuse a repeat that is about something else, and one of a case that is over."""
    if (reservation.record_id, reservation.kind) != (
        record.record_id,
        kind,
    ) or reservation.state == CLOSED:
        raise Conflict("collection.case_closed")


def _answer(
    uow: UnitOfWork, reservation: models.Reservation, record: models.Record
) -> dict[str, Any]:
    content = get_approved_submission(uow.session, record).content
    return {
        "case_id": reservation.case_id,
        "expires_at": to_wire(reservation.expires_at),
        "record_version": record.record_version,
        "authority": asdict(get_authority(record)),
        "employers": present_employers(content),
    }


def _lock_reservation(uow: UnitOfWork, case_id: str) -> models.Reservation | None:
    return uow.session.get(
        models.Reservation, case_id, with_for_update=True, populate_existing=True
    )


def lock_active_reservation(
    uow: UnitOfWork, case_id: str
) -> tuple[models.Record, models.Reservation]:
    """Return the record of a case and its reservation, both locked; raises NotFound for a stranger's.

    A reservation that expired although the case was stored, which takes a commit of a minute, is
    renewed where nothing excludes it by now. Otherwise raises Conflict: whoever asks tries again.
    """
    known = uow.session.get(models.Reservation, case_id)
    if known is None:
        raise NotFound("collection.case_unknown")
    # In the order in which a case is reserved: first the record, then the reservation.
    record = lock_record(uow.session, known.record_id)
    reservation = _lock_reservation(uow, case_id)
    if reservation is None:
        raise NotFound("collection.case_unknown")
    if reservation.state == EXPIRED:
        _ensure_free(uow, record, reservation.case)
        reservation.state, reservation.closed_at = CONFIRMED, None
    return record, reservation


def confirm_reservation(uow: UnitOfWork, case_id: str) -> None:
    """Note that the owner has stored the case; after the decision nothing is left to note.

    Raises Conflict as long as another case excludes one whose reservation expired.
    """
    _, reservation = lock_active_reservation(uow, case_id)
    if reservation.state == RESERVED:
        reservation.state = CONFIRMED


def close_case(uow: UnitOfWork, case_id: str) -> None:
    """Close a decided case, for good; a repeat changes nothing."""
    reservation = _lock_reservation(uow, case_id)
    if reservation is None:
        raise NotFound("collection.case_unknown")
    if reservation.state != CLOSED:
        reservation.state, reservation.closed_at = CLOSED, uow.now


def cancel_reservation(uow: UnitOfWork, case_id: str, expires_at: datetime) -> None:
    """Cancel a reservation whose owner refused the case after all, and stored nothing.

    Only one that was never renewed is cancelled: where another attempt of the same request
    reserved the case as well, that one may be storing it.
    """
    reservation = _lock_reservation(uow, case_id)
    if reservation is None or reservation.state != RESERVED or reservation.expires_at != expires_at:
        return
    if reservation.reserved_at + RESERVATION_TTL == reservation.expires_at:
        reservation.state, reservation.closed_at = EXPIRED, uow.now


def expire_reservation(uow: UnitOfWork, case_id: str) -> None:
    """Expire a reservation whose owner never stored the case, unless it was renewed meanwhile."""
    reservation = _lock_reservation(uow, case_id)
    if (
        reservation
        and reservation.state == RESERVED
        and reservation.expires_at < uow.now - COMMIT_GRACE
    ):
        reservation.state, reservation.closed_at = EXPIRED, uow.now


def list_expired(session: Session, kinds: Sequence[str], now: datetime) -> list[str]:
    """Return the cases of these kinds that nobody confirmed in time, the oldest first."""
    table = models.Reservation
    is_expired = (table.state == RESERVED, table.expires_at < now - COMMIT_GRACE)
    statement = (
        select(table.case_id)
        .where(*is_expired, table.kind.in_(kinds))
        .order_by(table.expires_at)
        .limit(SWEEP_BATCH)
    )
    return list(session.scalars(statement))
