"""The archive inside the encryption: a tar that is written and read as a stream.

    header.json
    buckets/staging/<key> …
    databases/<service>/<table>/000000.copy.gz …
    buckets/<bucket>/<key> …
    manifest.json

Nothing is ever held whole but a part of a table, which is at most a few megabytes.
"""

import hashlib
import io
import tarfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from backup.errors import BackupError
from backup.manifest import Tally, Total

HEADER, MANIFEST = "header.json", "manifest.json"
PIECE = 1 << 20
_MEDIA_TYPE = "AUSM.media_type"


class HashedReader:
    """Reads a file and knows the SHA-256 and the size of what was read."""

    def __init__(self, source: Any) -> None:
        self._source = source
        self._digest = hashlib.sha256()
        self.size = 0

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes; empty at the end."""
        piece: bytes = self._source.read(size)
        self._digest.update(piece)
        self.size += len(piece)
        return piece

    @property
    def sha256(self) -> str:
        """Return the digest of what was read so far."""
        return self._digest.hexdigest()


@dataclass(slots=True)
class _Totals:
    tallies: dict[str, Tally] = field(default_factory=dict)

    def add(self, name: str, read: HashedReader) -> None:
        tally = self.tallies.setdefault(_section(name), Tally())
        tally.add(name, read.size, read.sha256)

    def sums(self) -> dict[str, Total]:
        """All but header and manifest, which cannot count themselves."""
        return {name: tally.total() for name, tally in self.tallies.items() if "/" in name}


class Writer:
    """Adds parts to an archive and keeps count of them; closes it when its block ends.

    An archive whose block failed has no manifest, and is refused for that.
    """

    def __init__(self, target: BinaryIO) -> None:
        self._tar = tarfile.open(  # noqa: SIM115 - closed at the end of the block
            fileobj=target, mode="w|", format=tarfile.PAX_FORMAT, bufsize=PIECE
        )
        self._totals = _Totals()

    def __enter__(self) -> "Writer":
        return self

    def __exit__(self, failed: object, *_: object) -> None:
        with suppress(*(OSError,) if failed else ()):
            self._tar.close()

    def add(self, name: str, size: int, source: Any, media_type: str | None = None) -> str:
        """Add a part of this many bytes and return its SHA-256.

        Raises BackupError if the source holds fewer.
        """
        info = tarfile.TarInfo(name)
        info.size = size
        info.mode = 0o600
        if media_type:
            info.pax_headers = {_MEDIA_TYPE: media_type}
        hashed = HashedReader(source)
        try:
            self._tar.addfile(info, hashed)
        except OSError as error:
            if hashed.size < size and not isinstance(error, BrokenPipeError):
                raise BackupError(f"{name} ended after {hashed.size} of {size} bytes") from error
            raise
        # The list would grow with every object.
        self._tar.members.clear()  # type: ignore[attr-defined]
        self._totals.add(name, hashed)
        return hashed.sha256

    def add_bytes(self, name: str, data: bytes) -> None:
        """Add a part that is at hand."""
        self.add(name, len(data), io.BytesIO(data))

    def totals(self) -> dict[str, Total]:
        """Return the count of what was added."""
        return self._totals.sums()


@dataclass(frozen=True, slots=True)
class Part:
    """One part as it is read: it must be read before the next one is asked for."""

    name: str
    size: int
    media_type: str | None
    content: HashedReader

    @property
    def path(self) -> tuple[str, str, str]:
        """Return what it is of, which one, and the rest: `("buckets", "staging", key)`."""
        kind, _, rest = self.name.partition("/")
        which, _, rest = rest.partition("/")
        return kind, which, rest

    def all(self) -> bytes:
        """Return the whole content."""
        return self.content.read()


class Reader:
    """Reads the parts of an archive in turn and keeps count of them."""

    def __init__(self, source: BinaryIO) -> None:
        self._totals = _Totals()
        try:
            self._tar = tarfile.open(fileobj=source, mode="r|", bufsize=PIECE)  # noqa: SIM115
        except tarfile.TarError as error:
            raise _not_understood(error) from error

    def parts(self) -> Iterator[Part]:
        """Yield every part; what the taker leaves of one is read before the next."""
        while (info := self._next()) is not None:
            content = HashedReader(self._tar.extractfile(info))
            yield Part(info.name, info.size, info.pax_headers.get(_MEDIA_TYPE), content)
            try:
                while content.read(PIECE):
                    pass
            except tarfile.TarError as error:
                raise _not_understood(error) from error
            self._tar.members.clear()  # type: ignore[attr-defined]
            self._totals.add(info.name, content)

    def totals(self) -> dict[str, Total]:
        """Return the count of what was read."""
        return self._totals.sums()

    def _next(self) -> tarfile.TarInfo | None:
        try:
            info = self._tar.next()
        except tarfile.TarError as error:
            raise _not_understood(error) from error
        if info is not None and not info.isreg():
            raise BackupError(f"{info.name} in the archive is no file")
        return info


def _not_understood(error: Exception) -> BackupError:
    return BackupError(f"The archive is not understood: {error}")


def _section(name: str) -> str:
    """Return what parts are counted with: a bucket or a table."""
    kind, _, rest = name.partition("/")
    depth = 1 if kind == "buckets" else 2
    return "/".join([kind, *rest.split("/")[:depth]]) if rest else kind
