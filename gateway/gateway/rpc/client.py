"""RPC calls with a deadline, a bounded window, and answers to every way they can fail."""

import asyncio
import time
import uuid
from dataclasses import dataclass
from typing import Any

import structlog
from chassis.messaging.wire import context_headers, milliseconds
from contracts.context import CallContext
from contracts.errors import DeadlineExceeded, ServiceError, Unavailable
from pika import BasicProperties
from pika.adapters.asyncio_connection import AsyncioConnection
from pika.channel import Channel
from pika.exceptions import AMQPError

from gateway import metrics
from gateway.broker.connection import BrokerConnection, confirmed, open_channel
from gateway.rpc import wire

log = structlog.get_logger(__name__)

DEFAULT_WINDOW = 512
_NOWHERE = "ausm.nowhere"
RETRY_AFTER_SECONDS = 2


@dataclass(slots=True)
class _Pending:
    """One call that waits for its answer."""

    service: str
    method: str
    body: bytes
    context: CallContext
    deadline: float
    answer: asyncio.Future[Any]


class RpcClient:
    """Call services over one channel.

    A call that is under way when the connection breaks is sent again after the reconnect, until
    its deadline: reads may be repeated, and writes carry an idempotency key.
    """

    def __init__(self, connection: BrokerConnection, window: int = DEFAULT_WINDOW) -> None:
        self._connection = connection
        self._window = window
        self._pending: dict[str, _Pending] = {}
        self._channel: Channel | None = None
        self._reply_to = ""
        connection.use(self._on_open, self._on_lost)

    async def call(
        self, target: str, context: CallContext, timeout: float, **arguments: Any
    ) -> Any:
        """Return the answer of `service.method`, given in at most `timeout` seconds.

        Raises the service's own errors; Unavailable when the broker or the service is away or the
        window is full; DeadlineExceeded when no answer came, in which case the work may be done.
        """
        service, method = target.split(".")
        self._ensure_room(service)
        pending = _Pending(
            service,
            method,
            wire.encode_request(arguments),
            context,
            time.monotonic() + timeout,
            asyncio.get_running_loop().create_future(),
        )
        with metrics.RPC_SECONDS.labels(service, method).time():
            return await self._exchange(pending, timeout)

    async def _exchange(self, pending: _Pending, timeout: float) -> Any:
        correlation_id = uuid.uuid4().hex
        self._pending[correlation_id] = pending
        metrics.RPC_IN_FLIGHT.set(len(self._pending))
        try:
            self._publish(correlation_id, pending)
            async with asyncio.timeout(timeout):
                body = await pending.answer
            return wire.decode_reply(body)
        except TimeoutError:
            metrics.RPC_FAILURES.labels(pending.service, metrics.TIMEOUT).inc()
            log.warning("rpc_timeout", service=pending.service, method=pending.method)
            raise DeadlineExceeded from None
        finally:
            del self._pending[correlation_id]
            metrics.RPC_IN_FLIGHT.set(len(self._pending))

    async def ping(self) -> None:
        """Have the broker answer behind a message that goes nowhere.

        Short of memory or disk it tells whoever sends something, and reads nothing more of them.
        Raises Unavailable when that is known.
        """
        if self._channel is None or self._connection.blocked:
            raise _unavailable("gateway.broker_unavailable")
        properties = BasicProperties(delivery_mode=1)
        self._channel.basic_publish(wire.EXCHANGE, _NOWHERE, b"", properties)
        await confirmed(
            self._channel.exchange_declare,
            exchange=wire.EXCHANGE,
            exchange_type="topic",
            passive=True,
        )

    def _ensure_room(self, service: str) -> None:
        if self._channel is None or self._connection.blocked:
            metrics.RPC_FAILURES.labels(service, metrics.BROKER_AWAY).inc()
            raise _unavailable("gateway.broker_unavailable")
        if len(self._pending) >= self._window:
            metrics.RPC_FAILURES.labels(service, metrics.WINDOW_FULL).inc()
            raise _unavailable("gateway.overloaded")

    def _publish(self, correlation_id: str, pending: _Pending) -> None:
        remaining = pending.deadline - time.monotonic()
        if self._channel is None or remaining <= 0:
            return
        properties = BasicProperties(
            content_type=wire.CONTENT_TYPE,
            content_encoding=wire.CONTENT_ENCODING,
            headers=context_headers(pending.context, remaining),
            delivery_mode=1,
            correlation_id=correlation_id,
            reply_to=self._reply_to,
            expiration=str(milliseconds(remaining)),
        )
        key = wire.routing_key(pending.service, pending.method)
        try:
            self._channel.basic_publish(
                wire.EXCHANGE, key, pending.body, properties, mandatory=True
            )
        except AMQPError as error:  # the loss is about to be reported; the call is sent again then
            log.warning("rpc_publish_failed", error=type(error).__name__)

    async def _on_open(self, connection: AsyncioConnection) -> None:
        channel = await open_channel(connection)
        channel.add_on_return_callback(self._on_return)
        # A fresh name each time: an old consumer that the broker still believes in gets nothing.
        self._reply_to = str(uuid.uuid4())
        queue = f"rpc.reply-gateway-{self._reply_to}"
        await confirmed(
            channel.exchange_declare, exchange=wire.EXCHANGE, exchange_type="topic", durable=True
        )
        await confirmed(channel.queue_declare, queue=queue, exclusive=True, auto_delete=True)
        await confirmed(
            channel.queue_bind, queue=queue, exchange=wire.EXCHANGE, routing_key=self._reply_to
        )
        await confirmed(
            channel.basic_consume, queue=queue, on_message_callback=self._on_reply, auto_ack=True
        )
        self._channel = channel
        for correlation_id, pending in list(self._pending.items()):
            self._publish(correlation_id, pending)

    def _on_lost(self) -> None:
        self._channel = None

    def _on_reply(
        self, _channel: Channel, _method: Any, properties: BasicProperties, body: bytes
    ) -> None:
        pending = self._pending.get(properties.correlation_id)
        if pending and not pending.answer.done():
            pending.answer.set_result(body)

    def _on_return(
        self, _channel: Channel, _method: Any, properties: BasicProperties, _body: bytes
    ) -> None:
        pending = self._pending.get(properties.correlation_id)
        if pending and not pending.answer.done():
            metrics.RPC_FAILURES.labels(pending.service, metrics.ABSENT).inc()
            log.warning("rpc_service_absent", service=pending.service)
            pending.answer.set_exception(_unavailable("gateway.service_absent"))


def _unavailable(code: str) -> ServiceError:
    return Unavailable(code, details={"retry_after": RETRY_AFTER_SECONDS})
