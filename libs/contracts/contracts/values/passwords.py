"""What a password must be like (protection level 3: complexity, nothing easily guessed)."""

import re
from collections.abc import Iterable

from contracts.values.problem import ValueProblem

MINIMUM_LENGTH, MAXIMUM_LENGTH = 8, 64
_KINDS_NEEDED = 3
_KINDS = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^A-Za-z0-9]")
_PRINTABLE = re.compile(r"[\x21-\x7e]*")
_REPEATED = re.compile(r"(.)\1{3}")
_RUN_LENGTH = 5
_ROWS = ("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_WEAK_PARTS = ("password", "passw0rd", "p@ssw0rd", "admin", "kuaiji", "iloveyou")
_SHORTEST_FORBIDDEN = 6


def check_password(password: str, forbidden: Iterable[str] = ()) -> None:
    """Refuse a weak password, or one that contains a forbidden text or its last six characters.

    `forbidden` are the person's own ID number and phone number.
    """
    if len(password) < MINIMUM_LENGTH:
        raise ValueProblem("value.password_too_short")
    if len(password) > MAXIMUM_LENGTH:
        raise ValueProblem("value.password_too_long")
    if not _PRINTABLE.fullmatch(password):
        raise ValueProblem("value.password_characters")
    if sum(bool(re.search(kind, password)) for kind in _KINDS) < _KINDS_NEEDED:
        raise ValueProblem("value.password_kinds")
    lowered = password.lower()
    if any(_is_inside(text.lower(), lowered) for text in forbidden):
        raise ValueProblem("value.password_personal")
    if _is_guessable(lowered):
        raise ValueProblem("value.password_guessable")


def _is_inside(text: str, password: str) -> bool:
    return len(text) >= _SHORTEST_FORBIDDEN and text[-_SHORTEST_FORBIDDEN:] in password


def _is_guessable(password: str) -> bool:
    if _REPEATED.search(password) or any(part in password for part in _WEAK_PARTS):
        return True
    runs = (password[at : at + _RUN_LENGTH] for at in range(len(password) - _RUN_LENGTH + 1))
    return any(run in row or run in row[::-1] for run in runs for row in _ROWS)
