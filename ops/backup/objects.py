"""The files: every object of every bucket, and proof that none is missing that a row names."""

import io
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from chassis.storage.object_store import ObjectStore
from chassis.storage.staging import STAGING
from contracts.errors import NotFound, Unavailable
from native.preparation import BUCKETS

from backup.archive import Part, Writer
from backup.errors import BackupError
from backup.snapshot import Connection, tables_of
from backup.tables import rows_of

SERVICE_BUCKETS = tuple(bucket for bucket in BUCKETS if bucket != STAGING)
# Which table of a service names its objects, and by which column.
NAMING: Mapping[str, tuple[tuple[str, str], ...]] = {
    "identity": (("real_name_photos", "object_key"), ("phone_recovery_photos", "object_key")),
    "collection": (("attachments", "key"),),
    "changes": (("attachments", "key"),),
    "transfer": (("proofs", "attachment_id"),),
}
_ANY_TYPE = "application/octet-stream"
_SHOWN = 5


class Index:
    """What was copied, on disk: there may be more objects than memory for their names."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.close()
        self._table = sqlite3.connect(path)
        self._table.execute("PRAGMA synchronous = OFF")
        self._table.execute(
            "CREATE TABLE copied (bucket TEXT, key TEXT, size INTEGER, sha256 TEXT,"
            " PRIMARY KEY (bucket, key)) WITHOUT ROWID"
        )

    def add(self, bucket: str, key: str, size: int, sha256: str) -> None:
        """Note an object that was copied."""
        row = (bucket, key, size, sha256)
        self._table.execute("INSERT INTO copied VALUES (?, ?, ?, ?)", row)

    def holds(self, bucket: str, key: str, size: int, sha256: str) -> bool:
        """Tell whether just this object was copied."""
        query = "SELECT size, sha256 FROM copied WHERE bucket = ? AND key = ?"
        found = self._table.execute(query, (bucket, key)).fetchone()
        return bool(found == (size, sha256))

    def close(self) -> None:
        """Remove it."""
        if hasattr(self, "_table"):
            self._table.close()
        self._path.unlink(missing_ok=True)


def copy_bucket(store: ObjectStore, bucket: str, writer: Writer, index: Index) -> int:
    """Write every object of a bucket into the archive and return how many there were.

    One that goes meanwhile is left out: a staged one was claimed, which a snapshot taken later
    shows; of the others `check_named` says whether they are missed.
    """
    copied = 0
    try:
        for found in store.iterate(bucket):
            try:
                known, pieces = store.fetch(bucket, found.key)
            except NotFound:
                continue
            name = f"buckets/{bucket}/{found.key}"
            sha256 = writer.add(name, known.size, _Pieces(pieces), known.media_type)
            index.add(bucket, found.key, known.size, sha256)
            copied += 1
    except (NotFound, Unavailable) as error:
        raise BackupError(f"The bucket {store.bucket_name(bucket)} cannot be read") from error
    return copied


def check_named(connections: Mapping[str, Connection], index: Index) -> int:
    """Return how many objects rows name; raises BackupError unless each was copied unaltered."""
    named, missing = 0, list[str]()
    tables = [(service, *one) for service, named_by in NAMING.items() for one in named_by]
    for service, table, column in tables:
        if table not in tables_of(connections[service]):
            continue  # a schema that is older than the table
        query = f"SELECT DISTINCT {column}, size, sha256 FROM {table}"  # noqa: S608 - our names
        for key, size, sha256 in rows_of(connections[service], query):
            named += 1
            if not index.holds(service, str(key), size, sha256) and len(missing) < _SHOWN:
                missing.append(f"{service}/{key}")
    if missing:
        raise BackupError(
            "Rows name objects that are missing or altered in the object store, so this would be no "
            f"whole backup: {', '.join(missing)}"
        )
    return named


def is_empty(store: ObjectStore, buckets: Iterable[str] = BUCKETS) -> bool:
    """Tell whether no bucket holds anything."""
    return not any(next(store.iterate(bucket), None) for bucket in buckets)


def clear(store: ObjectStore, buckets: Iterable[str] = BUCKETS) -> None:
    """Remove every object."""
    for bucket in buckets:
        for found in store.iterate(bucket):
            store.remove(bucket, found.key)


def put_back(store: ObjectStore, bucket: str, key: str, part: Part) -> None:
    """Store an object as it was."""
    if bucket not in BUCKETS:
        raise BackupError(f"{part.name} belongs to no bucket")
    try:
        store.put_stream(bucket, key, part.content, part.size, part.media_type or _ANY_TYPE)
    except (NotFound, Unavailable) as error:
        raise BackupError(f"{part.name} could not be stored again") from error


class _Pieces(io.RawIOBase):
    """An iterator of pieces, as a file."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = b""

    def read(self, size: int = -1) -> Any:
        """Return up to so many bytes, fewer only at the end."""
        while size < 0 or len(self._left) < size:
            piece = next(self._pieces, b"")
            if not piece:
                break
            self._left += piece
        size = len(self._left) if size < 0 else size
        taken, self._left = self._left[:size], self._left[size:]
        return taken
