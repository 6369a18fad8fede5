"""Call a service over the broker and wait for its answer, never longer than the deadline."""

import logging
import time
import uuid
from typing import Any

import eventlet
from contracts.context import CallContext
from contracts.errors import DeadlineExceeded, ServiceError, Unavailable
from eventlet.event import Event

from chassis import plain_json
from chassis.messaging import wire
from chassis.messaging.amqp import BrokerAway, BrokerConnection
from chassis.observability import metrics

_log = logging.getLogger(__name__)


class RpcClient:
    """Calls over one connection; replies come to a queue of its own that goes with the connection.

    A service that is not there is Unavailable at once. No answer in time is DeadlineExceeded:
    the call is not run any more if it had not begun, and if it had its outcome is not known.
    """

    def __init__(self, uri: str, name: str) -> None:
        self._waiting: dict[str, Event] = {}
        self._reply_to = ""
        self._name = name
        self.connection = BrokerConnection(uri, f"{name} calls", self._open, self._lose)

    def call(
        self,
        service: str,
        method: str,
        kwargs: dict[str, Any],
        context: CallContext,
        timeout: float,
    ) -> Any:
        """Return what the method answered, or raise the ServiceError that it answered with."""
        outcome = "ServiceError"
        try:
            answer = self._call(service, method, kwargs, context, timeout)
            outcome = "ok"
        except ServiceError as error:
            outcome = type(error).__name__
            raise
        finally:
            metrics.CLIENT_CALLS.labels(service, method, outcome).inc()
        return answer

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def _call(
        self,
        service: str,
        method: str,
        kwargs: dict[str, Any],
        context: CallContext,
        timeout: float,
    ) -> Any:
        seconds = _patience(context, timeout)
        if seconds <= 0:
            raise DeadlineExceeded()
        correlation_id = uuid.uuid4().hex
        answer = self._waiting[correlation_id] = Event()
        try:
            with eventlet.Timeout(seconds, DeadlineExceeded()):
                self._send(service, method, kwargs, context, correlation_id, seconds)
                reply = answer.wait()
        finally:
            self._waiting.pop(correlation_id, None)
        if reply.get("error"):
            raise wire.error_from_wire(reply["error"])
        return reply["result"]

    def _send(
        self,
        service: str,
        method: str,
        kwargs: dict[str, Any],
        context: CallContext,
        correlation_id: str,
        seconds: float,
    ) -> None:
        try:
            self.connection.open()
            self.connection.publish(
                plain_json.dumps({"args": [], "kwargs": kwargs}),
                wire.RPC_EXCHANGE,
                f"{service}.{method}",
                mandatory=True,
                reply_to=self._reply_to,
                correlation_id=correlation_id,
                expiration=str(wire.milliseconds(seconds)),
                application_headers=wire.context_headers(context, seconds),
            )
        except BrokerAway as error:
            _log.warning("calling %s.%s: broker away: %s", service, method, error)
            raise Unavailable() from error

    def _open(self, channel: Any) -> None:
        self._reply_to = uuid.uuid4().hex
        queue = f"rpc.reply-{self._name}-{self._reply_to}"
        channel.exchange_declare(wire.RPC_EXCHANGE, "topic", durable=True, auto_delete=False)
        channel.queue_declare(queue, exclusive=True, auto_delete=True, durable=False)
        channel.queue_bind(queue, wire.RPC_EXCHANGE, self._reply_to)
        channel.basic_consume(queue, no_ack=True, callback=self._on_reply)
        channel.events["basic_return"].add(self._on_return)

    def _on_reply(self, message: Any) -> None:
        waiting = self._waiting.pop(message.properties.get("correlation_id"), None)
        if waiting is not None:
            waiting.send(plain_json.loads(message.body))

    def _on_return(self, _error: Any, _exchange: str, _key: str, message: Any) -> None:
        waiting = self._waiting.pop(message.properties.get("correlation_id"), None)
        if waiting is not None:
            waiting.send_exception(Unavailable())

    def _lose(self) -> None:
        """Answer those who wait: their replies went with the connection."""
        waiting, self._waiting = self._waiting, {}
        for event in waiting.values():
            event.send_exception(DeadlineExceeded())


def _patience(context: CallContext, timeout: float) -> float:
    """Return how long a call may take: never longer than whoever asked for it waits."""
    if context.deadline is None:
        return timeout
    return min(timeout, context.deadline - time.monotonic())
