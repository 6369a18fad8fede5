"""Remove files that nobody needs any more."""

from chassis.db import Db
from chassis.storage.bucket import BucketStorage

from collection.use_cases.draft_files import delete_detached


def remove_detached(db: Db, storage: BucketStorage) -> None:
    """Forget replaced files and remove their objects; a crash between leaves unnamed objects."""
    while keys := db.run(delete_detached):
        for key in keys:
            storage.remove(key)
