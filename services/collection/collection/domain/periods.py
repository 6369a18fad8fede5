"""Rules on periods of whole months in one section (R3.3.2, R3.4.5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from contracts.errors import Violation
from contracts.platform import local_date
from contracts.values.months import Period


@dataclass(frozen=True, slots=True)
class MonthSpan:
    """A span of months as filled in so far.

    `path` is the field path of its row, `name` its name in messages; `is_open` says that a
    missing end month means until now (至今).
    """

    path: str
    name: str
    start: str | None
    end: str | None
    is_open: bool = False

    def as_period(self) -> Period | None:
        """Return the period, or None while its months are not known."""
        if not self.start or not (self.end or self.is_open):
            return None
        return Period(self.start, self.end)


def month_of(instant: datetime) -> str:
    """Return the month that an instant falls into in China."""
    return local_date(instant).strftime("%Y-%m")


def check_order(span: MonthSpan, this_month: str) -> list[Violation]:
    """Report a start that is not before its end, and months that lie ahead."""
    start, end, found = span.start, span.end, []
    if start and start > this_month:
        found.append(Violation(f"{span.path}.start_month", "value.start_month_in_future"))
    if end and end > this_month:
        found.append(Violation(f"{span.path}.end_month", "value.end_month_in_future"))
    if start and end and start >= end:
        found.append(Violation(f"{span.path}.end_month", "value.period_order"))
    return found


def check_overlaps(spans: Sequence[MonthSpan], code: str) -> list[Violation]:
    """Report each span that crosses one before it in the list, naming that one."""
    return [
        Violation(f"{later.path}.start_month", code, _crossing(later, earlier))
        for index, later in enumerate(spans)
        for earlier in spans[:index]
        if _cross(later, earlier)
    ]


def check_inside(part: MonthSpan, whole: MonthSpan, code: str) -> list[Violation]:
    """Report a part that begins before the whole or ends after it."""
    found = []
    if part.start and whole.start and part.start < whole.start:
        found.append(Violation(f"{part.path}.start_month", code))
    inner, outer = part.as_period(), whole.as_period()
    if inner and outer and not Period(inner.start, outer.end).contains(inner):
        found.append(Violation(f"{part.path}.end_month", code))
    return found


def _cross(one: MonthSpan, other: MonthSpan) -> bool:
    first, second = one.as_period(), other.as_period()
    return bool(first and second and first.overlaps(second))


def _crossing(later: MonthSpan, earlier: MonthSpan) -> str:
    return (
        f"{later.name}与{earlier.name}（{earlier.start} 至 {earlier.end or '今'}）的时间有交叉，"
        "请核对起止月份；前一段的结束月份可以与后一段的开始月份相同"
    )
