"""The providers together: who is asked for a delivery, and every call bounded, counted, judged."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

import eventlet
from prometheus_client import Counter, Gauge, Histogram

from notify.domain import circuit as states
from notify.domain.circuit import Circuit
from notify.domain.rendering import SIGN
from notify.domain.sending import Failure, History, SmsFailure, candidates
from notify.domain.weights import order_of
from notify.providers.port import SmsMessage, SmsProvider

# However slowly the answer drips in; eight at a time end well within a claim's lease.
CALL_SECONDS = 6.0

RESULTS = Counter(
    "ausm_sms_sends_total",
    "SMS given to a provider: sent, refused, unknown.",
    ["provider", "result"],
)
SECONDS = Histogram(
    "ausm_sms_send_seconds",
    "How long a provider took to answer, or did not.",
    ["provider"],
    buckets=(0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 6.0),
)
CIRCUIT = Gauge(
    "ausm_sms_circuit",
    "State of a provider's circuit: 0 closed, 1 half open, 2 open.",
    ["provider"],
)
_LEVELS = {states.CLOSED: 0, states.HALF_OPEN: 1, states.OPEN: 2}


@dataclass(frozen=True, slots=True)
class Member:
    """A provider with what the settings say of it: weight, sign, codes of its templates."""

    provider: SmsProvider
    weight: int | None = None
    sign: str = SIGN
    template_codes: Mapping[str, str] = field(default_factory=dict)


class Fleet:
    """The providers of one process."""

    def __init__(
        self, members: Sequence[Member], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._members = {member.provider.name: member for member in members}
        self._circuits = {name: Circuit(clock) for name in self._members}
        self._clock = clock
        for name, circuit in self._circuits.items():
            CIRCUIT.labels(name).set_function(partial(_level_of, circuit))

    def __len__(self) -> int:
        """Return how many providers there are."""
        return len(self._members)

    @property
    def members(self) -> Mapping[str, Member]:
        """Return the providers by name, in the order of the settings."""
        return self._members

    def choose(self, delivery_id: str, history: History, now: datetime) -> str | None:
        """Return who is to be asked next; None while nobody may be."""
        if history.is_in_doubt(now) and not self.tells_repeats(history.provider):
            return None
        weights = {name: member.weight for name, member in self._members.items()}
        order = candidates(order_of(weights, delivery_id), history, now)
        return next((name for name in order if self._circuits[name].admit()), None)

    def tells_repeats(self, name: str | None) -> bool:
        """Tell whether a provider knows a repeat from a new message."""
        member = self._members.get(name or "")
        return member is not None and member.provider.tells_repeats

    def sign_of(self, name: str) -> str:
        """Return the sign that is registered with a provider."""
        return self._members[name].sign

    def template_code(self, name: str, template_id: str, stored: Mapping[str, str]) -> str:
        """Return the code of a template at a provider; raises SmsFailure where it needs one."""
        member = self._members[name]
        code = stored.get(name) or member.template_codes.get(template_id)
        if code is None and member.provider.needs_registration:
            raise SmsFailure(Failure("template_unregistered"))
        return code or template_id

    def send(self, name: str, message: SmsMessage) -> str:
        """Hand a message to a provider and return its id of it; raises SmsFailure."""
        if self._circuits[name].state == states.OPEN:
            raise SmsFailure(Failure("circuit_open"))
        begun = self._clock()
        failure: Failure | None = Failure("sender_error", maybe_sent=True)
        try:
            request_id = _within_time(self._members[name].provider, message)
            failure = None
        except SmsFailure as error:
            failure = error.failure
            raise
        finally:
            self._note(name, self._clock() - begun, failure)
        return request_id

    def _note(self, name: str, seconds: float, failure: Failure | None) -> None:
        is_good = failure is None or failure.permanent or failure.about_message
        self._circuits[name].note(seconds, is_good=is_good)
        SECONDS.labels(name).observe(seconds)
        RESULTS.labels(name, _result_of(failure)).inc()

    def states(self) -> dict[str, str]:
        """Return the state of each provider's circuit in this process."""
        return {name: circuit.state for name, circuit in self._circuits.items()}


def _within_time(provider: SmsProvider, message: SmsMessage) -> str:
    # An instance of its own: the official clients catch every Exception, and this is none.
    limit = eventlet.Timeout(CALL_SECONDS)
    try:
        return provider.send(message)
    except eventlet.Timeout as reached:
        if reached is not limit:
            raise
        raise SmsFailure(Failure("provider_timeout", maybe_sent=True)) from None
    finally:
        limit.cancel()


def _level_of(circuit: Circuit) -> float:
    return _LEVELS[circuit.state]


def _result_of(failure: Failure | None) -> str:
    if failure is None:
        return "sent"
    return "unknown" if failure.maybe_sent else "refused"
