"""Keeping a bucket free of objects that no row names: left by commands that were refused."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import product

from sqlalchemy.orm import Session

from chassis.db import Db
from chassis.storage import BucketStorage

BATCH = 500
# Keys are random hexadecimal ids: by prefix, no listing of a large bucket is held whole.
PREFIXES = tuple(map("".join, product("0123456789abcdef", repeat=2)))

FindNamed = Callable[[Session, Sequence[str]], set[str]]


def remove_unnamed(db: Db, storage: BucketStorage, before: datetime, find_named: FindNamed) -> None:
    """Remove objects older than `before`, save those that `find_named` returns."""
    for prefix in PREFIXES:
        old = [
            found.key
            for found in storage.list(prefix)
            if found.modified_at is not None and found.modified_at < before
        ]
        for keys in _batches(old):
            for key in sorted(set(keys) - db.read(find_named, keys)):
                storage.remove(key)


def _batches(keys: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]
