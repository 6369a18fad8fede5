"""Keeping the bucket free of files that no transfer names: left by requests that were refused."""

from collections.abc import Sequence
from datetime import datetime

from chassis.db import Db
from chassis.storage import sweeping
from chassis.storage.bucket import BucketStorage
from sqlalchemy import select
from sqlalchemy.orm import Session

from transfer.models import Proof


def remove_orphans(db: Db, storage: BucketStorage, before: datetime) -> None:
    """Remove objects older than `before` that no row names."""
    sweeping.remove_orphans(db, storage, before, find_referenced)


def find_referenced(session: Session, keys: Sequence[str]) -> set[str]:
    """Return those of the keys that a transfer names."""
    return set(session.scalars(select(Proof.attachment_id).where(Proof.attachment_id.in_(keys))))
