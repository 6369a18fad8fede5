"""The types of certificates by which people register: all that differs between them, in one place.

Rules of the numbers: GB 11643-1999 for the resident ID card; the travel permits' numbers as
announced by the immigration authorities. A new type is one more member here, the text of its error
code, a migration of identity's check on `id_type`, and its rows in the tests.
"""

import re
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class CertificateRule:
    """What holds of one type of certificate.

    Group 1 of `number`, where there is one, is the part that stays when the card is renewed.
    `invalid_number` is the error code of a number of another form.
    """

    title: str
    number: re.Pattern[str]
    invalid_number: str
    has_birth_date_and_gender: bool = False
    needs_nationality: bool = False
    has_reverse_side: bool = True
    has_household_registration: bool = False
    prints_latin_names: bool = False


class CertificateType(StrEnum):
    """The codes, as they are stored and sent."""

    rule: CertificateRule

    def __new__(cls, code: str, rule: CertificateRule) -> "CertificateType":
        """Return the code with its rule."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.rule = rule
        return member

    RESIDENT_ID = (
        "resident_id",
        CertificateRule(
            "内地居民身份证",
            re.compile(r"\d{17}[\dX]", re.ASCII),
            "value.id_number_resident",
            has_birth_date_and_gender=True,
            has_household_registration=True,
        ),
    )
    HK_MACAO_PERMIT = (
        "hk_macao_permit",
        CertificateRule(
            "港澳居民来往内地通行证",
            re.compile(r"([HM]\d{8})(?:\d{2})?", re.ASCII),
            "value.id_number_hk_macao",
            prints_latin_names=True,
        ),
    )
    TAIWAN_PERMIT = (
        "taiwan_permit",
        CertificateRule(
            "台湾居民来往大陆通行证",
            re.compile(r"(\d{8})(?:\d{2})?", re.ASCII),
            "value.id_number_taiwan",
            prints_latin_names=True,
        ),
    )
    PASSPORT = (
        "passport",
        CertificateRule(
            "护照（外国）",
            re.compile(r"[A-Z0-9]{5,15}"),
            "value.id_number_passport",
            needs_nationality=True,
            has_reverse_side=False,
            prints_latin_names=True,
        ),
    )


_RULES = {one.value: one.rule for one in CertificateType}
ID_TYPES = tuple(_RULES)


def find_certificate_rule(code: str | None) -> CertificateRule | None:
    """Return the rule of a type, None if there is no such type."""
    return _RULES.get(code or "")
