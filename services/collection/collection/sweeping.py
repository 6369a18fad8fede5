"""Keeping the bucket free of what nobody needs any more."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import product

from chassis.db import Db
from chassis.object_store import StoredObject
from chassis.storage import BucketStorage
from sqlalchemy import select
from sqlalchemy.orm import Session

from collection.models import Attachment
from collection.use_cases.files import forget_detached

BATCH = 500
# Keys are random hexadecimal ids: by prefix, no listing of a large bucket is held whole.
PREFIXES = tuple(map("".join, product("0123456789abcdef", repeat=2)))


def remove_forgotten(db: Db, storage: BucketStorage) -> None:
    """Forget replaced files and remove their objects; a crash between leaves unnamed objects."""
    while keys := db.run(forget_detached):
        for key in keys:
            storage.remove(key)


def remove_unnamed(db: Db, storage: BucketStorage, before: datetime) -> None:
    """Remove objects older than `before` that no row names: left by commands that failed."""
    for prefix in PREFIXES:
        old = [one.key for one in storage.list(prefix) if _is_older(one, before)]
        for keys in _batches(old):
            for key in set(keys) - db.read(find_named, keys=keys):
                storage.remove(key)


def _is_older(found: StoredObject, before: datetime) -> bool:
    return found.modified_at is not None and found.modified_at < before


def find_named(session: Session, keys: Sequence[str]) -> set[str]:
    """Return those of the keys that a row names."""
    statement = select(Attachment.key).where(Attachment.key.in_(keys))
    return set(session.execute(statement).scalars())


def _batches(keys: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]
