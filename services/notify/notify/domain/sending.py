"""What follows an attempt to send: when the next is made, and whether it may be made elsewhere.

An attempt ends in one of three ways. Taken; refused, which is certain; or in doubt: the answer was
lost, perhaps not the message. A message in doubt is repeated only where a repeat is told from a new
message, and goes to another provider only after `HOLD` without a word, which no code outlives. No
later refusal ends a doubt: it is about the repeat.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

BACKOFF_SECONDS: Sequence[int] = (5, 30, 120, 600, 1800, 3600, 7200)
MAX_ATTEMPTS = 8
HOLD = timedelta(minutes=10)

QUEUED = "queued"
SENDING = "sending"
SENT = "sent"
DELIVERED = "delivered"
FAILED = "failed"
STATUSES = (QUEUED, SENDING, SENT, DELIVERED, FAILED)
EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an attempt failed.

    `permanent`: no provider will ever take it. `maybe_sent`: the answer was lost, perhaps not
    the message. `elsewhere`: another provider may do better at once. `about_message`: it says
    nothing against the provider, which works.
    """

    code: str
    permanent: bool = False
    maybe_sent: bool = False
    elsewhere: bool = True
    about_message: bool = False


class SmsFailure(Exception):
    """An SMS was not taken by a provider, or the answer did not arrive."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.code)
        self.failure = failure


@dataclass(frozen=True, slots=True)
class History:
    """What has been tried for a delivery; `tries_there` counts in a row at `provider`.

    `maybe_sent`: the message may have left `provider`; nobody else is asked until `doubt_until`.
    """

    attempts: int = 0
    provider: str | None = None
    tries_there: int = 0
    maybe_sent: bool = False
    doubt_until: datetime | None = None

    def is_in_doubt(self, now: datetime) -> bool:
        """Tell whether a message may be on its way from the provider that was last asked."""
        return self.maybe_sent and (self.doubt_until is None or self.doubt_until > now)


@dataclass(frozen=True, slots=True)
class Next:
    """The state after a failed attempt."""

    status: str
    next_attempt_at: datetime | None
    error: str
    doubt_until: datetime | None = None


def candidates(order: Sequence[str], history: History, now: datetime) -> Sequence[str]:
    """Return who may be asked next, the best first; `order` is the delivery's own.

    In doubt that is only the provider that was asked; after a refusal it comes last.
    """
    if history.is_in_doubt(now):
        return [name for name in order if name == history.provider]
    if history.provider not in order:
        return order
    following = order.index(history.provider) + 1
    return [*order[following:], *order[:following]]


def after_failure(
    failure: Failure,
    history: History,
    providers: int,
    now: datetime,
    expires_at: datetime | None,
    *,
    tells_repeats: bool,
) -> Next:
    """Return what becomes of a delivery whose attempt failed; `history` includes the attempt."""
    doubt_until = _doubt_until(failure, history, now)
    if failure.permanent or history.attempts >= MAX_ATTEMPTS:
        return Next(FAILED, None, failure.code, doubt_until)
    if doubt_until is None:
        again_at = now + _pause(failure, history, providers)
    else:
        again_at = _again_in_doubt(history, now, doubt_until, tells_repeats=tells_repeats)
    if expires_at is not None and again_at >= expires_at:
        return Next(FAILED, None, failure.code, doubt_until)
    return Next(QUEUED, again_at, failure.code, doubt_until)


def _doubt_until(failure: Failure, history: History, now: datetime) -> datetime | None:
    if failure.maybe_sent:
        return now + HOLD
    return (history.doubt_until or now + HOLD) if history.is_in_doubt(now) else None


def _again_in_doubt(
    history: History, now: datetime, doubt_until: datetime, *, tells_repeats: bool
) -> datetime:
    """Return when to ask the same provider again, or when the doubt ends where that is no use."""
    again_at = now + timedelta(seconds=_backoff(history.tries_there - 1))
    return min(again_at, doubt_until) if tells_repeats else doubt_until


def _pause(failure: Failure, history: History, providers: int) -> timedelta:
    """Return the wait: none while another provider has not been asked in this round."""
    if failure.elsewhere and history.attempts % providers:
        return timedelta(0)
    return timedelta(seconds=_backoff((history.attempts - 1) // providers))


def _backoff(rounds: int) -> int:
    return BACKOFF_SECONDS[min(max(rounds, 0), len(BACKOFF_SECONDS) - 1)]
