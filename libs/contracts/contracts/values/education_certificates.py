"""Numbers of education and degree certificates.

Registered certificates have a structure, but self-study, foreign, old and party-school ones do
not. So only the bare form is enforced; what does not fit the structure is a warning for the
person and the reviewer.
"""

import re

from contracts.values.problem import ValueProblem
from contracts.values.text import compact

MAXIMUM_LENGTH = 50
_ALLOWED = re.compile(r"[0-9A-Z\u4e00-\u9fff\-—/().·〔〕\[\]第号字]+")
_LEVEL_NUMBER = re.compile(
    r"\d{5}(?P<school_kind>[1-9])(?P<year>\d{4})(?P<level>\d{2})\d{5,6}", re.ASCII
)
_DEGREE_NUMBER = re.compile(r"\d{5}(?P<degree>[234])(?P<year>\d{4})\d{6}", re.ASCII)
_SELF_STUDY_KIND = "6"
_LEVEL_DIGITS = {"11": {"01"}, "14": {"02"}, "21": {"04", "05"}, "31": {"06"}}
_REGISTERED_SINCE = "2002-01"


def clean_certificate_no(raw: str) -> str:
    """Return a certificate number of whatever structure."""
    number = compact(raw)
    if not number:
        raise ValueProblem("common.required")
    if len(number) > MAXIMUM_LENGTH or not _ALLOWED.fullmatch(number):
        raise ValueProblem("value.certificate_no")
    return number


def level_warnings(number: str, level: str, end_month: str) -> list[ValueProblem]:
    """Return what makes an education certificate's number look wrong for its level and year."""
    if level not in _LEVEL_DIGITS or end_month < _REGISTERED_SINCE:
        return []
    match = _LEVEL_NUMBER.fullmatch(number)
    if not match:
        return [ValueProblem("value.level_certificate_unusual")]
    if _SELF_STUDY_KIND in (number[0], match["school_kind"]):
        return []
    warnings = _year_warnings(match["year"], end_month)
    if match["level"] not in _LEVEL_DIGITS[level]:
        warnings.append(ValueProblem("value.certificate_level_differs"))
    return warnings


def degree_warnings(number: str, degree: str, end_month: str) -> list[ValueProblem]:
    """Return what makes a degree certificate's number look wrong for its degree and year."""
    if end_month < _REGISTERED_SINCE:
        return []
    match = _DEGREE_NUMBER.fullmatch(number)
    if not match:
        return [ValueProblem("value.degree_certificate_unusual")]
    warnings = _year_warnings(match["year"], end_month)
    if match["degree"] != degree:
        warnings.append(ValueProblem("value.certificate_degree_differs"))
    return warnings


def _year_warnings(year: str, end_month: str) -> list[ValueProblem]:
    # A certificate may be handed out in the year after the last month of study.
    if int(year) in (int(end_month[:4]), int(end_month[:4]) + 1):
        return []
    return [ValueProblem("value.certificate_year_differs")]
