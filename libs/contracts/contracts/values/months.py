"""Months (`YYYY-MM`) and the periods between them.

Months stay text: they compare rightly as such and travel unchanged.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from contracts.values.problem import ValueProblem
from contracts.values.text import compact

_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
EARLIEST_MONTH = "1930-01"
_NEVER = "9999-12"


@dataclass(frozen=True, slots=True)
class Period:
    """From the start month to the end month; no end month means until now (至今)."""

    start: str
    end: str | None = None

    def overlaps(self, other: "Period") -> bool:
        """Tell whether the two share more than the month in which one follows the other."""
        return self.start < (other.end or _NEVER) and other.start < (self.end or _NEVER)

    def contains(self, inner: "Period") -> bool:
        """Tell whether the inner period lies wholly within this one."""
        return self.start <= inner.start and (inner.end or _NEVER) <= (self.end or _NEVER)

    def length_in_months(self, current_month: str) -> int:
        """Return how many months lie between start and end, or the current month."""
        return _ordinal(self.end or current_month) - _ordinal(self.start)


def clean_month(raw: str) -> str:
    """Return the month as `YYYY-MM`."""
    month = compact(raw)
    match = _MONTH.fullmatch(month)
    if not match or not 1 <= int(match.group(2)) <= 12:
        raise ValueProblem("value.month_format")
    if month < EARLIEST_MONTH:
        raise ValueProblem("value.month_too_early")
    return month


def check_period(period: Period, current_month: str) -> None:
    """Refuse a period that does not run forward or that reaches beyond the current month."""
    if period.start > current_month:
        raise ValueProblem("value.start_month_in_future")
    if period.end is None:
        return
    if period.end > current_month:
        raise ValueProblem("value.end_month_in_future")
    if period.start >= period.end:
        raise ValueProblem("value.period_order")


def overlapping(periods: Sequence[Period]) -> list[tuple[int, int]]:
    """Return the places of every two periods that overlap, the earlier place first."""
    return [
        (first, second)
        for first in range(len(periods))
        for second in range(first + 1, len(periods))
        if periods[first].overlaps(periods[second])
    ]


def _ordinal(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:])
