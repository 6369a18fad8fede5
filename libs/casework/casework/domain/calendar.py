"""Working days in mainland China, with statutory holidays and make-up days.

Years that the State Council has arranged come from the kept package `chinesecalendar`. Beyond
its horizon only what the law itself fixes is known (全国年节及纪念日放假办法, 2025 revision):
weekends and the thirteen statutory days are free, bridge days and make-up days are not guessed.
After `STATUTORY_LUNAR_DAYS` ends, the days that follow the lunar calendar are unknown too.
"""

from datetime import date, datetime, timedelta
from functools import cache
from itertools import accumulate

from chinese_calendar import is_workday
from chinese_calendar.constants import holidays as arranged_holidays
from contracts.platform import end_of_day, local_date

ARRANGED_UNTIL = max(arranged_holidays).year

_FIXED_DAYS = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}

# Spring Festival (first day), Qingming, Dragon Boat, Mid-Autumn; checked against `lunardate`.
STATUTORY_LUNAR_DAYS: dict[int, tuple[date, date, date, date]] = {
    2027: (date(2027, 2, 6), date(2027, 4, 5), date(2027, 6, 9), date(2027, 9, 15)),
    2028: (date(2028, 1, 26), date(2028, 4, 4), date(2028, 5, 28), date(2028, 10, 3)),
    2029: (date(2029, 2, 13), date(2029, 4, 4), date(2029, 6, 16), date(2029, 9, 22)),
    2030: (date(2030, 2, 3), date(2030, 4, 5), date(2030, 6, 5), date(2030, 9, 12)),
}


def is_working_day(day: date) -> bool:
    """Tell whether offices are open on this day."""
    if day.year <= ARRANGED_UNTIL:
        return bool(is_workday(day))
    return day.weekday() < 5 and not _is_statutory(day)


def _is_statutory(day: date) -> bool:
    if (day.month, day.day) in _FIXED_DAYS:
        return True
    if day.year not in STATUTORY_LUNAR_DAYS:
        return False
    spring_festival, *others = STATUTORY_LUNAR_DAYS[day.year]
    # New Year's Eve and the first three days of the year.
    return day in others or -1 <= (day - spring_festival).days <= 2


@cache
def _running_count(year: int) -> tuple[int, ...]:
    """Return for each day of the year how many working days the year has had by its end."""
    first = date(year, 1, 1)
    length = (date(year + 1, 1, 1) - first).days
    days = (first + timedelta(days=offset) for offset in range(length))
    return tuple(accumulate(int(is_working_day(day)) for day in days))


def _count_until(day: date) -> int:
    return _running_count(day.year)[day.timetuple().tm_yday - 1]


def working_days_between(start: date, end: date) -> int:
    """Return how many working days lie after `start` up to and including `end`."""
    if end <= start:
        return 0
    whole_years = sum(_running_count(year)[-1] for year in range(start.year, end.year))
    return whole_years + _count_until(end) - _count_until(start)


def add_working_days(start: date, count: int) -> date:
    """Return the `count`-th working day after `start`; day zero is `start` itself."""
    day = start
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def due_after(submitted_at: datetime, working_days: int) -> datetime:
    """Return the end of the n-th working day after the day of submission."""
    return end_of_day(add_working_days(local_date(submitted_at), working_days))
