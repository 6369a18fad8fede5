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
_NAMING = {
    "value.password_personal": "密码不能包含证件号码或手机号码的后六位“{}”，请换一个密码",
    "value.password_guessable": "密码中的“{}”很容易被猜到，请换成别的字符",
}


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
    if personal := _find_personal(lowered, forbidden):
        raise _refusal("value.password_personal", password, personal)
    if guessable := _find_guessable(lowered):
        raise _refusal("value.password_guessable", password, guessable)


def _refusal(code: str, password: str, part: str) -> ValueProblem:
    """Return the refusal that names the part of the password, as it was typed."""
    start = password.lower().index(part)
    typed = password[start : start + len(part)]
    return ValueProblem(code, _NAMING[code].format(typed))


def _find_personal(password: str, forbidden: Iterable[str]) -> str | None:
    """Return the end of one's own number that the password contains."""
    ends = (
        text.lower()[-_SHORTEST_FORBIDDEN:]
        for text in forbidden
        if len(text) >= _SHORTEST_FORBIDDEN
    )
    return next((end for end in ends if end in password), None)


def _find_guessable(password: str) -> str | None:
    """Return the word, run or repetition that makes the password easy to guess."""
    if repeated := _REPEATED.search(password):
        return repeated.group()
    runs = (password[at : at + _RUN_LENGTH] for at in range(len(password) - _RUN_LENGTH + 1))
    in_rows = (run for run in runs if any(run in row or run in row[::-1] for row in _ROWS))
    in_words = (part for part in _WEAK_PARTS if part in password)
    return next(in_words, None) or next(in_rows, None)
