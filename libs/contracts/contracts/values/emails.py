"""E-mail addresses as people write them, in the one form that is kept: domains as they are read."""

import re
import unicodedata

from email_validator import EmailNotValidError, validate_email

from contracts.values.problem import ValueProblem
from contracts.values.text import half_width

_NAMED = re.compile(r"[^<>]*<([^<>]+)>")
_SCHEME = re.compile(r"^mailto:", re.IGNORECASE)
_BLANKS_AROUND = re.compile(r"\s*([@.])\s*")
_DOTS = str.maketrans("。｡．", "...")
_MAXIMUM = 254
_ANY_DOMAIN = "example.org"


def clean_email(raw: str) -> str:
    """Return an e-mail address; its domain in lower case and in its own script (公司.cn)."""
    address = _tidy(raw)
    if not address:
        raise ValueProblem("common.required")
    local, at, domain = address.rpartition("@")
    if not at or "@" in local:
        raise ValueProblem("value.email_at")
    if len(address) > _MAXIMUM:
        raise ValueProblem("value.email_length")
    return _valid(local, domain)


def _tidy(raw: str) -> str:
    text = "".join(filter(_is_seen, half_width(raw))).translate(_DOTS).strip()
    named = _NAMED.fullmatch(text)
    return _BLANKS_AROUND.sub(r"\1", _SCHEME.sub("", named[1] if named else text)).strip()


def _is_seen(character: str) -> bool:
    return unicodedata.category(character) != "Cf"


def _valid(local: str, domain: str) -> str:
    try:
        # Whether a name server knows the domain is not asked: that is I/O, and no proof.
        found = validate_email(f"{local}@{domain}", check_deliverability=False)
    except EmailNotValidError:
        raise ValueProblem(_fault(local)) from None
    if len(found.normalized) > _MAXIMUM:
        raise ValueProblem("value.email_length")
    return found.normalized


def _fault(local: str) -> str:
    try:
        validate_email(f"{local}@{_ANY_DOMAIN}", check_deliverability=False)
    except EmailNotValidError:
        return "value.email_local"
    return "value.email_domain"
