"""What travels over the broker: plain JSON, errors as dicts, the caller's context as a header."""

from typing import Any

from contracts.context import CallContext
from contracts.errors import ServiceError, rebuild

SERIALIZER = "ausm-json"
CONTENT_TYPE = "application/json"
CONTEXT_HEADER = "nameko.context"
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


def context_of(headers: dict[str, Any] | None) -> CallContext:
    """Return the context that a message carries."""
    return CallContext.from_json((headers or {}).get(CONTEXT_HEADER))
