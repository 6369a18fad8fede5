"""When an SMS code is right, wrong, expired or exhausted."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

CODE_LENGTH = 6
CODE_LIFE = timedelta(minutes=3)
RESEND_AFTER = timedelta(minutes=3)
MAX_ATTEMPTS = 5
CAPTCHA_AFTER = 2


class Verdict(StrEnum):
    """The result of one attempt at a code."""

    RIGHT = "right"
    WRONG = "wrong"
    EXPIRED = "expired"
    EXHAUSTED = "exhausted"


@dataclass(frozen=True, slots=True)
class SentCode:
    """The latest code sent to a phone for a purpose."""

    sent_at: datetime
    attempts: int
    used: bool


def has_code_shape(text: str) -> bool:
    """Tell whether a text without separators may be a code."""
    return len(text) == CODE_LENGTH and text.isascii() and text.isdigit()


def judge(code: SentCode | None, *, matches: bool, now: datetime) -> Verdict:
    """Return the verdict on one attempt at the latest code.

    An exhausted code stays exhausted even for the right digits: otherwise guessing could go on.
    """
    if code is None or code.used or now >= code.sent_at + CODE_LIFE:
        return Verdict.EXPIRED
    if code.attempts >= MAX_ATTEMPTS:
        return Verdict.EXHAUSTED
    if matches:
        return Verdict.RIGHT
    return Verdict.WRONG if code.attempts + 1 < MAX_ATTEMPTS else Verdict.EXHAUSTED


def needs_captcha(code: SentCode | None, now: datetime) -> bool:
    """Return whether the next attempt at a code that can still be right needs a captcha."""
    open_verdict = judge(code, matches=True, now=now)
    return code is not None and open_verdict is Verdict.RIGHT and code.attempts >= CAPTCHA_AFTER


def attempts_left(code: SentCode) -> int:
    """Return how many attempts remain after one more failure."""
    return max(0, MAX_ATTEMPTS - code.attempts - 1)


def seconds_to_resend(last_sent_at: datetime | None, now: datetime) -> int:
    """Return the whole seconds until the phone may get another code; 0 means now."""
    return seconds_until(last_sent_at + RESEND_AFTER if last_sent_at else None, now)


def seconds_until(moment: datetime | None, now: datetime) -> int:
    """Return the whole seconds until a moment; 0 when it has passed or there is none."""
    if moment is None:
        return 0
    return max(0, -int(-(moment - now).total_seconds() // 1))
