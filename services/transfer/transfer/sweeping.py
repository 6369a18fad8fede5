"""Keeping the bucket free of files that no transfer names: left by requests that were refused."""

from collections.abc import Sequence
from datetime import datetime
from itertools import product

from chassis.db import Db
from chassis.storage import BucketStorage
from sqlalchemy import select
from sqlalchemy.orm import Session

from transfer.models import Proof

# Keys are random hexadecimal ids: by prefix, no listing of a large bucket is held whole.
PREFIXES = tuple(map("".join, product("0123456789abcdef", repeat=2)))


def remove_unnamed(db: Db, storage: BucketStorage, before: datetime) -> None:
    """Remove objects older than `before` that no row names."""
    for prefix in PREFIXES:
        old = [
            found.key
            for found in storage.list(prefix)
            if found.modified_at is not None and found.modified_at < before
        ]
        for key in sorted(set(old) - db.read(find_named, keys=old)):
            storage.remove(key)


def find_named(session: Session, keys: Sequence[str]) -> set[str]:
    """Return those of the keys that a transfer names."""
    return set(session.scalars(select(Proof.attachment_id).where(Proof.attachment_id.in_(keys))))
