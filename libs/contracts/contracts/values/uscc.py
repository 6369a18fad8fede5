"""Unified social credit codes (统一社会信用代码, GB 32100-2015).

The organisation code inside (places 9 to 17) is not checked by itself: old bodies hold exceptions.
"""

import re

from stdnum.cn import uscc
from stdnum.exceptions import ValidationError as BadNumber

from contracts.values.problem import ValueProblem
from contracts.values.text import compact

_LENGTH = 18
_NEVER_USED = re.compile(r"[IOSVZ]")
_ORGANISATION_CODE = re.compile(r"[0-9A-Z]{8}-?[0-9X]")
_REGISTRATION_NUMBER = re.compile(r"\d{13}|\d{15}", re.ASCII)
_EMPLOYER_TYPES = {
    "11": "government",
    "12": "public_institution",
    "13": "social_group",
    "51": "social_group",
    "52": "private_non_enterprise",
    "53": "foundation",
    "81": "social_group",
    "91": "enterprise",
    "92": "individual_business",
    "N1": "rural_collective",
    "N2": "rural_collective",
    "N3": "rural_collective",
}


def clean_uscc(raw: str) -> str:
    """Return the code as eighteen upper-case characters with a right check character."""
    code = compact(raw)
    if not code:
        raise ValueProblem("common.required")
    if len(code) != _LENGTH:
        raise ValueProblem(_length_problem(code))
    if _NEVER_USED.search(code):
        raise ValueProblem("value.uscc_letters")
    if not re.fullmatch(r"[0-9A-Z]+", code):
        raise ValueProblem("value.uscc_format")
    try:
        return str(uscc.validate(code))
    except BadNumber:
        raise ValueProblem(_content_problem(code)) from None


def suggested_employer_type(code: str) -> str | None:
    """Return the dictionary code of the employer type that a clean code points to, if any."""
    return _EMPLOYER_TYPES.get(code[:2])


def _length_problem(code: str) -> str:
    if _ORGANISATION_CODE.fullmatch(code):
        return "value.uscc_organisation_code"
    if _REGISTRATION_NUMBER.fullmatch(code):
        return "value.uscc_registration_number"
    return "value.uscc_length"


def _content_problem(code: str) -> str:
    has_digits_in_place = code[2:8].isdigit() and code[0] in "123456789ANY"
    return "value.uscc_check_digit" if has_digits_in_place else "value.uscc_format"
