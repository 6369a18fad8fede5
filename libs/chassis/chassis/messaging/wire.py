"""What travels over the broker: plain JSON, errors as dicts, the caller's context as a header.

How long the caller still waits travels as remaining time, since the clocks of two machines may
differ: the receiver counts it by its own monotonic clock from the moment of receipt. What a call
waits in the broker's queue is counted by the broker, to which the same time is the message's
expiration (ADR 0079).
"""

import json
import time
from dataclasses import replace
from typing import Any

from contracts.context import CallContext
from contracts.errors import ServiceError, rebuild

SERIALIZER = "ausm-json"
CONTENT_TYPE = "application/json"
CONTEXT_HEADER = "nameko.context"
REMAINING_HEADER = "ausm.remaining_ms"
RPC_EXCHANGE = "nameko-rpc"


def error_to_wire(error: BaseException) -> dict[str, Any]:
    """Return an error in Nameko's form; only our own errors show more than their class."""
    ours = isinstance(error, ServiceError)
    cls = type(error)
    return {
        "exc_type": cls.__name__,
        "exc_path": f"{cls.__module__}.{cls.__name__}",
        "exc_args": list(error.args) if ours else [],
        "value": error.args[1] if ours else "",
    }


def error_from_wire(data: dict[str, Any]) -> Exception:
    """Return the error that a service answered with; a foreign one becomes ServiceError."""
    return rebuild(data.get("exc_type", ""), data.get("exc_args") or ()) or ServiceError()


def context_headers(context: CallContext, seconds: float) -> dict[str, Any]:
    """Return the headers of a call whose caller waits so long from now on."""
    # The version before knows the time of day in the context alone; drop it in the next release.
    with_former = context.to_json(deadline=time.time() + seconds)
    return {CONTEXT_HEADER: with_former, REMAINING_HEADER: milliseconds(seconds)}


def context_of(headers: dict[str, Any] | None) -> CallContext:
    """Return the context that a message carries, its deadline by the clock of this process."""
    given = headers or {}
    context = CallContext.from_json(given.get(CONTEXT_HEADER))
    seconds = _remaining(given)
    return context if seconds is None else replace(context, deadline=time.monotonic() + seconds)


def milliseconds(seconds: float) -> int:
    """Return a time-out as the broker takes it, at least one: zero would mean "now or never"."""
    return max(1, int(seconds * 1000))


def _remaining(headers: dict[str, Any]) -> float | None:
    """Return the seconds that the caller still waits; None if it does not say."""
    if REMAINING_HEADER in headers:
        return int(headers[REMAINING_HEADER]) / 1000
    # Sent by the version before: its time of day is the best that is known.
    deadline = json.loads(headers.get(CONTEXT_HEADER) or "{}").get("deadline")
    return None if deadline is None else float(deadline) - time.time()
