"""What the sandbox provider refuses, as a real provider would, and the faults it can play.

Flow limits are those that Aliyun documents by default: codes 1 a minute, 5 an hour, 10 a day to
one number; other messages 50 a day. Faults are played for certain numbers, so that they can be
seen in a running stack without switching anything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from contracts.values.phones import clean_phone
from contracts.values.problem import ValueProblem

from notify.domain.sending import Failure

CODE_PREFIX = "code_"
LONGEST_PARAM = 35


class Fault(StrEnum):
    """Numbers for which the sandbox plays a fault."""

    NO_SUCH_NUMBER = "19900000001"
    BUSY_TWICE = "19900000002"
    NEVER_DELIVERED = "19900000003"
    FIRST_PROVIDER_DOWN = "19900000004"
    ANSWER_LOST_ONCE = "19900000005"


@dataclass(frozen=True, slots=True)
class FlowLimit:
    """At most so many messages to one number in so long a time."""

    messages: int
    window: timedelta


CODE_LIMITS = (
    FlowLimit(1, timedelta(minutes=1)),
    FlowLimit(5, timedelta(hours=1)),
    FlowLimit(10, timedelta(days=1)),
)
NOTICE_LIMITS = (FlowLimit(50, timedelta(days=1)),)


def limits_of(template: str) -> tuple[FlowLimit, ...]:
    """Return the limits that a template falls under."""
    return CODE_LIMITS if template.startswith(CODE_PREFIX) else NOTICE_LIMITS


def find_refusal(
    phone: str, params: Mapping[str, str], registered: Sequence[str] | None
) -> Failure | None:
    """Return why a message can never be sent; `registered` are the template's parameters."""
    if not _is_mobile(phone) or phone == Fault.NO_SUCH_NUMBER:
        return Failure("mobile_number_illegal", permanent=True)
    if registered is None:
        return Failure("template_unknown", permanent=True)
    if set(registered) != set(params):
        return Failure("template_params_mismatch", permanent=True)
    if any(len(value) > LONGEST_PARAM for value in params.values()):
        return Failure("template_param_too_long", permanent=True)
    return None


def find_outage(phone: str, tries: int, *, is_first: bool) -> Failure | None:
    """Return the outage that is played for this number; `tries` includes the present one."""
    busy = phone == Fault.BUSY_TWICE and tries <= 2
    down = phone == Fault.FIRST_PROVIDER_DOWN and is_first
    return Failure("provider_unavailable") if busy or down else None


def find_lost_answer(phone: str, tries: int) -> Failure | None:
    """Return the failure that the sender sees although the message was taken."""
    lost = phone == Fault.ANSWER_LOST_ONCE and tries == 1
    return Failure("provider_timeout", maybe_sent=True) if lost else None


def _is_mobile(phone: str) -> bool:
    try:
        return clean_phone(phone) == phone
    except ValueProblem:
        return False
