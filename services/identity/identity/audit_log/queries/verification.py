"""Verify the chain of the audit log and find its first break (R6.4)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from chassis.clock import to_wire
from chassis.db import Db
from sqlalchemy import RowMapping, select, text
from sqlalchemy.orm import Session

from identity.audit_log.domain.chain import (
    ALTERED,
    CONTENT,
    MISSING,
    ORIGIN,
    Break,
    Link,
    is_sealed,
    verify_entries,
)
from identity.audit_log.keys import AuditKeys
from identity.audit_log.models import AuditEntry, AuditRetirement

SEGMENT = 500
RETIREMENT = "retirement"
TRIGGERS = frozenset({"audit_entries_final", "audit_entries_whole"})
_MOMENTS = ("occurred_at", "recorded_at")
_COLUMNS = (*(getattr(AuditEntry, name) for name in CONTENT), AuditEntry.code)


@dataclass(frozen=True, slots=True)
class Verification:
    """How far verification came: the last good link, and the break that ended it, if any."""

    last: Link
    first_break: Break | None = None
    is_end: bool = False


def find_start(session: Session, keys: AuditKeys) -> Link | Break:
    """Return where the chain begins: at its origin, or after what was retired under our seal."""
    newest = select(AuditRetirement).order_by(AuditRetirement.through_sequence.desc()).limit(1)
    retired = session.scalars(newest).one_or_none()
    if retired is None:
        return ORIGIN
    link = Link(retired.through_sequence, retired.code)
    ours = is_sealed(keys, retired.key_id, link, RETIREMENT, retired.seal)
    return link if ours else Break(link.sequence, ALTERED)


def find_head(session: Session) -> Link:
    """Return the last link of the chain, where it begins if it is empty."""
    latest = select(AuditEntry.sequence, AuditEntry.code).order_by(AuditEntry.sequence.desc())
    row = session.execute(latest.limit(1)).one_or_none()
    if row is None:
        retired = select(AuditRetirement.through_sequence, AuditRetirement.code)
        newest = retired.order_by(AuditRetirement.through_sequence.desc()).limit(1)
        row = session.execute(newest).one_or_none()
    return Link(row[0], bytes(row[1])) if row else ORIGIN


def find_link(session: Session, sequence: int) -> Link | None:
    """Return the link of one entry, None where there is no such entry."""
    code = session.scalar(select(AuditEntry.code).where(AuditEntry.sequence == sequence))
    return None if code is None else Link(sequence, code)


def check_segment(
    session: Session, keys: AuditKeys, after: Link, limit: int = SEGMENT
) -> Verification:
    """Check the entries that follow a link, a bounded number of them."""
    table = AuditEntry
    statement = select(*_COLUMNS).order_by(table.sequence).limit(limit)
    rows = session.execute(statement.where(table.sequence > after.sequence)).mappings().all()
    outcome = verify_entries(keys, after, _entries(rows))
    if isinstance(outcome, Break):
        return Verification(_last_before(after, rows, outcome), outcome, is_end=True)
    return Verification(outcome, is_end=len(rows) < limit)


def verify_chain(db: Db, keys: AuditKeys, after: Link | None = None) -> Iterator[Verification]:
    """Check the chain in segments, from its beginning or after a link that is trusted.

    The last one yielded holds the outcome.
    """
    start = after or db.read(find_start, keys)
    if isinstance(start, Break):
        yield Verification(ORIGIN, start, is_end=True)
        return
    verified = Verification(start)
    while not verified.is_end:
        verified = db.read(check_segment, keys, verified.last)
        yield verified


def find_unprotected(session: Session) -> list[str]:
    """Return the triggers against changes of the chain that are missing or switched off."""
    on = text(
        "SELECT tgname FROM pg_trigger"
        " WHERE tgrelid = 'audit_entries'::regclass AND tgenabled IN ('O', 'A')"
    )
    return sorted(TRIGGERS - set(session.scalars(on)))


def check_anchor(session: Session, start: Link, anchor: Link) -> Break | None:
    """Return what is wrong if the chain does not contain an entry as its anchor recorded it."""
    if anchor.sequence <= start.sequence:
        return None  # retired since, under our seal
    present = find_link(session, anchor.sequence)
    if present is None:
        return Break(anchor.sequence, MISSING)
    return None if present.code == anchor.code else Break(anchor.sequence, ALTERED)


def _entries(rows: Sequence[RowMapping]) -> Iterator[tuple[dict[str, Any], bytes]]:
    for row in rows:
        content = {name: row[name] for name in CONTENT}
        content.update({name: to_wire(content[name]) for name in _MOMENTS})
        yield content, bytes(row["code"])


def _last_before(after: Link, rows: Sequence[RowMapping], found: Break) -> Link:
    good = [row for row in rows if row["sequence"] < found.sequence]
    return Link(good[-1]["sequence"], bytes(good[-1]["code"])) if good else after
