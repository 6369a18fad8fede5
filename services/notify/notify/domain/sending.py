"""What follows an attempt to send: which provider next, and when.

A failure after which the message may have left all the same is tried again at the same
provider first, under the same id, since only that provider can tell a repeat.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

BACKOFF_SECONDS: Sequence[int] = (5, 30, 120, 600, 1800, 3600, 7200)
MAX_ATTEMPTS = 8
TRIES_WHERE_IT_MAY_HAVE_LEFT = 2

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
    the message. `elsewhere`: another provider may do better at once.
    """

    code: str
    permanent: bool = False
    maybe_sent: bool = False
    elsewhere: bool = True


class SmsFailure(Exception):
    """An SMS was not taken by a provider, or the answer did not arrive."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.code)
        self.failure = failure


@dataclass(frozen=True, slots=True)
class History:
    """What has been tried for a delivery; `tries_there` counts in a row at `provider`."""

    attempts: int = 0
    provider: str | None = None
    tries_there: int = 0
    maybe_sent: bool = False


@dataclass(frozen=True, slots=True)
class Next:
    """The state after a failed attempt."""

    status: str
    next_attempt_at: datetime | None
    error: str


def choose_provider(names: Sequence[str], history: History) -> str:
    """Return the provider of the next attempt: the first, and after a failure the following."""
    if history.provider is None or history.provider not in names:
        return names[0]
    if history.maybe_sent and history.tries_there < TRIES_WHERE_IT_MAY_HAVE_LEFT:
        return history.provider
    return names[(names.index(history.provider) + 1) % len(names)]


def after_failure(
    failure: Failure,
    history: History,
    providers: int,
    now: datetime,
    expires_at: datetime | None,
) -> Next:
    """Return what becomes of a delivery whose attempt failed; `history` includes the attempt."""
    if failure.permanent or history.attempts >= MAX_ATTEMPTS:
        return Next(FAILED, None, failure.code)
    again_at = now + _pause(failure, history.attempts, providers)
    if expires_at is not None and again_at >= expires_at:
        return Next(FAILED, None, failure.code)
    return Next(QUEUED, again_at, failure.code)


def _pause(failure: Failure, attempts: int, providers: int) -> timedelta:
    """Return the wait: none while another provider has not been asked in this round."""
    if failure.elsewhere and not failure.maybe_sent and attempts % providers:
        return timedelta(0)
    rounds = (attempts - 1) // providers
    return timedelta(seconds=BACKOFF_SECONDS[min(rounds, len(BACKOFF_SECONDS) - 1)])
