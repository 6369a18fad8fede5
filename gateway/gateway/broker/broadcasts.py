"""Events that every gateway replica must see: ended sessions and new messages."""

import asyncio
import json
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from contracts.events import EVENTS
from marshmallow import EXCLUDE
from pika import BasicProperties
from pika.adapters.asyncio_connection import AsyncioConnection
from pika.channel import Channel

from gateway.broker.connection import BrokerConnection, confirmed, open_channel

log = structlog.get_logger(__name__)

Handler = Callable[[dict[str, Any]], Awaitable[None]]

# Longer than an access token lives, so that no end of a session is missed while we reconnect.
QUEUE_LIFE_MS = 15 * 60 * 1000
PREFETCH = 100


class BroadcastListener:
    """Hand the data of broadcast events to handlers, by `(source, event name)`.

    The queue is this replica's own and outlives a broken connection, so a message waits there
    until the replica is back.
    """

    def __init__(
        self, connection: BrokerConnection, handlers: dict[tuple[str, str], Handler]
    ) -> None:
        self._handlers = handlers
        self._queue = f"gateway.broadcasts-{uuid.uuid4()}"
        self._tasks: set[asyncio.Task[None]] = set()
        connection.use(self._on_open, lambda: None)

    async def _on_open(self, connection: AsyncioConnection) -> None:
        channel = await open_channel(connection)
        await confirmed(channel.basic_qos, prefetch_count=PREFETCH)
        await confirmed(
            channel.queue_declare,
            queue=self._queue,
            durable=True,
            arguments={"x-expires": QUEUE_LIFE_MS},
        )
        for source, name in self._handlers:
            exchange = f"{source}.events"
            await confirmed(
                channel.exchange_declare, exchange=exchange, exchange_type="topic", durable=True
            )
            await confirmed(
                channel.queue_bind, queue=self._queue, exchange=exchange, routing_key=name
            )
        await confirmed(
            channel.basic_consume, queue=self._queue, on_message_callback=self._on_message
        )

    def _on_message(
        self, channel: Channel, delivery: Any, _properties: BasicProperties, body: bytes
    ) -> None:
        task = asyncio.get_running_loop().create_task(self._handle(channel, delivery, body))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _handle(self, channel: Channel, delivery: Any, body: bytes) -> None:
        source = delivery.exchange.removesuffix(".events")
        try:
            event_type = EVENTS[(source, delivery.routing_key)]
            # A service of a newer version may say more than this one knows.
            data = event_type.schema.load(json.loads(body)["data"], unknown=EXCLUDE)
            await self._handlers[(source, delivery.routing_key)](data)
        except Exception:  # a broadcast that cannot be read must not block the next
            log.exception("broadcast_failed", event=delivery.routing_key)
        if channel.is_open:
            channel.basic_ack(delivery.delivery_tag)
