"""Tokens that are derived from an id by our key, so that none is stored."""

from chassis.crypto import cipher, same

RECOVERY, OBJECTION, UPLOAD = (
    f"identity.{name}_token" for name in ("recovery", "objection", "upload")
)
_BYTES = 16


def token_of(row_id: str, purpose: str) -> str:
    """Return the token of a row for one purpose."""
    return cipher().blind_index(row_id, purpose)[:_BYTES].hex()


def is_token_of(row_id: str, purpose: str, token: str) -> bool:
    """Tell whether a token is the row's; takes as long either way."""
    return same(token_of(row_id, purpose).encode(), token.encode())


def upload_token_of(upload_id: str) -> str:
    """Return the token that names an upload and proves it."""
    return f"{upload_id}.{token_of(upload_id, UPLOAD)}"


def upload_id_of(token: str) -> str | None:
    """Return the id in an upload token that we gave."""
    upload_id, _, rest = token.partition(".")
    return upload_id if is_token_of(upload_id, UPLOAD, rest) else None
