"""Logs: one JSON object a line on standard output, each with the request it belongs to."""

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from structlog.contextvars import bound_contextvars, merge_contextvars


def set_up(service: str, level: str = "INFO") -> None:
    """Send every log line of this process to standard output as JSON."""
    processors = [
        merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _service_adder(service),
        structlog.processors.format_exc_info,
    ]
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(_formatter(processors))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # These report each connection and each worker: the metrics say it better.
    for noisy in ("nameko", "kombu", "amqp", "alembic", "urllib3", "pika"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, root.level))
    _send_through_logging(processors)


def _formatter(processors: list[Any]) -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=processors,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(serializer=_to_json),
        ],
    )


def _send_through_logging(processors: list[Any]) -> None:
    """Let who logs through structlog itself go the same way."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *processors,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


@contextmanager
def bound(**fields: Any) -> Iterator[None]:
    """Add fields to every line logged inside the block by this greenlet."""
    with bound_contextvars(**{k: v for k, v in fields.items() if v is not None}):
        yield


def _service_adder(service: str) -> Any:
    def add(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
        event["service"] = service
        return event

    return add


def _to_json(event: dict[str, Any], **_ignored: Any) -> str:
    event["message"] = event.pop("event", "")
    return json.dumps({key: _plain(value) for key, value in event.items()}, ensure_ascii=False)


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool | type(None)) else str(value)
