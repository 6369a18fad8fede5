"""Receive a multipart form with one file, counting while it streams in."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Any

from contracts.attachments import ATTACHMENT_RULES
from contracts.errors import ValidationFailed, Violation
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from gateway.http.body import RequestTimeout, ensure_announced_size
from gateway.http.problems import BadRequest, ContentTooLarge, UnsupportedMediaType

# What the form itself may add to the file.
OVERHEAD_BYTES = 64 * 1024
MAX_HEADER_BYTES = 4096
MAX_FIELD_BYTES = 256
MAX_PARTS = 5
# A sender that says nothing for so long keeps a place that others wait for.
SILENCE_SECONDS = 15.0


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
            raise BadRequest("gateway.malformed_form")
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
        _, options = parse_options_header(self._headers.get("content-disposition", b""))
        self._part = options.get(b"name", b"").decode("utf-8", "replace")
        if self._part == "file":
            if self.upload.has_file or b"filename" not in options:
                raise BadRequest("gateway.malformed_form")
            self.upload.has_file = True
            self.upload.file_name = options[b"filename"].decode("utf-8", "replace")

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self._part == "file":
            self.upload.content += data[start:end]
            if len(self.upload.content) > self._limit():
                raise self._too_large()
            return
        self._field += data[start:end]
        if len(self._field) > MAX_FIELD_BYTES:
            raise BadRequest("gateway.malformed_form")

    def on_part_end(self) -> None:
        if self._part == "kind":
            self.upload.kind = self._field.decode("utf-8", "replace")

    def on_end(self) -> None:
        self.ended = True

    def _limit(self) -> int:
        """Return the kind's own limit once the kind is known, which may be after the file."""
        rule = ATTACHMENT_RULES.get(self.upload.kind)
        return rule.max_bytes if rule else self._largest

    def _too_large(self) -> ContentTooLarge:
        violation = Violation("file", "attachment.too_large")
        details = {"limit": self._limit(), "errors": [violation.to_dict()]}
        return ContentTooLarge("attachment.too_large", details=details)

    def _ensure_header_size(self) -> None:
        if len(self._header_name) + len(self._header_value) > MAX_HEADER_BYTES:
            raise BadRequest("gateway.malformed_form")


async def read_upload(request: Request, largest: int, seconds: float) -> Upload:
    """Return the form's kind and file; stop reading at the first thing that is wrong."""
    ensure_announced_size(request, largest + OVERHEAD_BYTES)
    reader = _FormReader(largest)
    parser = _parser(request, reader)
    try:
        async with asyncio.timeout(seconds):
            await _feed(parser, request.stream())
    except TimeoutError:
        raise RequestTimeout from None
    except ValueError:  # the parser's own errors
        raise BadRequest("gateway.malformed_form") from None
    if not reader.ended:
        raise BadRequest("gateway.malformed_form")
    _ensure_complete(reader.upload)
    return reader.upload


async def _feed(parser: MultipartParser, stream: AsyncGenerator[bytes, None]) -> None:
    while True:
        async with asyncio.timeout(SILENCE_SECONDS):
            chunk = await anext(stream, None)
        if chunk is None:
            return
        parser.write(chunk)


def _parser(request: Request, reader: _FormReader) -> MultipartParser:
    media_type, options = parse_options_header(request.headers.get("content-type", ""))
    if media_type != b"multipart/form-data":
        raise UnsupportedMediaType(details={"accepted": ["multipart/form-data"]})
    if not options.get(b"boundary"):
        raise BadRequest("gateway.malformed_form")
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
