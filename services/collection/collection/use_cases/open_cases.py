"""The arbiter: hold a place for a case, confirm it, let it go (R4.2.1, R5.1.2).

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
from sqlalchemy import select
from sqlalchemy.orm import Session

from collection import models, repository
from collection.domain import open_cases as rules
from collection.domain.employers import present_employers
from collection.domain.open_cases import Blocker, Pending, Target

HELD, OPEN, DECIDED, EXPIRED = "held", "open", "decided", "expired"
LIVE = (HELD, OPEN)

HOLD_LASTS = timedelta(minutes=2)
# Whoever stores a case checks the hold when it begins; its commit may come this much later.
COMMIT_GRACE = timedelta(seconds=30)
SWEEP_BATCH = 100


def open_case(
    uow: UnitOfWork, person_id: str, kind: str, case_id: str, target: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Hold a place for a case that its owner is about to store; a repeat renews the hold.

    Raises Conflict naming everything that stands in the way.
    """
    asked = Pending(kind, _target(kind, target))
    record = repository.find_record(uow.session, person_id, lock=True)
    if record is None or record.approved_snapshot_id is None:
        raise _blocked([rules.NOT_APPROVED])
    hold = _find_hold(uow, case_id)
    if hold is None or hold.state == EXPIRED:
        _ensure_free(uow, record, asked)
        hold = hold or models.OpenCase(case_id=case_id, record_id=record.record_id, kind=kind)
        uow.session.add(hold)
        hold.state, hold.opened_at, hold.released_at = HELD, uow.now, None
        for name, value in asdict(asked.target or Target("", "")).items():
            setattr(hold, name, value or None)
    _ensure_same(hold, record, kind)
    hold.expires_at = uow.now + HOLD_LASTS
    return _leave(uow, hold, record)


def _target(kind: str, target: Mapping[str, Any] | None) -> Target | None:
    if kind not in RESERVED_KINDS or (kind == CHANGE) != (target is not None):
        raise ValidationFailed.of([Violation("kind", "collection.case_not_valid")])
    if target is None:
        return None
    if target["action"] not in rules.ACTIONS:
        raise ValidationFailed.of([Violation("target.action", "collection.case_not_valid")])
    return Target(**target)


def _blocked(blockers: list[Blocker]) -> Conflict:
    details = {"blockers": [one.to_dict() for one in blockers]}
    return Conflict("collection.case_blocked", details=details)


def _ensure_free(uow: UnitOfWork, record: models.Record, asked: Pending) -> None:
    content = repository.approved_submission(uow.session, record).content
    found = rules.find_blockers(asked, _pending(uow.session, record.record_id), content)
    if found:
        raise _blocked(found)


def _pending(session: Session, record_id: str) -> list[Pending]:
    table = models.OpenCase
    statement = select(table).where(table.record_id == record_id, table.state.in_(LIVE))
    return [Pending(row.kind, _target_of(row)) for row in session.execute(statement).scalars()]


def _target_of(row: models.OpenCase) -> Target | None:
    if row.section is None or row.action is None:
        return None
    return Target(row.section, row.action, row.object_id, row.start_month, row.end_month)


def _ensure_same(hold: models.OpenCase, record: models.Record, kind: str) -> None:
    """Refuse a repeat that is about something else, and one of a case that is over."""
    if (hold.record_id, hold.kind) != (record.record_id, kind) or hold.state == DECIDED:
        raise Conflict("collection.case_closed")


def _leave(uow: UnitOfWork, hold: models.OpenCase, record: models.Record) -> dict[str, Any]:
    content = repository.approved_submission(uow.session, record).content
    return {
        "case_id": hold.case_id,
        "expires_at": to_wire(hold.expires_at),
        "record_version": record.record_version,
        "authority": asdict(repository.settled_authority(record)),
        "employers": present_employers(content),
    }


def _find_hold(uow: UnitOfWork, case_id: str) -> models.OpenCase | None:
    return uow.session.get(models.OpenCase, case_id, with_for_update=True, populate_existing=True)


def find_standing_hold(uow: UnitOfWork, case_id: str) -> tuple[models.Record, models.OpenCase]:
    """Return the record of a case and its place, both locked; raises NotFound for a stranger's.

    A place that expired although the case was stored, which takes a commit of a minute, is given
    back while it is free. Raises Conflict while it is not: whoever asks tries again later.
    """
    known = uow.session.get(models.OpenCase, case_id)
    if known is None:
        raise NotFound("collection.case_unknown")
    # In the order in which a case is opened: first the record, then the place.
    record = repository.lock_record(uow.session, known.record_id)
    hold = _find_hold(uow, case_id)
    if hold is None:
        raise NotFound("collection.case_unknown")
    if hold.state == EXPIRED:
        _ensure_free(uow, record, Pending(hold.kind, _target_of(hold)))
        hold.state, hold.released_at = OPEN, None
    return record, hold


def confirm_case(uow: UnitOfWork, case_id: str) -> None:
    """Note that the owner has stored the case; after the decision nothing is left to note.

    Raises Conflict as long as another case has the place of one whose hold expired.
    """
    _, hold = find_standing_hold(uow, case_id)
    if hold.state == HELD:
        hold.state = OPEN


def release_case(uow: UnitOfWork, case_id: str) -> None:
    """Let a decided case go, for good; a repeat changes nothing."""
    hold = _find_hold(uow, case_id)
    if hold is None:
        raise NotFound("collection.case_unknown")
    if hold.state != DECIDED:
        hold.state, hold.released_at = DECIDED, uow.now


def give_back_hold(uow: UnitOfWork, case_id: str, expires_at: datetime) -> None:
    """Let a hold go whose asker refused the case after all, and stored nothing.

    Only the one leave that it was granted with is given back: where another attempt of the same
    request asked as well, that one may be storing the case.
    """
    hold = _find_hold(uow, case_id)
    if hold is None or hold.state != HELD or hold.expires_at != expires_at:
        return
    if hold.opened_at + HOLD_LASTS == hold.expires_at:
        hold.state, hold.released_at = EXPIRED, uow.now


def expire_hold(uow: UnitOfWork, case_id: str) -> None:
    """Let a hold go whose owner never stored the case, unless it was renewed meanwhile."""
    hold = _find_hold(uow, case_id)
    if hold and hold.state == HELD and hold.expires_at < uow.now - COMMIT_GRACE:
        hold.state, hold.released_at = EXPIRED, uow.now


def list_expired(session: Session, kinds: Sequence[str], now: datetime) -> list[str]:
    """Return the cases of these kinds that nobody confirmed in time, the oldest first."""
    table = models.OpenCase
    is_expired = (table.state == HELD, table.expires_at < now - COMMIT_GRACE)
    statement = (
        select(table.case_id)
        .where(*is_expired, table.kind.in_(kinds))
        .order_by(table.expires_at)
        .limit(SWEEP_BATCH)
    )
    return list(session.execute(statement).scalars())
