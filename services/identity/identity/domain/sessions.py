"""How long sessions and tokens live, and the verdict on a presented refresh token."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

ACCESS_LIFE = timedelta(minutes=10)
# Clocks differ; a checker may take a token for a little longer than it says.
CLOCK_LEEWAY = timedelta(seconds=30)
IDLE_LIFE = timedelta(hours=12)
ABSOLUTE_LIFE = timedelta(days=7)
# Staff sit before other people's files: a desk that is left, and a day at most.
STAFF_IDLE_LIFE = timedelta(minutes=30)
STAFF_ABSOLUTE_LIFE = timedelta(hours=12)
# How somebody proved who they are (RFC 8176); a recovery code has no name there.
PASSWORD, TOTP, RECOVERY_CODE = "pwd", "otp", "recovery_code"
# Two tabs of one browser share a cookie and may refresh at the same moment, and an answer may be
# lost on the way: within this time a token is exchanged again, for the same successor (ADR 0072).
REPEAT_TIME = timedelta(seconds=60)


class RefreshVerdict(StrEnum):
    """What to do with a presented refresh token."""

    ROTATE = "rotate"
    REFUSE = "refuse"
    REUSED = "reused"


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """What the decision needs to know of a session."""

    created_at: datetime
    last_used_at: datetime
    ended_at: datetime | None
    is_staff: bool = False


def judge_refresh(
    session: SessionFacts | None, used_at: datetime | None, now: datetime
) -> RefreshVerdict:
    """Return the verdict on a token of this session that was used before at `used_at`."""
    if session is None or not is_live(session, now):
        return RefreshVerdict.REFUSE
    if used_at is None or now < used_at + REPEAT_TIME:
        return RefreshVerdict.ROTATE
    return RefreshVerdict.REUSED


def is_live(session: SessionFacts, now: datetime) -> bool:
    """Return whether the session can still be refreshed."""
    return session.ended_at is None and now < expires_at(session)


def expires_at(session: SessionFacts) -> datetime:
    """Return when the session ends if it is not used again."""
    idle = STAFF_IDLE_LIFE if session.is_staff else IDLE_LIFE
    return min(session.last_used_at + idle, ends_at(session))


def ends_at(session: SessionFacts) -> datetime:
    """Return when the session ends however much it is used."""
    life = STAFF_ABSOLUTE_LIFE if session.is_staff else ABSOLUTE_LIFE
    return session.created_at + life


def access_life(session: SessionFacts, now: datetime) -> timedelta:
    """Return how long an access token is good that is signed now: never longer than its session."""
    return min(ACCESS_LIFE, ends_at(session) - now)
