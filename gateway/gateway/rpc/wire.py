"""Nameko's RPC wire format in plain JSON."""

import json
from typing import Any

import structlog
from contracts.errors import ServiceError, rebuild

log = structlog.get_logger(__name__)

EXCHANGE = "nameko-rpc"
CONTENT_TYPE = "application/json"
CONTENT_ENCODING = "utf-8"


def routing_key(service: str, method: str) -> str:
    """Return the key that reaches the method on any replica of the service."""
    return f"{service}.{method}"


def encode_request(arguments: dict[str, Any]) -> bytes:
    """Return the message body of a call with keyword arguments."""
    return json.dumps({"args": [], "kwargs": arguments}, ensure_ascii=False).encode()


def decode_reply(body: bytes) -> Any:
    """Return the result in a reply.

    Raises the service's own error, or a bare ServiceError (500) for anything that is not meant
    for the caller; its particulars go to the log only.
    """
    try:
        reply = json.loads(body)
        error = reply["error"]
        if not error:
            return reply["result"]
        expected = rebuild(error["exc_type"], error.get("exc_args") or [])
    except (ValueError, KeyError, TypeError) as reason:
        log.exception("rpc_reply_malformed")
        raise ServiceError from reason
    if expected is None:
        log.error("rpc_remote_error", exc_type=error["exc_type"])
        raise ServiceError
    raise expected
