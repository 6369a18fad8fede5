"""What notify asks of a provider of SMS."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class SmsMessage:
    """One SMS; some providers take template and parameters, others the text.

    `template` is the code under which this provider knows the template, `idempotency_key`
    stays the same whenever the message is sent again.
    """

    idempotency_key: str
    sign: str
    template: str
    phone: str = field(repr=False)
    params: dict[str, str] = field(repr=False)
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a message that a provider took."""

    request_id: str
    delivered: bool
    code: str | None = None


class SmsProvider(Protocol):
    """One provider under the name that the settings give it."""

    name: str

    def send(self, message: SmsMessage) -> str:
        """Hand a message over and return the provider's id of it; raises SmsFailure.

        A repeat with the same key is not sent twice where the provider can tell.
        """

    def receipts(self, request_ids: Sequence[str]) -> list[Receipt]:
        """Return what is known of these messages; those still on their way are left out."""
