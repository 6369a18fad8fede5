"""Receive a multipart form with one file, counting while it streams in."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from contracts.attachments import ATTACHMENT_RULES
from contracts.errors import ValidationFailed, Violation
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from gateway.attachments.file_names import extended_name
from gateway.attachments.places import Place, UploadPlaces
from gateway.http.body import RequestTimeout, ensure_announced_size
from gateway.http.problems import BadRequest, ContentTooLarge, UnsupportedMediaType

# What the form itself may add to the file.
OVERHEAD_BYTES = 64 * 1024
# What may lie in a file around what is kept of it: metadata, profiles, thumbnails, a second picture.
AROUND_BYTES = 1024 * 1024
MAX_HEADER_BYTES = 4096
MAX_FIELD_BYTES = 256
MAX_PARTS = 5
# So long may a sender say nothing, and a slow one be behind the lowest rate.
SILENCE_SECONDS = 15.0
LOWEST_RATE = 4 * 1024


@dataclass(slots=True)
class Upload:
    """What the form said."""

    kind: str = ""
    file_name: str = ""
    content: bytearray = field(default_factory=bytearray)
    has_file: bool = False


class _FormReader:
    """Callbacks of the parser: gathers `kind` and `file`, refuses the rest early."""

    def __init__(self, largest: int) -> None:
        self.upload = Upload()
        self.ended = False
        self._largest = largest
        self._part = ""
        self._parts = 0
        self._header_name = bytearray()
        self._header_value = bytearray()
        self._headers: dict[str, bytes] = {}
        self._field = bytearray()

    def on_part_begin(self) -> None:
        self._parts += 1
        if self._parts > MAX_PARTS:
            raise _malformed(self._path())
        self._headers = {}
        self._field = bytearray()

    def on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._header_name += data[start:end]
        self._ensure_header_size()

    def on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._header_value += data[start:end]
        self._ensure_header_size()

    def on_header_end(self) -> None:
        name = self._header_name.decode("latin-1").lower()
        self._headers[name] = bytes(self._header_value)
        self._header_name.clear()
        self._header_value.clear()

    def on_headers_finished(self) -> None:
        disposition = self._headers.get("content-disposition", b"")
        _, options = parse_options_header(disposition)
        self._part = options.get(b"name", b"").decode("utf-8", "replace")
        if self._part == "file":
            self._begin_file(options.get(b"filename"), extended_name(disposition))

    def _begin_file(self, plain: bytes | None, extended: str | None) -> None:
        if self.upload.has_file or (plain is None and extended is None):
            raise _malformed("file")
        self.upload.has_file = True
        # RFC 6266, 4.3: the extended one is the better of two.
        self.upload.file_name = extended or (plain or b"").decode("utf-8", "replace")

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self._part == "file":
            self.upload.content += data[start:end]
            if len(self.upload.content) > self._limit() + AROUND_BYTES:
                raise self._too_large()
            return
        self._field += data[start:end]
        if len(self._field) > MAX_FIELD_BYTES:
            raise _malformed(self._path())

    def on_part_end(self) -> None:
        if self._part == "kind":
            self.upload.kind = self._field.decode("utf-8", "replace")

    def on_end(self) -> None:
        self.ended = True

    def _path(self) -> str:
        return "kind" if self._part == "kind" else "file"

    def _limit(self) -> int:
        """Return the kind's own limit once the kind is known, which may be after the file."""
        rule = ATTACHMENT_RULES.get(self.upload.kind)
        return rule.max_bytes if rule else self._largest

    def _too_large(self) -> ContentTooLarge:
        details = {"limit": self._limit(), **_at("file", "attachment.too_large")}
        return ContentTooLarge("attachment.too_large", details=details)

    def _ensure_header_size(self) -> None:
        if len(self._header_name) + len(self._header_value) > MAX_HEADER_BYTES:
            raise _malformed(self._path())


async def read_upload(
    request: Request, largest: int, seconds: float, places: UploadPlaces, place: Place
) -> Upload:
    """Return the form's kind and file; stop reading at the first thing that is wrong."""
    _ensure_announced_size(request, largest)
    reader = _FormReader(largest)
    parser = _parser(request, reader)
    try:
        async with asyncio.timeout(seconds) as whole:
            place.end = lambda: whole.reschedule(0)
            async for chunk in _fast_enough(request.stream()):
                places.hold(place, len(chunk))
                parser.write(chunk)
    except TimeoutError:
        raise RequestTimeout(details=_at("file", "gateway.upload_too_slow")) from None
    except ValueError:  # the parser's own errors
        raise _malformed("file") from None
    finally:
        place.end = None
    if not reader.ended:
        raise _malformed("file")
    _ensure_complete(reader.upload)
    return reader.upload


async def _fast_enough(stream: AsyncGenerator[bytes, None]) -> AsyncIterator[bytes]:
    """Yield what comes; each byte buys its time at the lowest rate, and nobody saves up time."""
    clock = asyncio.get_running_loop().time
    latest = clock() + SILENCE_SECONDS
    while True:
        async with asyncio.timeout_at(latest):
            chunk = await anext(stream, None)
        if chunk is None:
            return
        latest = min(latest + len(chunk) / LOWEST_RATE, clock() + SILENCE_SECONDS)
        yield chunk


def _parser(request: Request, reader: _FormReader) -> MultipartParser:
    media_type, options = parse_options_header(request.headers.get("content-type", ""))
    if media_type != b"multipart/form-data":
        details = _at("file", "gateway.unsupported_media_type")
        raise UnsupportedMediaType(details={"accepted": ["multipart/form-data"], **details})
    if not options.get(b"boundary"):
        raise _malformed("file")
    callbacks: Any = {name: getattr(reader, name) for name in dir(reader) if name.startswith("on_")}
    return MultipartParser(options[b"boundary"], callbacks)


def _ensure_complete(upload: Upload) -> None:
    violations = []
    if not upload.kind:
        violations.append(Violation("kind", "common.required"))
    if not upload.has_file:
        violations.append(Violation("file", "common.required"))
    if violations:
        raise ValidationFailed.of(violations)


def _ensure_announced_size(request: Request, largest: int) -> None:
    try:
        ensure_announced_size(request, largest + AROUND_BYTES + OVERHEAD_BYTES)
    except ContentTooLarge:
        details = {"limit": largest, **_at("file", "attachment.too_large")}
        raise ContentTooLarge("attachment.too_large", details=details) from None


def _malformed(field_path: str) -> BadRequest:
    code = "gateway.malformed_form"
    return BadRequest(code, details=_at(field_path, code))


def _at(field_path: str, code: str) -> dict[str, Any]:
    return {"errors": [Violation(field_path, code).to_dict()]}
