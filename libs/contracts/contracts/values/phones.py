"""Telephone numbers as people write them, in the one form that is kept (docs/domain.md).

Which mobile ranges are in use changes: only their shape is checked. What landlines and numbers
abroad look like is known by phonenumbers; a landline of the right shape that it does not know is
taken as well, since its table ages.
"""

import re
from collections.abc import Iterator

import phonenumbers

from contracts.values.problem import ValueProblem
from contracts.values.text import code_text, compact

_HOME = "CN"
_HOME_CODE = 86
_LABEL = re.compile(r"^(?:单位|办公|联系)?(?:TEL|PHONE|MOBILE|电话|座机|手机)(?:号码?)?[.:]*")
_COUNTRY = re.compile(r"^(?:(?:\+|00)86(?:\(0\))?|86(?=0?1\d{10}$))0?", re.ASCII)
_TRUNK = re.compile(r"^0(?=1[3-9]\d{9}$)", re.ASCII)
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_SERVICE = re.compile(r"[48]00\d{7}|9[56]\d{3,4}", re.ASCII)
_AREA = r"(010|02\d|0[3-9]\d{2})"
_LANDLINE = re.compile(_AREA + r"?([1-9]\d{6,7})", re.ASCII)
_KEPT = re.compile(rf"(?:{_AREA}-)?[1-9]\d{{6,7}}-\d{{1,6}}", re.ASCII)
_ABROAD = re.compile(r"(?:\+|00)(?!86)\d", re.ASCII)
_DASHES = re.compile(r"[‐‑‒–—―－−_~]+")
_EXTENSION_WORD = re.compile(r"[-,;(]*(?:转?分机号?|内线|转接?|EXT(?:ENSION)?|X|#)[-.:=]*")
_SEVERAL = re.compile(r"\d{7}\D*[、/;,，；或]\D*\d{4}", re.ASCII)
_DIGITS = re.compile(r"[0-9]+", re.ASCII)
_EXTENSION_MAXIMUM = 6


def clean_phone(raw: str) -> str:
    """Return a mainland mobile number as eleven digits."""
    text = _LABEL.sub("", compact(raw))
    number = re.sub(r"[()]", "", code_text(text))
    if not number:
        raise ValueProblem("common.required")
    number = _TRUNK.sub("", _COUNTRY.sub("", number))
    if not _MOBILE.fullmatch(number):
        raise ValueProblem(_fault_of_mobile(text, number))
    return number


def clean_employer_phone(raw: str) -> str:
    """Return an employer's number in its one form.

    `area-number-extension` without what is missing, a mobile or 400/800 number as digits, with the
    extension after a dash; a number abroad in the form of E.164.
    """
    text = _LABEL.sub("", _DASHES.sub("-", compact(raw)))
    if not text:
        raise ValueProblem("common.required")
    for number, extension in _readings(text):
        if kept := _kept(number):
            return kept + (f"-{extension}" if extension else "")
    raise ValueProblem(_fault_of_employer_phone(text))


def _readings(text: str) -> Iterator[tuple[str, str]]:
    """Return what may be the number and its extension, the likeliest first."""
    number, *words = _EXTENSION_WORD.split(text, maxsplit=1)
    if words:
        extension = words[0].rstrip(")")
        if _is_extension(extension):
            yield number, extension
        return
    head, _, tail = text.rpartition("-")
    # As we write it ourselves: nobody parts a number after its seventh or eighth digit.
    ours = _KEPT.fullmatch(text) and not _is_without_area(_plain(text))
    if ours:
        yield head, tail
    yield text, ""
    if head and not ours and _is_extension(tail):
        yield head, tail


def _is_without_area(number: str) -> bool:
    return bool(_MOBILE.fullmatch(number) or _SERVICE.fullmatch(number))


def _is_extension(text: str) -> bool:
    return bool(_DIGITS.fullmatch(text)) and len(text) <= _EXTENSION_MAXIMUM


def _kept(text: str) -> str | None:
    """Return a number without extension as it is kept; None if it is none."""
    number = _plain(text)
    if not _DIGITS.fullmatch(number.removeprefix("+")):
        return None
    if _ABROAD.match(number):
        return _abroad(number)
    home = _TRUNK.sub("", _COUNTRY.sub("", number))
    return home if _is_without_area(home) else _landline(number)


def _plain(text: str) -> str:
    return re.sub(r"[-().·・]", "", text)


def _landline(number: str) -> str | None:
    # Behind the country's code, and out of habit, people leave out the area's 0.
    home = _COUNTRY.sub("0", number)
    shape = _LANDLINE.fullmatch(home)
    if shape is None and (found := _known(number)) and found.country_code == _HOME_CODE:
        shape = _LANDLINE.fullmatch(f"0{found.national_number}")
    return "-".join(part for part in shape.groups() if part) if shape else None


def _abroad(number: str) -> str | None:
    found = _known(number)
    if found is None or found.country_code == _HOME_CODE:
        return None
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)


def _known(number: str) -> phonenumbers.PhoneNumber | None:
    try:
        found = phonenumbers.parse(number, _HOME)
    except phonenumbers.NumberParseException:
        return None
    return found if phonenumbers.is_valid_number(found) else None


def _fault_of_mobile(text: str, number: str) -> str:
    if _ABROAD.match(text):
        return "value.phone_abroad"
    if not _DIGITS.fullmatch(number.removeprefix("+")):
        return "value.phone_characters"
    if _SERVICE.fullmatch(number) or _LANDLINE.fullmatch(number):
        return "value.phone_landline"
    return "value.phone" if len(number) == 11 else "value.phone_length"


def _fault_of_employer_phone(text: str) -> str:
    number, *extension = _EXTENSION_WORD.split(text, maxsplit=1)
    if _SEVERAL.search(text):
        return "value.employer_phone_several"
    if extension and not _is_extension(extension[0].rstrip(")")):
        return "value.employer_phone_extension"
    if _ABROAD.match(_plain(number)):
        return "value.employer_phone_abroad"
    if not _DIGITS.fullmatch(_plain(number).removeprefix("+")):
        return "value.employer_phone_characters"
    head, _, tail = number.rpartition("-")
    if _kept(head) and len(tail) > _EXTENSION_MAXIMUM:
        return "value.employer_phone_extension"
    return "value.employer_phone"
