"""One connection to the broker that heals itself."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any

import pika
import structlog
from pika.adapters.asyncio_connection import AsyncioConnection
from pika.channel import Channel

log = structlog.get_logger(__name__)

HEARTBEAT_SECONDS = 15
CONNECT_TIMEOUT_SECONDS = 5
FIRST_DELAY_SECONDS = 0.1
LONGEST_DELAY_SECONDS = 5.0

OnOpen = Callable[[AsyncioConnection], Awaitable[None]]
OnLost = Callable[[], None]


async def confirmed(call: Callable[..., Any], **arguments: Any) -> Any:
    """Run a pika method that reports by callback and wait for the broker's frame."""
    done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    def on_frame(frame: Any) -> None:
        if not done.done():
            done.set_result(frame)

    call(callback=on_frame, **arguments)
    return await done


async def open_channel(connection: AsyncioConnection) -> Channel:
    """Return a new channel; when the broker closes it, the whole connection is renewed."""
    opened: asyncio.Future[Channel] = asyncio.get_running_loop().create_future()

    def on_open(channel: Channel) -> None:
        channel.add_on_close_callback(lambda _channel, _reason: _close(connection))
        if not opened.done():
            opened.set_result(channel)

    connection.channel(on_open_callback=on_open)
    return await opened


def _close(connection: AsyncioConnection) -> None:
    if connection.is_open:
        connection.close()


class BrokerConnection:
    """Keep a connection open; run every `on_open` after each connect, `on_lost` after each loss."""

    def __init__(self, uri: str) -> None:
        self._parameters = pika.URLParameters(uri)
        self._parameters.heartbeat = HEARTBEAT_SECONDS
        self._parameters.stack_timeout = CONNECT_TIMEOUT_SECONDS
        self._parameters.socket_timeout = CONNECT_TIMEOUT_SECONDS
        self._parameters.client_properties = {"connection_name": "gateway"}
        self._users: list[tuple[OnOpen, OnLost]] = []
        self._connection: AsyncioConnection | None = None
        self._setup: asyncio.Task[None] | None = None
        self._retry: asyncio.TimerHandle | None = None
        self._delay = FIRST_DELAY_SECONDS
        self._stopping = False
        self.ready = asyncio.Event()
        # Why the broker takes nothing more from us at present, in its own words.
        self.blocked: str | None = None

    def use(self, on_open: OnOpen, on_lost: OnLost) -> None:
        """Register a user of the connection; call before `start`."""
        self._users.append((on_open, on_lost))

    def start(self) -> None:
        """Begin connecting; returns at once."""
        self._retry = None
        self._connection = AsyncioConnection(
            self._parameters,
            on_open_callback=self._on_open,
            on_open_error_callback=self._on_open_error,
            on_close_callback=self._on_close,
            custom_ioloop=asyncio.get_running_loop(),
        )

    async def stop(self) -> None:
        """Close the connection and do not open another."""
        self._stopping = True
        if self._retry:
            self._retry.cancel()
        if self._setup:
            self._setup.cancel()
        if self._connection and self._connection.is_open:
            self._connection.close()
            await self._closed()

    async def _closed(self) -> None:
        for _ in range(100):
            if self._connection is None or self._connection.is_closed:
                return
            await asyncio.sleep(0.01)

    def _on_open(self, connection: AsyncioConnection) -> None:
        connection.add_on_connection_blocked_callback(self._on_blocked)
        connection.add_on_connection_unblocked_callback(self._on_unblocked)
        self._setup = asyncio.get_running_loop().create_task(self._run_setup(connection))

    async def _run_setup(self, connection: AsyncioConnection) -> None:
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT_SECONDS):
                for on_open, _ in self._users:
                    await on_open(connection)
        except Exception as error:  # noqa: BLE001 - whatever fails here, a fresh connection is the cure
            log.warning("broker_setup_failed", error=repr(error))
            _close(connection)
            return
        self._delay = FIRST_DELAY_SECONDS
        self.ready.set()
        log.info("broker_connected")

    def _on_open_error(self, _connection: AsyncioConnection, error: BaseException) -> None:
        log.warning("broker_unreachable", error=type(error).__name__)
        self._connect_later()

    def _on_blocked(self, _connection: Any, frame: Any) -> None:
        self.blocked = str(frame.method.reason)
        log.warning("broker_takes_nothing", reason=self.blocked)

    def _on_unblocked(self, *_ignored: Any) -> None:
        self.blocked = None
        log.info("broker_takes_messages_again")

    def _on_close(self, _connection: AsyncioConnection, reason: BaseException) -> None:
        self.ready.clear()
        self.blocked = None
        if self._setup:
            self._setup.cancel()
        for _, on_lost in self._users:
            on_lost()
        if not self._stopping:
            log.warning("broker_lost", error=type(reason).__name__)
            self._connect_later()

    def _connect_later(self) -> None:
        if self._stopping:
            return
        # Jitter, so that replicas do not all return in the same instant.
        delay = self._delay * random.uniform(0.5, 1.0)  # noqa: S311
        self._delay = min(self._delay * 2, LONGEST_DELAY_SECONDS)
        self._retry = asyncio.get_running_loop().call_later(delay, self.start)
