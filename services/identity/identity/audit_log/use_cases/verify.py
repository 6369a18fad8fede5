"""Verify the audit log for somebody who waits: segment by segment, the last with its anchors."""

from typing import Any

from chassis.db import Db
from chassis.storage.bucket import BucketStorage
from sqlalchemy.orm import Session

from identity.audit_log.anchors import Anchor, read_anchors
from identity.audit_log.domain.chain import MISSING, Break, Link
from identity.audit_log.keys import AuditKeys
from identity.audit_log.queries.verification import (
    PIECE,
    Walked,
    find_head,
    find_link,
    find_start,
    find_unprotected,
    walk_piece,
)
from identity.audit_log.use_cases.monitor import check_anchors

MOST_AT_ONCE = 5000
REASONS = {
    "missing": "此处记录缺失",
    "altered": "此处记录已被改动",
    "unknown_key": "此处记录所用的密钥不在密钥环中",
}


def verify_segment(
    db: Db, storage: BucketStorage, keys: AuditKeys, after: int | None, limit: int | None
) -> dict[str, Any]:
    """Return how a piece of the chain stands, and where the next one begins."""
    start = db.read(_start, keys, after)
    if isinstance(start, Break):
        return _report(Link(start.sequence - 1, b""), Walked(Link(0, b""), start, is_end=True))
    wanted = max(1, min(limit or MOST_AT_ONCE, MOST_AT_ONCE))
    walked = _walk(db, keys, start, wanted)
    report = _report(start, walked) | {"head": db.read(find_head).sequence}
    return report | _surroundings(db, storage, keys, report) if walked.is_end else report


def _start(session: Session, keys: AuditKeys, after: int | None) -> Link | Break:
    beginning = find_start(session, keys)
    if not after or isinstance(beginning, Break) or after <= beginning.sequence:
        return beginning
    return find_link(session, after) or Break(after, MISSING)


def _walk(db: Db, keys: AuditKeys, start: Link, wanted: int) -> Walked:
    walked = Walked(start)
    while not walked.is_end and (left := wanted - (walked.last.sequence - start.sequence)) > 0:
        walked = db.read(walk_piece, keys, walked.last, min(left, PIECE))
    return walked


def _report(start: Link, walked: Walked) -> dict[str, Any]:
    last = max(walked.last.sequence, start.sequence)
    return {
        "after": start.sequence,
        "through": last,
        "checked": last - start.sequence,
        "intact": walked.found is None,
        "first_broken": _broken(walked.found),
        "next_after": None if walked.is_end else last,
        "head": last,
        "anchors": None,
        "unprotected": [],
    }


def _surroundings(
    db: Db, storage: BucketStorage, keys: AuditKeys, report: dict[str, Any]
) -> dict[str, Any]:
    anchors = read_anchors(storage, keys)
    found = check_anchors(db, keys, anchors)
    bare = db.read(find_unprotected)
    return {
        "anchors": _anchors_view(anchors, found),
        "unprotected": bare,
        "intact": report["intact"] and found is None and not bare,
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
