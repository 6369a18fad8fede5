"""The day as people in China have it."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from chassis.clock import utc_now

_CHINA = ZoneInfo("Asia/Shanghai")


def today_in_china() -> date:
    """Return today's date in China."""
    return utc_now().astimezone(_CHINA).date()


def start_of_day(text: str, later: int = 0) -> datetime:
    """Return when a day `YYYY-MM-DD` begins in China, or one some days later; ValueError if none."""
    day = date.fromisoformat(text) + timedelta(days=later)
    return datetime.combine(day, time(), _CHINA)
