"""What an archive says of itself: a header at its beginning, a manifest at its end.

The header holds what a restore must know before it reads on; the manifest what is known only once
everything has been written. Both are JSON.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

from backup.errors import BackupError

FORMAT = 1
_KIND = "ausm-backup"
Made = TypeVar("Made")


@dataclass(slots=True)
class Tally:
    """Parts of one kind, counted; the digest covers the name, size and SHA-256 of each in turn."""

    parts: int = 0
    size: int = 0
    _digest: Any = field(default_factory=hashlib.sha256)

    def add(self, name: str, size: int, sha256: str) -> None:
        """Count a part."""
        self.parts += 1
        self.size += size
        self._digest.update(f"{name}\t{size}\t{sha256}\n".encode())

    def total(self) -> "Total":
        """Return the sum so far."""
        return Total(self.parts, self.size, self._digest.hexdigest())


@dataclass(frozen=True, slots=True)
class Total:
    """How many parts, how many bytes, and the digest over all of them."""

    parts: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class TableFacts:
    """The columns of a table in their order, and how many rows there were."""

    columns: tuple[str, ...]
    rows: int


@dataclass(frozen=True, slots=True)
class DatabaseFacts:
    """One database: the revision of its schema, its tables, where its sequences stand."""

    revision: str
    tables: Mapping[str, TableFacts]
    sequences: Mapping[str, tuple[int, bool]]


@dataclass(frozen=True, slots=True)
class Handler:
    """Who handled which event when the backup was made."""

    source: str
    event: str
    consumer: str
    handler: str


@dataclass(frozen=True, slots=True)
class Header:
    """The first part: enough to refuse an archive that does not belong here.

    `probes` are values sealed under each master key, `index_probe` is the blind index of a known
    text, `audit_probes` are its codes under each key of the audit log: keys that answer them are
    the keys of the archive. Archives of earlier versions have no `audit_probes`.
    """

    begun_at: str
    databases_only: bool
    probes: Mapping[str, str]
    index_probe: str
    audit_probes: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> bytes:
        """Return the header as it lies in the archive."""
        return _dump({"kind": _KIND, "format": FORMAT, **asdict(self)})

    @classmethod
    def from_json(cls, data: bytes) -> "Header":
        """Return the header; raises BackupError for what is none of ours, or of a later format."""
        found = _load(data)
        if found.pop("kind", None) != _KIND:
            raise BackupError("This is no archive of ./ausm backup")
        if (version := found.pop("format", None)) != FORMAT:
            raise BackupError(
                f"The archive has format {version}, this version of AUSM reads format {FORMAT}: "
                "restore it with the version that made it"
            )
        return _made(cls, found)


@dataclass(frozen=True, slots=True)
class Manifest:
    """The last part: what must have been read by then, to the byte and to the row."""

    taken_at: str
    held_ms: int
    databases: Mapping[str, DatabaseFacts]
    handlers: tuple[Handler, ...]
    totals: Mapping[str, Total]

    def to_json(self) -> bytes:
        """Return the manifest as it lies in the archive."""
        return _dump(asdict(self))

    @classmethod
    def from_json(cls, data: bytes) -> "Manifest":
        """Return the manifest; raises BackupError if it is none."""
        found = _load(data)
        try:
            found["databases"] = {k: _database(v) for k, v in found["databases"].items()}
            found["handlers"] = tuple(Handler(**each) for each in found["handlers"])
            found["totals"] = {name: Total(**each) for name, each in found["totals"].items()}
        except (KeyError, TypeError, AttributeError) as error:
            raise BackupError(f"The manifest of the archive is not understood: {error}") from error
        return _made(cls, found)

    def objects(self) -> dict[str, int]:
        """Return how many objects each bucket had."""
        return {
            name.removeprefix("buckets/"): total.parts
            for name, total in self.totals.items()
            if name.startswith("buckets/")
        }

    def rows(self) -> int:
        """Return how many rows all databases had."""
        return sum(
            table.rows for facts in self.databases.values() for table in facts.tables.values()
        )

    def check(self, read: Mapping[str, Total]) -> None:
        """Raise BackupError unless just what was written has been read."""
        for name in sorted(self.totals.keys() | read.keys()):
            if self.totals.get(name) != read.get(name):
                raise BackupError(
                    f"{name} is not what the manifest says: {read.get(name)} "
                    f"instead of {self.totals.get(name)}. The archive is not to be trusted"
                )


def _database(found: dict[str, Any]) -> DatabaseFacts:
    tables = {
        name: TableFacts(tuple(each["columns"]), each["rows"])
        for name, each in found["tables"].items()
    }
    sequences = {name: (value, called) for name, (value, called) in found["sequences"].items()}
    return DatabaseFacts(found["revision"], tables, sequences)


def _dump(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode()


def _load(data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise BackupError("This is no archive of ./ausm backup")
    return found


def _made(kind: type[Made], values: dict[str, Any]) -> Made:
    try:
        return kind(**values)
    except TypeError as error:
        raise BackupError(
            f"The archive's {kind.__name__.lower()} is not understood: {error}"
        ) from None
