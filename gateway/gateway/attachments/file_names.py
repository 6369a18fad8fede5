"""A client's name for a file, as its form says it."""

import re
from urllib.parse import unquote_to_bytes

# Values in quotes are taken whole: what looks like a parameter inside them is none.
_PARAMETER = re.compile(rb';\s*([^=;\s"]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)')
# RFC 5987, 3.2.1: charset, language, and characters that are allowed or percent-encoded.
_EXTENDED = re.compile(
    rb"(?P<charset>utf-8|iso-8859-1)'[a-z0-9-]*'(?P<value>(?:%[0-9a-f]{2}|[\w!#$&+.^`|~-])*)", re.I
)


def extended_name(content_disposition: bytes) -> str | None:
    """Return what `filename*` says by RFC 5987, or None where it is absent or says nothing."""
    for name, value in _PARAMETER.findall(content_disposition):
        if name.lower() == b"filename*":
            return _decoded(value.strip())
    return None


def _decoded(value: bytes) -> str | None:
    found = _EXTENDED.fullmatch(value)
    if found is None:
        return None
    try:
        return unquote_to_bytes(found["value"]).decode(found["charset"].decode()) or None
    except UnicodeDecodeError:
        return None
