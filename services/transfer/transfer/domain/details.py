"""Rules on what is filled in for each reason, beyond the form of single values (R5.1.1)."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from contracts.errors import Violation
from contracts.values.uscc import suggested_employer_type

from transfer.domain.reasons import RESIDENCE, SCHOOL, WORK

# Letters of admission arrive some months before the term.
ADMITTED_MONTHS_AHEAD = 6
# Nobody works, and moves for it, longer than this: an earlier day is a slip of the year.
LONGEST_AGO_YEARS = 60

Details = Mapping[str, Any]


def find_violations(reason: str | None, details: Details, today: date) -> list[Violation]:
    """Return what is wrong with the values; those that are missing are not checked."""
    rule = _RULES.get(reason or "")
    return rule(details, today) if rule else []


def completed(reason: str, details: Details) -> dict[str, Any]:
    """Return the details with what follows from them: the employer's type, from its code."""
    if reason == WORK and details.get("employer_type") is None:
        return {**details, "employer_type": suggested_employer_type(details["uscc"])}
    return dict(details)


def _check_work(details: Details, today: date) -> list[Violation]:
    return _check_day(details, "start_date", today)


def _check_residence(details: Details, today: date) -> list[Violation]:
    return _check_day(details, "moved_on", today)


def _check_day(details: Details, name: str, today: date) -> list[Violation]:
    day = details.get(name)
    if _is_after(day, today):
        return [Violation(f"details.{name}", f"transfer.{name}_in_future")]
    if day and int(day[:4]) < today.year - LONGEST_AGO_YEARS:
        return [Violation(f"details.{name}", "transfer.day_too_early")]
    return []


def _check_school(details: Details, today: date) -> list[Violation]:
    start, end = details.get("start_month"), details.get("end_month")
    found = []
    if start and start > _month_after(today, ADMITTED_MONTHS_AHEAD):
        found.append(Violation("details.start_month", "transfer.school_start_too_late"))
    if end and end < _month_after(today, 0):
        found.append(Violation("details.end_month", "transfer.school_ended"))
    elif start and end and end <= start:
        found.append(Violation("details.end_month", "transfer.school_period_order"))
    return found


_RULES: dict[str, Callable[[Details, date], list[Violation]]] = {
    WORK: _check_work,
    SCHOOL: _check_school,
    RESIDENCE: _check_residence,
}


def _is_after(day: str | None, today: date) -> bool:
    return day is not None and day > today.isoformat()


def _month_after(today: date, count: int) -> str:
    years, month = divmod(today.year * 12 + today.month - 1 + count, 12)
    return f"{years}-{month + 1:02d}"
