"""When failed log-ins lock a log-in name, and for how long."""

from dataclasses import dataclass
from datetime import datetime, timedelta

# Of one name from one network or known device.
MAX_FAILURES = 5
LOCK_TIME = timedelta(minutes=15)
# Of one name from everywhere: from then on each attempt waits twice as long as the last.
FREE_FAILURES = 20


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


def seconds_slowed(failures: Failures | None, now: datetime) -> int:
    """Return the whole seconds until a name that was tried from everywhere may be tried again."""
    if failures is None or failures.count < FREE_FAILURES:
        return 0
    wait = min(LOCK_TIME, timedelta(seconds=2 ** min(20, failures.count - FREE_FAILURES)))
    return max(0, -int(-(failures.last_at + wait - now).total_seconds() // 1))


def since(failures: Failures, moment: datetime | None) -> Failures:
    """Return what counts after a moment such as a new password, which forgives all before."""
    is_forgiven = moment is not None and failures.last_at <= moment
    return Failures(0, failures.last_at) if is_forgiven else failures


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
