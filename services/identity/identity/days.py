"""The day as people in China have it."""

from datetime import date
from zoneinfo import ZoneInfo

from chassis.clock import utc_now

_CHINA = ZoneInfo("Asia/Shanghai")


def today_in_china() -> date:
    """Return today's date in China."""
    return utc_now().astimezone(_CHINA).date()
