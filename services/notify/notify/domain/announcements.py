"""Announcements (公告): what they are called, when they show, what may be done with one."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from contracts.errors import Violation

DRAFT, PUBLISHED, WITHDRAWN = "draft", "published", "withdrawn"
STATUSES = (DRAFT, PUBLISHED, WITHDRAWN)
EVERYONE = "everyone"
KIND_NAMES: Mapping[str, str] = {
    "maintenance": "系统维护",
    "deadline": "办理期限",
    "general": "通知",
}
AUDIENCES = (EVERYONE, "persons", "staff")
LONGEST = timedelta(days=366)
# A banner is read at a glance: more than these nobody reads.
MOST_SHOWN = 20


def find_problems(starts_at: datetime, ends_at: datetime) -> list[Violation]:
    """Return what is wrong with the time in which an announcement shows."""
    if ends_at <= starts_at:
        return [Violation("ends_at", "notify.notice_ends_first")]
    if ends_at - starts_at > LONGEST:
        return [Violation("ends_at", "notify.notice_too_long")]
    return []


def find_obstacles(ends_at: datetime, now: datetime) -> list[Violation]:
    """Return what keeps an announcement from being published: nobody would see it any more."""
    return [Violation("ends_at", "notify.notice_over")] if ends_at <= now else []


def is_shown(status: str, starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Tell whether an announcement shows at this moment."""
    return status == PUBLISHED and starts_at <= now < ends_at
