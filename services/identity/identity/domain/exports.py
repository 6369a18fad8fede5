"""Rules of the export of a person's own data (ADR 0097)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from contracts.personal_data import EXPIRED, FILE_OWNERS, PARTS, READY

KEPT = timedelta(days=7)
# The list says for a while that there was one.
LISTED = timedelta(days=90)
# How long a worker may be silent before another begins anew.
LEASE = timedelta(minutes=2)
RENEW_AFTER = timedelta(seconds=20)
MOST_ATTEMPTS = 6
_FIRST_DELAY = timedelta(seconds=30)
# Every part, the files of every owner, and the table of contents.
STEPS = len(PARTS) + len(FILE_OWNERS) + 1


@dataclass(frozen=True, slots=True)
class Worker:
    """One attempt at one export: what it may write is its own."""

    export_id: str
    person_id: str
    attempt: int
    data_key: str

    @property
    def prefix(self) -> str:
        """Return where the pieces of this attempt lie."""
        return prefix_of(self.export_id, self.attempt)


def prefix_of(export_id: str, attempt: int) -> str:
    """Return where the pieces of an attempt lie: no other attempt writes there."""
    return f"exports/{export_id}/{attempt}/"


def delay_after(attempt: int) -> timedelta:
    """Return how long to wait after a failed attempt: half a minute, doubled each time."""
    doubled: int = 2 ** (attempt - 1)
    return _FIRST_DELAY * doubled


def state_at(state: str, expires_at: datetime | None, now: datetime) -> str:
    """Return the state as it counts now: an archive that is due to go has gone."""
    is_over = state == READY and expires_at is not None and expires_at <= now
    return EXPIRED if is_over else state


def has_proved_password(
    session_id: str | None, began_at: datetime | None, asked_in: str | None, asked_at: datetime
) -> bool:
    """Return whether a session has given the password since the export was asked for.

    The session that asked has, and so has every later log-in; one that was open before, perhaps
    on a device left behind, has not. A step-up takes the place of this rule.
    """
    if session_id is None or began_at is None:
        return False
    return session_id == asked_in or began_at >= asked_at
