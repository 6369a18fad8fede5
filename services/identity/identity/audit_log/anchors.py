"""Anchors of the audit log: the head of its chain, recorded in the object store and in the logs.

A chain cannot show that its tail was cut off. An anchor can: it names an entry that must be there.
The object store has other administrators than the database, and the logs others again.
"""

import json
import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chassis.clock import to_wire
from chassis.storage.bucket import BucketStorage

from identity.audit_log.domain.chain import Link, is_sealed, seal_of
from identity.audit_log.keys import AuditKeys

_log = logging.getLogger(__name__)

PREFIX = "audit-anchors/"
PURPOSE = "anchor"


@dataclass(frozen=True, slots=True)
class Anchor:
    """The head of the chain at one time; `is_authentic` is false without our seal."""

    link: Link
    at: str
    is_authentic: bool
    key: str


def write_anchor(storage: BucketStorage, keys: AuditKeys, head: Link, now: datetime) -> None:
    """Write an anchor of the head; there is one object a day, the last of the day stays."""
    content = {
        "sequence": head.sequence,
        "code": head.code.hex(),
        "at": to_wire(now),
        "key_id": keys.current,
        "seal": seal_of(keys, keys.current, head, PURPOSE).hex(),
    }
    storage.put(_key_of(now), json.dumps(content).encode(), "application/json")
    details = {"sequence": head.sequence, "code": head.code.hex()}
    _log.info("audit log anchored", extra=details)


def read_anchors(storage: BucketStorage, keys: AuditKeys) -> list[Anchor]:
    """Return every anchor, the oldest first."""
    return [_read(storage, keys, found.key) for found in storage.list(PREFIX)]


def read_newest(storage: BucketStorage, keys: AuditKeys) -> Anchor | None:
    """Return the latest day's anchor, None where none was ever written."""
    names = [found.key for found in storage.list(PREFIX)]
    return _read(storage, keys, max(names)) if names else None


def _key_of(now: datetime) -> str:
    return f"{PREFIX}{now:%Y-%m-%d}.json"


def _read(storage: BucketStorage, keys: AuditKeys, key: str) -> Anchor:
    try:
        content: dict[str, Any] = json.loads(storage.get(key))
        link = Link(int(content["sequence"]), bytes.fromhex(content["code"]))
        seal = bytes.fromhex(content["seal"])
        is_authentic = is_sealed(keys, content["key_id"], link, PURPOSE, seal)
        return Anchor(link, str(content["at"]), is_authentic, key)
    except (ValueError, KeyError, TypeError):
        return Anchor(Link(0, b""), "", is_authentic=False, key=key)
