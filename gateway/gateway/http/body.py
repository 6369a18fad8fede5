"""Read what a client sends, within limits."""

import asyncio
import json
from typing import Any

from contracts.errors import ServiceError
from starlette.requests import Request

from gateway.http.problems import BadRequest, ContentTooLarge, UnsupportedMediaType

MAX_JSON_BYTES = 64 * 1024
MAX_DEPTH = 12
READ_SECONDS = 15.0


class RequestTimeout(ServiceError):
    """The body came too slowly."""

    status = 408
    default_code = "gateway.upload_too_slow"


async def read_bytes(request: Request, limit: int = MAX_JSON_BYTES) -> bytes:
    """Return the whole body; refuse one over `limit` bytes without reading further."""
    ensure_announced_size(request, limit)
    chunks = bytearray()
    try:
        async with asyncio.timeout(READ_SECONDS):
            async for chunk in request.stream():
                chunks += chunk
                if len(chunks) > limit:
                    raise ContentTooLarge(details={"limit": limit})
    except TimeoutError:
        raise RequestTimeout from None
    return bytes(chunks)


def ensure_announced_size(request: Request, limit: int) -> None:
    """Refuse a body whose Content-Length alone is too large."""
    announced = request.headers.get("content-length", "0")
    if not announced.isdecimal():
        raise BadRequest
    if int(announced) > limit:
        raise ContentTooLarge(details={"limit": limit})


def parse_object(raw: bytes, content_type: str) -> dict[str, Any]:
    """Return the JSON object in a body; raise what is wrong with it."""
    if content_type.partition(";")[0].strip().lower() != "application/json":
        raise UnsupportedMediaType(details={"accepted": ["application/json"]})
    try:
        value = json.loads(raw, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise BadRequest("gateway.malformed_json") from None
    if not isinstance(value, dict):
        raise BadRequest("gateway.not_an_object")
    _ensure_sane(value, MAX_DEPTH)
    return value


def parse_list(raw: bytes) -> list[Any]:
    """Return the JSON list in a body, whatever type it is said to be of."""
    try:
        value = json.loads(raw, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise BadRequest("gateway.malformed_json") from None
    if not isinstance(value, list):
        raise BadRequest("gateway.not_a_list")
    _ensure_sane(value, MAX_DEPTH)
    return value


def _refuse_constant(name: str) -> None:
    """Refuse NaN and infinities, which JSON does not have."""
    raise ValueError(name)


def _ensure_sane(value: Any, depth: int) -> None:
    if isinstance(value, str):
        ensure_plain_text(value)
    elif isinstance(value, dict | list):
        if depth == 0:
            raise BadRequest("gateway.body_too_deep")
        for inner in value.values() if isinstance(value, dict) else value:
            _ensure_sane(inner, depth - 1)
        if isinstance(value, dict):
            for key in value:
                ensure_plain_text(key)


def ensure_plain_text(text: str) -> None:
    """Refuse what no database column can hold: NUL and halves of surrogate pairs."""
    if text.isascii():
        if "\x00" in text:
            raise BadRequest("gateway.bad_characters")
        return
    if "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise BadRequest("gateway.bad_characters")
