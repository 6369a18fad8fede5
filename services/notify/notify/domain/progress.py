"""What whoever waits for an SMS learns of it: how far it is, and why it failed.

Codes of providers stay inside: they differ from one to the next and say more than the person
who asked needs to know.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from notify.domain.sending import DELIVERED, EXPIRED, FAILED, SENT

WAITING = "queued"
RETRYING = "retrying"
UNREACHABLE = "not_delivered"
UNCONFIRMED = "unconfirmed"
TROUBLE = "provider_trouble"
REASONS: Mapping[str, str] = {
    "mobile_number_illegal": "number_invalid",
    "flow_limit_reached": "number_limited",
    EXPIRED: "too_late",
}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an SMS is; `reason` only where something went wrong."""

    status: str
    reason: str | None = None


def progress_of(
    status: str, last_error: str | None, *, was_sent: bool, maybe_sent: bool = False
) -> Progress:
    """Return what may be said; what failed after a provider took it did not reach the phone."""
    if status in (SENT, DELIVERED):
        return Progress(status)
    if status == FAILED and was_sent:
        return Progress(FAILED, UNREACHABLE)
    if status == FAILED and maybe_sent:
        return Progress(FAILED, UNCONFIRMED)
    if status == FAILED:
        return Progress(FAILED, REASONS.get(last_error or "", TROUBLE))
    return Progress(RETRYING if last_error else WAITING)
