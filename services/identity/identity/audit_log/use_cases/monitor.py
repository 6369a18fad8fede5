"""Keep watch over the audit log: note where it stands, and check that it stands as noted."""

import logging

from chassis.clock import utc_now
from chassis.db import Db
from chassis.storage.bucket import BucketStorage
from sqlalchemy.orm import Session

from identity.audit_log.anchors import Anchor, read_anchors, read_newest, write_anchor
from identity.audit_log.domain.chain import ALTERED, Break
from identity.audit_log.keys import AuditKeys
from identity.audit_log.metrics import AUDIT_BROKEN
from identity.audit_log.queries.verification import (
    check_anchor,
    find_head,
    find_start,
    find_unprotected,
    walk,
)

_log = logging.getLogger(__name__)

# The hourly check begins at the anchor of this many days before the latest.
DAYS_BACK = 2


def anchor_chain(db: Db, storage: BucketStorage, keys: AuditKeys) -> Break | None:
    """Note where the chain stands, unless it no longer holds what was noted before.

    Returns what is wrong; an anchor that disagrees is left as it is, as evidence.
    """
    newest = read_newest(storage, keys)
    found = _compare(db, keys, newest)
    if found:
        _tell(found)
        return found
    head = db.read(find_head)
    if head.sequence > (newest.link.sequence if newest else 0):
        write_anchor(storage, keys, head, utc_now())
    return None


def verify_latest(db: Db, storage: BucketStorage, keys: AuditKeys) -> Break | None:
    """Check the latest days of the chain and its triggers; return what is wrong."""
    anchors = read_anchors(storage, keys)
    found = check_anchors(db, keys, anchors)
    if found is None:
        start = anchors[-DAYS_BACK - 1].link if len(anchors) > DAYS_BACK else None
        *_, ended = walk(db, keys, start)
        found = ended.found
    if found:
        _tell(found)
    if bare := db.read(find_unprotected):
        AUDIT_BROKEN.set(1)
        _log.error("audit log is not protected", extra={"tables": bare})
    return found


def check_anchors(db: Db, keys: AuditKeys, anchors: list[Anchor]) -> Break | None:
    """Return the first anchor that the chain does not hold, or that is not ours."""

    def check(session: Session) -> Break | None:
        start = find_start(session, keys)
        if isinstance(start, Break):
            return start
        for anchor in anchors:
            if not anchor.is_ours:
                return Break(anchor.link.sequence, ALTERED)
            if found := check_anchor(session, start, anchor.link):
                return found
        return None

    return db.read(check)


def _compare(db: Db, keys: AuditKeys, newest: Anchor | None) -> Break | None:
    return check_anchors(db, keys, [newest]) if newest else None


def _tell(found: Break) -> None:
    AUDIT_BROKEN.set(1)
    details = {"sequence": found.sequence, "reason": found.reason}
    _log.error("audit log is broken", extra=details)
