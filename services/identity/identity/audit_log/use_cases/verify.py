"""Verify the audit log on request: segment by segment, the last with its anchors."""

from typing import Any

from chassis.db import Db
from chassis.storage.bucket import BucketStorage
from sqlalchemy.orm import Session

from identity.audit_log.anchors import Anchor, read_anchors
from identity.audit_log.domain.chain import MISSING, Break, Link
from identity.audit_log.keys import AuditKeys
from identity.audit_log.queries.verification import (
    SEGMENT,
    Verification,
    check_segment,
    find_head,
    find_link,
    find_start,
    find_unprotected,
)
from identity.audit_log.use_cases.monitor import check_anchors

MAX_ENTRIES = 5000
REASONS = {
    "missing": "此处记录缺失",
    "altered": "此处记录已被改动",
    "unknown_key": "此处记录所用的密钥不在密钥环中",
}


def verify_segment(
    db: Db, storage: BucketStorage, keys: AuditKeys, after: int | None, limit: int | None
) -> dict[str, Any]:
    """Return the outcome for one segment of the chain, and where the next one begins."""
    start = db.read(_start, keys, after)
    if isinstance(start, Break):
        failed = Verification(Link(0, b""), start, is_end=True)
        return _report(Link(start.sequence - 1, b""), failed)
    wanted = max(1, min(limit or MAX_ENTRIES, MAX_ENTRIES))
    verified = _verify(db, keys, start, wanted)
    report = _report(start, verified) | {"head": db.read(find_head).sequence}
    if not verified.is_end:
        return report
    return report | _check_anchors_and_triggers(db, storage, keys, report)


def _start(session: Session, keys: AuditKeys, after: int | None) -> Link | Break:
    beginning = find_start(session, keys)
    if not after or isinstance(beginning, Break) or after <= beginning.sequence:
        return beginning
    return find_link(session, after) or Break(after, MISSING)


def _verify(db: Db, keys: AuditKeys, start: Link, wanted: int) -> Verification:
    verified = Verification(start)
    while not verified.is_end and (left := wanted - (verified.last.sequence - start.sequence)) > 0:
        verified = db.read(check_segment, keys, verified.last, min(left, SEGMENT))
    return verified


def _report(start: Link, verified: Verification) -> dict[str, Any]:
    last = max(verified.last.sequence, start.sequence)
    return {
        "after": start.sequence,
        "through": last,
        "checked": last - start.sequence,
        "intact": verified.first_break is None,
        "first_broken": _broken(verified.first_break),
        "next_after": None if verified.is_end else last,
        "head": last,
        "anchors": None,
        "unprotected": [],
    }


def _check_anchors_and_triggers(
    db: Db, storage: BucketStorage, keys: AuditKeys, report: dict[str, Any]
) -> dict[str, Any]:
    anchors = read_anchors(storage, keys)
    found = check_anchors(db, keys, anchors)
    unprotected = db.read(find_unprotected)
    return {
        "anchors": _anchors_view(anchors, found),
        "unprotected": unprotected,
        "intact": report["intact"] and found is None and not unprotected,
        "first_broken": report["first_broken"] or _broken(found),
    }


def _anchors_view(anchors: list[Anchor], found: Break | None) -> dict[str, Any]:
    newest = anchors[-1] if anchors else None
    return {
        "count": len(anchors),
        "newest_sequence": newest.link.sequence if newest else None,
        "newest_at": newest.at if newest else None,
        "intact": found is None,
    }


def _broken(found: Break | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "sequence": found.sequence,
        "reason": found.reason,
        "reason_text": REASONS[found.reason],
    }
