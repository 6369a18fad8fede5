"""What went wrong on the way to a provider: did the message leave, or certainly not?"""

import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field

from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from notify.domain.sending import Failure

CONNECT_SECONDS = 2.0
READ_SECONDS = 4.0
_NOT_LEFT = (ConnectTimeoutError, NewConnectionError, ssl.SSLCertVerificationError)


@dataclass(frozen=True, slots=True)
class Account:
    """Our account at a provider: where it listens, and with which key calls are signed."""

    host: str
    key_id: str
    secret: str = field(repr=False)
    scheme: str = "https"
    region: str = "ap-guangzhou"
    # Tencent's number of the application whose SMS these are.
    app_id: str = ""


def failure_on_the_way(error: BaseException) -> Failure:
    """Return the failure of a call without an answer.

    The official clients put errors of the network into errors of their own; what lies beneath
    tells whether a connection came about at all.
    """
    if any(isinstance(each, _NOT_LEFT) for each in _beneath(error)):
        return Failure("provider_unreachable")
    return Failure("provider_timeout", maybe_sent=True)


def _beneath(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and all that it was made of."""
    waiting, seen = [error], set()
    while waiting:
        each = waiting.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        inner = (getattr(each, "inner_exception", None), getattr(each, "reason", None))
        parts = (each.__cause__, each.__context__, *inner, *each.args)
        waiting.extend(part for part in parts if isinstance(part, BaseException))
