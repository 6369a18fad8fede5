"""Telephone numbers and e-mail addresses.

Which number ranges are in use changes; so only the shape is checked (`1[3-9]` and nine digits).
"""

import re

from contracts.values.problem import ValueProblem
from contracts.values.text import code_text, compact, half_width

_DASHES = str.maketrans("", "", "-‐‑–—－()（）")
_COUNTRY = re.compile(r"(?:\+|00)?86(?=1\d{10}$)", re.ASCII)
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_LANDLINE = re.compile(r"(?:(010|02\d|0[3-9]\d{2})-?)?([1-9]\d{6,7})(?:[-转](\d{1,6}))?", re.ASCII)
_SERVICE = re.compile(r"[48]00\d{7}", re.ASCII)
_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}"
)
_EMAIL_MAXIMUM = 254


def clean_phone(raw: str) -> str:
    """Return a mainland mobile number as eleven digits."""
    number = _COUNTRY.sub("", code_text(raw).translate(_DASHES))
    if not number:
        raise ValueProblem("common.required")
    if not _MOBILE.fullmatch(number):
        raise ValueProblem("value.phone")
    return number


def clean_employer_phone(raw: str) -> str:
    """Return an employer's number: a mobile, a 400/800 number or `area-number-extension`."""
    plain = compact(raw)
    digits = _COUNTRY.sub("", plain.translate(_DASHES))
    if _MOBILE.fullmatch(digits) or _SERVICE.fullmatch(digits):
        return digits
    landline = _LANDLINE.fullmatch(
        re.sub(r"[‐‑–—－]", "-", plain).replace("(", "").replace(")", "-")
    )
    if not landline:
        raise ValueProblem("value.employer_phone")
    return "-".join(part for part in landline.groups() if part)


def clean_email(raw: str) -> str:
    """Return an e-mail address; its part after the @ in lower case."""
    address = half_width(raw).strip()
    local, _, domain = address.rpartition("@")
    if not _EMAIL.fullmatch(address) or ".." in address or len(address) > _EMAIL_MAXIMUM:
        raise ValueProblem("value.email")
    return f"{local}@{domain.lower()}"
