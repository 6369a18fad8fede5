"""What notify asks of a provider of SMS."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class SmsMessage:
    """One SMS; some providers take template and parameters, others the text.

    `template` is the code under which this provider knows the template, `params` come in the
    order in which the text uses them, `idempotency_key` stays the same whenever the message is
    sent again.
    """

    idempotency_key: str
    sign: str
    template: str
    phone: str = field(repr=False)
    params: dict[str, str] = field(repr=False)
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a message that a provider took.

    `key` is our own key of the message, where the provider returns it: it settles what was in
    doubt.
    """

    request_id: str
    delivered: bool
    code: str | None = None
    key: str | None = None


class SmsProvider(Protocol):
    """One provider under the name that the settings give it.

    `tells_repeats`: a repeat with the same key is not sent twice. `needs_registration`: a message
    is sent by the code of a template that was registered there, and not otherwise.
    """

    name: str
    tells_repeats: bool
    needs_registration: bool

    def send(self, message: SmsMessage) -> str:
        """Hand a message over and return the provider's id of it; raises SmsFailure."""

    def receipts(self, request_ids: Sequence[str]) -> list[Receipt]:
        """Return what is known of these messages; those still on their way are left out.

        Empty where the provider reports by itself.
        """

    def read_report(self, entries: Sequence[Any]) -> list[Receipt]:
        """Return the receipts that the provider has reported; raises ReportUnreadable."""

    @property
    def report_taken(self) -> dict[str, Any] | None:
        """Return what the provider wants to hear after a report, None if it makes none."""


class ReportUnreadable(ValueError):
    """A report is not of the form that this provider uses."""
