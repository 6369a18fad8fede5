"""When failed log-ins lock a log-in name, and for how long."""

from dataclasses import dataclass
from datetime import datetime, timedelta

MAX_FAILURES = 5
LOCK_TIME = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Failures:
    """Failed log-ins in a row."""

    count: int
    last_at: datetime


def is_locked(failures: Failures | None, now: datetime) -> bool:
    """Return whether no further attempt is allowed at present."""
    return seconds_locked(failures, now) > 0


def seconds_locked(failures: Failures | None, now: datetime) -> int:
    """Return the whole seconds until the next attempt is allowed; 0 means now."""
    if failures is None or failures.count < MAX_FAILURES:
        return 0
    rest = (failures.last_at + LOCK_TIME - now).total_seconds()
    return max(0, -int(-rest // 1))


def after_attempt(failures: Failures | None, now: datetime) -> Failures:
    """Return the count with one more attempt reserved.

    An attempt counts as failed from its start and is forgotten on success, so that attempts sent
    at once cannot outrun the limit. Old failures lapse after the lock time.
    """
    lapsed = failures is None or now >= failures.last_at + LOCK_TIME
    return Failures(1 if failures is None or lapsed else failures.count + 1, now)


def attempts_left(failures: Failures) -> int:
    """Return how many attempts remain before the lock."""
    return max(0, MAX_FAILURES - failures.count)
