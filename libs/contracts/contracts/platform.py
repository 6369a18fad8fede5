"""What the whole platform shares: its services, the prefix of its API, the day in China."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# They own cases and their files.
CASE_SERVICES = ("identity", "collection", "changes", "transfer")
SERVICES = (*CASE_SERVICES, "notify")

API_PREFIX = "/api/v1"
PLATFORM_NAME = "全国会计人员统一服务管理平台"

TIME_ZONE = ZoneInfo("Asia/Shanghai")


def local_date(instant: datetime) -> date:
    """Return the calendar day in China of an aware instant."""
    return instant.astimezone(TIME_ZONE).date()


def start_of_day(day: date, later: int = 0) -> datetime:
    """Return when a day begins in China, or the one some days later."""
    return datetime.combine(day + timedelta(days=later), time(), TIME_ZONE)


def end_of_day(day: date) -> datetime:
    """Return the last second of a day in China."""
    return datetime.combine(day, time(23, 59, 59), TIME_ZONE)
