"""Keeping a bucket free of objects that no row names: left by commands that were refused."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import product

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from chassis.db import Db, UnitOfWork
from chassis.storage.bucket import BucketStorage

BATCH = 500
# Keys are random hexadecimal ids: by prefix, no listing of a large bucket is held whole.
PREFIXES = tuple(map("".join, product("0123456789abcdef", repeat=2)))

# A backup holds it while it copies the objects that the rows of its snapshot name.
BACKUP_LOCK = 0x6261_636B_7570  # "backup"

FindReferenced = Callable[[Session, Sequence[str]], set[str]]


def remove_orphans(
    db: Db, storage: BucketStorage, before: datetime, find_referenced: FindReferenced
) -> None:
    """Remove objects older than `before`, save those that `find_referenced` returns."""
    for prefix in PREFIXES:
        old = [
            found.key
            for found in storage.list(prefix)
            if found.modified_at is not None and found.modified_at < before
        ]
        for keys in _batches(old):
            for key in sorted(set(keys) - db.read(find_referenced, keys)):
                storage.remove(key)


def may_delete_references(uow: UnitOfWork) -> bool:
    """Return whether rows that name objects may be deleted now: not while a backup copies them.

    The answer holds until the transaction ends; a backup that begins waits for it.
    """
    lock = func.pg_try_advisory_xact_lock_shared(BACKUP_LOCK)
    return bool(uow.session.execute(select(lock)).scalar_one())


def _batches(keys: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]
