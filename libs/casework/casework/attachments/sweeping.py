"""Remove objects that no row names: left by commands that were refused."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from chassis.clock import utc_now
from chassis.db import Db
from chassis.storage import sweeping
from chassis.storage.bucket import BucketStorage
from sqlalchemy import select
from sqlalchemy.orm import Session

# A command that has claimed a file names it within seconds, or never.
ORPHANED_AFTER = timedelta(hours=24)


def remove_orphans(db: Db, storage: BucketStorage, *keys: Any) -> None:
    """Remove the day-old objects of a bucket whose keys are in none of the columns."""
    before = utc_now() - ORPHANED_AFTER
    sweeping.remove_orphans(db, storage, before, partial(find_in_any, columns=keys))


def find_in_any(session: Session, keys: Sequence[str], columns: Sequence[Any]) -> set[str]:
    """Return those of the keys that are in one of the columns."""
    return set().union(*(find_referenced(session, keys, column) for column in columns))


def find_referenced(session: Session, keys: Sequence[str], key: Any) -> set[str]:
    """Return those of the keys that are in the column."""
    return set(session.scalars(select(key).where(key.in_(keys))))
