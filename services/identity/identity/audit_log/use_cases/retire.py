"""Remove entries after their retention period, the oldest first."""

from datetime import datetime, timedelta

from casework import audit
from chassis.db import Db, UnitOfWork
from contracts.context import CallContext
from contracts.errors import Conflict
from sqlalchemy import delete, func, select, text

from identity.audit_log.domain.chain import Break, Link, seal_of
from identity.audit_log.keys import AuditKeys
from identity.audit_log.models import AuditEntry, AuditRetirement
from identity.audit_log.queries.verification import RETIREMENT, find_link, find_start, verify_chain
from identity.audit_log.use_cases.append import lock_chain

# The Cybersecurity Law asks for six months at least (网络安全法 第二十一条).
SHORTEST = timedelta(days=183)
OPERATOR = CallContext(actor_kind="service", actor_id="operator")
_TRIGGERS = "ALTER TABLE audit_entries {} TRIGGER USER"


def retire_before(db: Db, keys: AuditKeys, before: datetime, now: datetime) -> int:
    """Remove the entries recorded before a moment, and return through which number.

    They are verified first; the chain then begins after them, under our seal. Raises
    Conflict for a moment that is too recent, and for a chain that is broken.
    """
    if before > now - SHORTEST:
        raise Conflict("identity.audit_too_recent")
    start = db.read(find_start, keys)
    if isinstance(start, Break):
        raise Conflict("identity.audit_broken", details={"sequence": start.sequence})
    # In order of their numbers: one that was recorded later keeps those after it.
    first_kept = select(func.min(AuditEntry.sequence)).where(AuditEntry.recorded_at >= before)
    kept = db.read(lambda session: session.scalar(first_kept))
    newest = select(func.max(AuditEntry.sequence))
    last = (kept or (db.read(lambda session: session.scalar(newest)) or 0) + 1) - 1
    if last <= start.sequence:
        return start.sequence
    _ensure_whole(db, keys, start, last)
    with db.unit_of_work() as uow:
        return _remove(uow, keys, last)


def _ensure_whole(db: Db, keys: AuditKeys, start: Link, last: int) -> None:
    for verified in verify_chain(db, keys, start):
        if verified.first_break and verified.first_break.sequence <= last:
            raise Conflict(
                "identity.audit_broken", details={"sequence": verified.first_break.sequence}
            )
        if verified.last.sequence >= last:
            return


def _remove(uow: UnitOfWork, keys: AuditKeys, last: int) -> int:
    lock_chain(uow)
    link = find_link(uow.session, last)
    if link is None:
        return last  # another did it meanwhile
    retirement = AuditRetirement(
        through_sequence=last,
        code=link.code,
        key_id=keys.current,
        seal=seal_of(keys, keys.current, link, RETIREMENT),
        retired_at=uow.now,
    )
    uow.session.add(retirement)
    # A million rows take longer than a request may.
    uow.session.execute(text("SET LOCAL statement_timeout = 0"))
    uow.session.execute(text(_TRIGGERS.format("DISABLE")))
    uow.session.execute(delete(AuditEntry).where(AuditEntry.sequence <= last))
    uow.session.execute(text(_TRIGGERS.format("ENABLE")))
    details = {"through_sequence": last}
    audit.record(uow, audit.Act("audit_retired", details=details), OPERATOR)
    return last
