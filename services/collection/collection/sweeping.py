"""Keeping the bucket free of what nobody needs any more."""

from collections.abc import Sequence
from datetime import datetime

from chassis.db import Db
from chassis.storage import sweeping
from chassis.storage.bucket import BucketStorage
from sqlalchemy import select
from sqlalchemy.orm import Session

from collection.models import Attachment
from collection.use_cases.files import forget_detached


def remove_forgotten(db: Db, storage: BucketStorage) -> None:
    """Forget replaced files and remove their objects; a crash between leaves unnamed objects."""
    while keys := db.run(forget_detached):
        for key in keys:
            storage.remove(key)


def remove_orphans(db: Db, storage: BucketStorage, before: datetime) -> None:
    """Remove objects older than `before` that no row names: left by commands that failed."""
    sweeping.remove_orphans(db, storage, before, find_referenced)


def find_referenced(session: Session, keys: Sequence[str]) -> set[str]:
    """Return those of the keys that a row names."""
    statement = select(Attachment.key).where(Attachment.key.in_(keys))
    return set(session.execute(statement).scalars())
