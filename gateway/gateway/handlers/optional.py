"""What an answer can do without: waited for briefly, and left out when it does not come (ADR 0083)."""

from typing import Any

from contracts.errors import ServiceError

from gateway.routing.call import Call


async def ask_briefly(call: Call, target: str, **arguments: Any) -> Any | None:
    """Return the answer of `service.method`, or None where it does not come soon or fails there.

    A refusal is an answer: it is raised.
    """
    seconds = call.resources.settings.optional_seconds
    try:
        return await call.rpc(target, timeout=seconds, **arguments)
    except ServiceError as error:
        if error.status < 500:
            raise
        return None
