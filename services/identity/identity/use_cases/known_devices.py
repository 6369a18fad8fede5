"""Devices that somebody logged in from before: others cannot lock them out (ADR 0073)."""

import secrets
from collections.abc import Iterable

from chassis.crypto import cipher, same

_PURPOSE = "identity.known_device"
_NUMBER_BYTES = 12


def new_device_token(subject_id: str) -> str:
    """Return what a device shows at its next log-in: its number, and our mark for this account."""
    number = secrets.token_hex(_NUMBER_BYTES)
    return f"{number}.{_mark(subject_id, number)}"


def device_of(token: str | None, subject_ids: Iterable[str]) -> str | None:
    """Return the number of a device that one of these accounts was logged in from, else None."""
    number, _, mark = (token or "").partition(".")
    if not mark or not mark.isascii():
        return None
    known = [same(mark.encode(), _mark(one, number).encode()) for one in subject_ids]
    return number if any(known) else None


def _mark(subject_id: str, number: str) -> str:
    return cipher().blind_index(f"{subject_id}:{number}", _PURPOSE).hex()
