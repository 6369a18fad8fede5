"""Remove files that nobody needs any more."""

from datetime import datetime

from chassis.db import Db
from chassis.storage import sweeping
from chassis.storage.bucket import BucketStorage

from collection.queries.files import find_referenced_keys
from collection.use_cases.draft_files import forget_detached


def remove_forgotten(db: Db, storage: BucketStorage) -> None:
    """Forget replaced files and remove their objects; a crash between leaves unnamed objects."""
    while keys := db.run(forget_detached):
        for key in keys:
            storage.remove(key)


def remove_orphans(db: Db, storage: BucketStorage, before: datetime) -> None:
    """Remove objects older than `before` that no row names: left by commands that failed."""
    sweeping.remove_orphans(db, storage, before, find_referenced_keys)
