"""Numbers of certificates, and the key that makes one person one account.

The region digits of a resident number are not checked: districts come and go, and an old one is no
fault of its holder.
"""

import re
from datetime import date

from contracts.certificate_types import CertificateType, find_certificate_rule
from contracts.values.problem import ValueProblem
from contracts.values.text import code_text

MINIMUM_AGE = 14
_EARLIEST_YEAR = 1900

_FIRST_GENERATION = re.compile(r"\d{15}", re.ASCII)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
_OTHER_CARDS = {
    "81": "value.id_number_hk_macao_residence_card",
    "82": "value.id_number_hk_macao_residence_card",
    "83": "value.id_number_taiwan_residence_card",
    "9": "value.id_number_foreigner_card",
}


def clean_id_number(id_type: str, raw: str, today: date) -> str:
    """Return the certificate number in its one written form."""
    number = code_text(raw)
    if not number:
        raise ValueProblem("common.required")
    rule = find_certificate_rule(id_type)
    if rule is None:
        raise ValueProblem("value.id_type_unknown")
    is_resident_id = id_type == CertificateType.RESIDENT_ID
    if is_resident_id and _FIRST_GENERATION.fullmatch(number):
        raise ValueProblem("value.id_number_15_digits")
    if not rule.number.fullmatch(number):
        raise ValueProblem(rule.invalid_number)
    if is_resident_id:
        _check_resident_number(number, today)
    return number


def clean_birth_date(raw: str, today: date) -> date:
    """Return the birth date (`YYYY-MM-DD`) of somebody old enough to register."""
    try:
        birth_date = date.fromisoformat(raw.strip())
    except ValueError:
        raise ValueProblem("value.birth_date_format") from None
    _check_age(birth_date, today)
    return birth_date


def birth_date_of(resident_number: str) -> date:
    """Return the birth date in a clean resident number."""
    digits = resident_number[6:14]
    return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))


def gender_of(resident_number: str) -> str:
    """Return `male` or `female` from a clean resident number."""
    return "male" if int(resident_number[16]) % 2 else "female"


def identity_key(id_type: str, number: str, nationality: str | None = None) -> str:
    """Return what stays the same when a person's card is renewed; unique to one person.

    Passport numbers are unique within a nationality only, which must be given for them.
    """
    rule = find_certificate_rule(id_type)
    if rule and rule.needs_nationality:
        if not nationality:
            raise ValueProblem("value.nationality_required")
        return f"{id_type}:{nationality}:{number}"
    return f"{id_type}:{number_core(number)}"


def number_core(raw: str) -> str:
    """Return the lasting part of a number whose type is not known, for looking it up.

    Two people may share it (passports of two countries): it finds, it does not identify.
    """
    number = code_text(raw)
    for certificate_type in CertificateType:
        lasting = lasting_part(certificate_type, number)
        if lasting != number:
            return lasting
    return number


def lasting_part(id_type: str, number: str) -> str:
    """Return the part of a clean number that stays when the card is renewed."""
    rule = find_certificate_rule(id_type)
    match = rule.number.fullmatch(number) if rule and rule.number.groups else None
    return match.group(1) if match else number


def check_character(first_seventeen: str) -> str:
    """Return the 18th character of a resident number."""
    products = (
        int(digit) * weight for digit, weight in zip(first_seventeen, _WEIGHTS, strict=True)
    )
    return _CHECK_CHARACTERS[sum(products) % 11]


def _check_resident_number(number: str, today: date) -> None:
    for prefix, code in _OTHER_CARDS.items():
        if number.startswith(prefix):
            raise ValueProblem(code)
    _check_age(_valid_birth_date(number), today)
    if number[17] != check_character(number[:17]):
        raise ValueProblem("value.id_number_check_digit")


def _valid_birth_date(number: str) -> date:
    try:
        return birth_date_of(number)
    except ValueError:
        raise ValueProblem("value.id_number_birth_date") from None


def _check_age(birth_date: date, today: date) -> None:
    if birth_date.year < _EARLIEST_YEAR:
        raise ValueProblem("value.birth_date_too_early")
    if birth_date > today:
        raise ValueProblem("value.birth_date_in_future")
    had_birthday = (today.month, today.day) >= (birth_date.month, birth_date.day)
    if today.year - birth_date.year - (not had_birthday) < MINIMUM_AGE:
        raise ValueProblem("value.under_age")
