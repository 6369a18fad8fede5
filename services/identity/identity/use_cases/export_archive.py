"""Write a person's data into a ZIP file that is handed on while it is written.

Whatever a person has, memory holds one page of items and one chunk of a file.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import Any, Protocol
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from contracts.errors import NotFound
from contracts.personal_data import FILE_OWNERS, FILES, PARTS, Part
from contracts.platform import TIME_ZONE
from contracts.reference.dictionaries import name_of

from identity.domain.export_files import path_of
from identity.domain.export_pages import FOOT, Entry, contents, head, item

_CHUNK = 64 * 1024
_IN_MEMORY = 1024 * 1024
_FILE_FIELDS = ("attachment_id", "kind", "case_id", "file_name", "media_type", "size", "sha256")


class Sources(Protocol):
    """Where the data come from; a page is `{"items": […], "next_cursor": text or None}`."""

    def items(self, part: Part, cursor: str | None) -> dict[str, Any]:
        """Return one page of a part."""

    def files(self, service: str, cursor: str | None) -> dict[str, Any]:
        """Return one page of the files of one service."""

    def fetch(self, bucket: str, key: str) -> Iterator[bytes]:
        """Return a file piece by piece; raises NotFound."""


class ExportArchive:
    """One person's archive; `beat` is called often, and `step` after each part."""

    def __init__(
        self, sources: Sources, now: datetime, beat: Callable[[], None], step: Callable[[], None]
    ) -> None:
        self._sources = sources
        self._now = now.astimezone(TIME_ZONE)
        self._beat, self._step = beat, step
        self._zip = _Zip(self._now)
        self._entries: list[Entry] = []
        self._missing: list[str] = []

    def chunks(self) -> Iterator[bytes]:
        """Yield the archive from its first byte to its last."""
        for part in PARTS:
            yield from self._part(part)
            self._step()
        yield from self._files()
        made = {"created_at": f"{self._now:%Y-%m-%d %H:%M}"}
        first = contents(self._entries, made, self._missing)
        yield from self._zip.add("index.html", [first.encode()])
        yield self._zip.close()
        self._step()

    def _part(self, part: Part) -> Iterator[bytes]:
        with _Pages(part) as pages:
            for page in _pages(lambda cursor: self._sources.items(part, cursor)):
                self._beat()
                for values in page["items"]:
                    pages.add(values)
            yield from self._close(pages)

    def _files(self) -> Iterator[bytes]:
        with _Pages(FILES) as pages:
            for service in FILE_OWNERS:
                for page in _pages(self._files_of(service)):
                    for file in page["items"]:
                        yield from self._file(service, file, pages)
                self._step()
            yield from self._close(pages)

    def _files_of(self, service: str) -> Callable[[str | None], dict[str, Any]]:
        return lambda cursor: self._sources.files(service, cursor)

    def _file(self, service: str, file: dict[str, Any], pages: "_Pages") -> Iterator[bytes]:
        """Add a file, once however many cases show it, and its description."""
        self._beat()
        path = path_of(service, file["attachment_id"], file["file_name"])
        if path == pages.last_path:
            return
        pages.last_path = path
        try:
            pieces = self._sources.fetch(file["bucket"], file["key"])
        except NotFound:
            self._missing.append(file["file_name"])
            return
        pages.add({"path": path, **_described(file)})
        # Pictures and PDF files are compressed already.
        yield from self._zip.add(path, pieces, ZIP_STORED)

    def _close(self, pages: "_Pages") -> Iterator[bytes]:
        entry = pages.finish()
        self._entries.append(entry)
        yield from self._zip.add(entry.data, pages.data())
        if entry.items:
            yield from self._zip.add(entry.page, pages.page())


class _Outlet:
    """Where the archive is written to: it cannot be read or wound back."""

    def __init__(self) -> None:
        self._held = bytearray()

    def write(self, data: bytes, /) -> int:
        """Take in what the archive writes."""
        self._held += data
        return len(data)

    def flush(self) -> None:
        """There is nothing to flush: what was written waits to be taken."""

    def close(self) -> None:
        """There is nothing to close."""

    def take(self) -> bytes:
        """Return what was written since the last time."""
        taken = bytes(self._held)
        self._held.clear()
        return taken


class _Zip:
    """A ZIP file whose bytes are taken away as they are written."""

    def __init__(self, now: datetime) -> None:
        self._out = _Outlet()
        self._zip = ZipFile(self._out, "w")
        self._moment = now.timetuple()[:6]

    def add(
        self, name: str, pieces: Iterable[bytes], compression: int = ZIP_DEFLATED
    ) -> Iterator[bytes]:
        """Add an entry and yield what there is of the archive meanwhile."""
        info = ZipInfo(name, self._moment)
        info.compress_type = compression
        with self._zip.open(info, "w") as entry:
            for piece in pieces:
                entry.write(piece)
                yield self._out.take()
        yield self._out.take()

    def close(self) -> bytes:
        """Write the directory and return the rest."""
        self._zip.close()
        return self._out.take()


class _Pages:
    """One part as JSON and as a page, kept aside until it is whole: a ZIP takes one after another."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._items = 0
        self.last_path = ""

    def __enter__(self) -> "_Pages":
        self._json = SpooledTemporaryFile(_IN_MEMORY)
        self._html = SpooledTemporaryFile(_IN_MEMORY)
        about = {"part": self._part.code, "title": self._part.title}
        self._json.write(json.dumps(about, ensure_ascii=False)[:-1].encode() + b', "items": [')
        self._html.write(head(self._part.title).encode())
        return self

    def __exit__(self, *_: object) -> None:
        self._json.close()
        self._html.close()

    def add(self, values: dict[str, Any]) -> None:
        """Add an item."""
        separator = b",\n" if self._items else b"\n"
        self._items += 1
        self._json.write(separator + json.dumps(values, ensure_ascii=False).encode())
        self._html.write(item(self._items, values).encode())

    def finish(self) -> Entry:
        """End both and return their line of the table of contents."""
        self._json.write(b"\n]}\n")
        self._html.write(FOOT.encode())
        code = self._part.code
        return Entry(self._part.title, self._items, f"pages/{code}.html", f"data/{code}.json")

    def data(self) -> Iterator[bytes]:
        """Yield the JSON."""
        return _read(self._json)

    def page(self) -> Iterator[bytes]:
        """Yield the page."""
        return _read(self._html)


def _read(spooled: "SpooledTemporaryFile[bytes]") -> Iterator[bytes]:
    spooled.seek(0)
    while chunk := spooled.read(_CHUNK):
        yield chunk


def _pages(ask: Callable[[str | None], dict[str, Any]]) -> Iterator[dict[str, Any]]:
    cursor = None
    while True:
        page = ask(cursor)
        yield page
        cursor = page["next_cursor"]
        if not cursor:
            return


def _described(file: dict[str, Any]) -> dict[str, Any]:
    described = {name: file[name] for name in _FILE_FIELDS}
    return {**described, "kind_name": name_of("attachment_kind", file["kind"])}
