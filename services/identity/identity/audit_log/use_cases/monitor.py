"""Monitor the audit log: anchor its head, and check that it agrees with its anchors."""

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
    verify_chain,
)

_log = logging.getLogger(__name__)

# The hourly check begins at the anchor of this many days before the latest.
DAYS_BACK = 2


def anchor_chain(db: Db, storage: BucketStorage, keys: AuditKeys) -> Break | None:
    """Anchor the head of the chain, unless the chain disagrees with the newest anchor.

    Returns what is wrong; an anchor that disagrees stays as it is, as evidence.
    """
    newest = read_newest(storage, keys)
    found = _compare(db, keys, newest)
    if found:
        _raise_alarm(found)
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
        *_, ended = verify_chain(db, keys, start)
        found = ended.first_break
    if found:
        _raise_alarm(found)
    if unprotected := db.read(find_unprotected):
        AUDIT_BROKEN.set(1)
        _log.error("audit log is not protected", extra={"tables": unprotected})
    return found


def check_anchors(db: Db, keys: AuditKeys, anchors: list[Anchor]) -> Break | None:
    """Return the first anchor that the chain does not contain, or whose seal is not ours."""

    def check(session: Session) -> Break | None:
        start = find_start(session, keys)
        if isinstance(start, Break):
            return start
        for anchor in anchors:
            if not anchor.is_authentic:
                return Break(anchor.link.sequence, ALTERED)
            if found := check_anchor(session, start, anchor.link):
                return found
        return None

    return db.read(check)


def _compare(db: Db, keys: AuditKeys, newest: Anchor | None) -> Break | None:
    return check_anchors(db, keys, [newest]) if newest else None


def _raise_alarm(found: Break) -> None:
    AUDIT_BROKEN.set(1)
    details = {"sequence": found.sequence, "reason": found.reason}
    _log.error("audit log is broken", extra=details)
