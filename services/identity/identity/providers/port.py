"""What identity asks of a provider that certifies people."""

from dataclasses import dataclass, field
from typing import Protocol

from identity.domain.certifications import Verdict


class ProviderUnavailable(Exception):
    """Nothing is known: the provider is away, slow, or its answer is not to be trusted."""

    def __init__(self, outcome: str) -> None:
        super().__init__(outcome)
        self.outcome = outcome


class ProviderRefused(Exception):
    """The provider has understood and does not take it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Application:
    """Whom to certify; the order number is ours and never the same twice."""

    order_number: str
    return_url: str
    name: str = field(repr=False)
    number: str = field(repr=False)


class Certifier(Protocol):
    """A provider that certifies holders of resident ID cards; errors as above."""

    def initialize(self, application: Application) -> str:
        """Begin a certification and return the provider's id of it."""

    def page_url(self, certify_id: str) -> str:
        """Return the address that the person opens on their phone; asks nobody."""

    def query(self, certify_id: str) -> Verdict:
        """Return what has become of a certification."""
