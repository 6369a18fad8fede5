"""Keys that let a repeated command be answered again instead of done again."""

import hashlib
import re
import uuid

from starlette.requests import Request

from gateway.http.problems import BadRequest

HEADER = "Idempotency-Key"
_SANE_KEY = re.compile(r"[\x21-\x7e]{1,128}")


def idempotency_key(request: Request) -> str:
    """Return the client's key, or one of our own for this request alone.

    Our own key makes a message that the broker delivers twice, or that we send again after a
    reconnect, harmless.
    """
    given = request.headers.get(HEADER)
    if given is None:
        return f"gateway-{uuid.uuid4().hex}"
    if not _SANE_KEY.fullmatch(given) or given.startswith("gateway-"):
        raise BadRequest("gateway.bad_idempotency_key")
    return given


def request_hash(request: Request, body: bytes) -> str:
    """Return the digest by which a key used for something else is recognised."""
    digest = hashlib.sha256(f"{request.method} {request.url.path}\n".encode())
    digest.update(body)
    return digest.hexdigest()
