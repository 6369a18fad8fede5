"""Entity tags: `"<version>-<checksum>"`, so that one tag serves If-Match and If-None-Match."""

import re
import zlib
from typing import Any

from starlette.requests import Request

from gateway.http.problems import BadRequest

# A proxy that compresses makes our tags weak; the version in them still says what the client read.
_VERSION_TAG = re.compile(r'(?:W/)?"([0-9]{1,18})(?:-[0-9a-f]{8})?"')


def etag_of(answer: Any, body: bytes) -> str:
    """Return the tag of an answer: its version, if it has one, and what it looks like now."""
    checksum = f"{zlib.crc32(body):08x}"
    version = answer.get("version") if isinstance(answer, dict) else None
    return f'"{checksum}"' if version is None else f'"{version}-{checksum}"'


def expected_version(request: Request) -> int | None:
    """Return the version named by If-Match; None when the header is absent or `*`."""
    header = request.headers.get("if-match")
    if header is None or header.strip() == "*":
        return None
    match = _VERSION_TAG.fullmatch(header.strip())
    if not match:
        raise BadRequest("gateway.bad_if_match")
    return int(match[1])


def is_unchanged(request: Request, etag: str) -> bool:
    """Return whether the client already holds what carries this tag."""
    header = request.headers.get("if-none-match")
    if header is None:
        return False
    tags = {tag.strip().removeprefix("W/") for tag in header.split(",")}
    return "*" in tags or etag.removeprefix("W/") in tags
