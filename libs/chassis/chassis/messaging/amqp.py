"""One connection to the broker that many greenlets publish through.

A reader greenlet keeps the connection alive and hands over what arrives: replies, returned
messages, confirmations. Writing is done by one greenlet at a time, since a frame torn by
another is the end of the connection.
"""

import logging
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

import amqp
import eventlet
from eventlet.event import Event
from eventlet.semaphore import Semaphore
from kombu.utils.url import parse_url

_log = logging.getLogger(__name__)

CONNECT_SECONDS = 3
HEARTBEAT_SECONDS = 30
# For a broker that stands still; whoever must know earlier sets a limit of its own.
WRITE_SECONDS = 5.0
_TICK_SECONDS = 5
NON_PERSISTENT, PERSISTENT = 1, 2


class BrokerAway(ConnectionError):
    """The broker cannot be reached, or the connection to it was lost."""


def connect(uri: str, name: str) -> amqp.Connection:
    """Return an open connection that the broker lists under this name."""
    parts = parse_url(uri)
    connection = amqp.Connection(
        host=f"{parts['hostname'] or '127.0.0.1'}:{parts['port'] or 5672}",
        userid=parts["userid"] or "guest",
        password=parts["password"] or "guest",
        virtual_host=parts["virtual_host"] or "/",
        connect_timeout=CONNECT_SECONDS,
        heartbeat=HEARTBEAT_SECONDS,
        client_properties={"connection_name": name},
    )
    connection.connect()
    return connection


def json_message(body: str, **properties: Any) -> amqp.Message:
    """Return a message that says it is JSON."""
    return amqp.Message(
        body.encode(), content_type="application/json", content_encoding="utf-8", **properties
    )


class BrokerConnection:
    """A lazily opened, shared connection with one channel.

    `on_open(channel)` declares and subscribes, before anything else is sent; `on_lost()` is
    called when the connection breaks. After a break the next `publish` opens a new one.
    """

    def __init__(
        self,
        uri: str,
        name: str,
        on_open: Callable[[Any], None] | None = None,
        on_lost: Callable[[], None] | None = None,
    ) -> None:
        self._uri = uri
        self._name = name
        self._on_open = on_open
        self._on_lost = on_lost
        self._lock = Semaphore()
        self._connection: Any = None
        self._channel: Any = None
        self._reader: Any = None

    @property
    def is_open(self) -> bool:
        """Return whether the connection stands, as far as is known."""
        return self._channel is not None

    def open(self) -> None:
        """Open the connection if it is not; raises BrokerAway."""
        with self._lock:
            self._ensure_open()

    def publish(
        self,
        body: str,
        exchange: str,
        routing_key: str,
        *,
        mandatory: bool = False,
        **properties: Any,
    ) -> None:
        """Write one transient JSON message; raises BrokerAway when it could not be written.

        That it was written does not mean that the broker has it.
        """
        message = json_message(body, delivery_mode=NON_PERSISTENT, **properties)
        with eventlet.Timeout(WRITE_SECONDS, BrokerAway("the broker does not read")), self._lock:
            self._ensure_open()
            self._write(message, exchange, routing_key, mandatory=mandatory)

    def close(self) -> None:
        """Close the connection; a later publish would open it again."""
        with self._lock:
            connection, reader = self._connection, self._reader
            self._forget()
        if reader is not None:
            reader.kill()
        if connection is not None:
            # The broker may be gone already; there is nothing left to say then.
            with suppress(Exception), eventlet.Timeout(1, False):  # noqa: FBT003
                connection.close()

    def _write(self, message: Any, exchange: str, routing_key: str, *, mandatory: bool) -> None:
        try:
            # The channel's own basic_publish would also read, which is the reader's task.
            self._channel.send_method(
                amqp.spec.Basic.Publish,
                "Bssbb",
                (0, exchange, routing_key, mandatory, False),
                message,
            )
        except BaseException as error:
            # Even a time-out leaves half a frame behind: the connection is of no use any more.
            self._break(error)
            if isinstance(error, Exception):
                raise BrokerAway(str(error)) from error
            raise

    def _ensure_open(self) -> None:
        if self._channel is not None:
            return
        try:
            connection = connect(self._uri, self._name)
            channel = connection.channel()
            if self._on_open:
                self._on_open(channel)
        except (OSError, amqp.AMQPError) as error:
            raise BrokerAway(str(error)) from error
        self._connection, self._channel = connection, channel
        self._reader = eventlet.spawn(self._read, connection)

    def _read(self, connection: Any) -> None:
        ticked = time.monotonic()
        try:
            while self._connection is connection:
                # Nothing came for a while: time for a heartbeat.
                with suppress(TimeoutError):
                    connection.blocking_read(_TICK_SECONDS)
                if time.monotonic() - ticked >= _TICK_SECONDS:
                    ticked = time.monotonic()
                    with self._lock:
                        connection.heartbeat_tick()
        except Exception as error:  # noqa: BLE001 - whatever it was, the connection is over
            with self._lock:
                if self._connection is connection:
                    self._break(error)

    def _break(self, error: BaseException) -> None:
        """Give the connection up; the caller holds the lock, so nobody is writing.

        The reader must be gone before the socket closes: eventlet would take the next socket
        of that number, even one of the database driver's, for one that is being read.
        """
        _log.warning("connection to the broker lost: %s", error)
        connection, reader = self._connection, self._reader
        self._forget()
        if reader is not None and reader is not eventlet.getcurrent():
            reader.kill()
        if connection is not None:
            with suppress(Exception):
                connection.collect()
        if self._on_lost:
            self._on_lost()

    def _forget(self) -> None:
        self._connection = self._channel = self._reader = None


class ConfirmingConnection(BrokerConnection):
    """A connection whose batches are confirmed by the broker, one batch after the other."""

    def __init__(self, uri: str, name: str, on_open: Callable[[Any], None] | None = None) -> None:
        super().__init__(uri, name, self._prepare, self._on_break)
        self._declare = on_open
        self._last_tag = 0
        self._unconfirmed: set[int] = set()
        self._all_sent = False
        self._outcome: Any = None
        self._batch = Semaphore()

    def publish_batch(self, messages: Iterable[tuple[str, str, str, str]], timeout: float) -> None:
        """Publish `(message id, exchange, routing key, body)` in order and wait for the broker.

        Returns when the broker has taken charge of every message. Raises BrokerAway when that
        is not certain: then some of them may have arrived, and all may be sent again.
        """
        with self._batch:
            try:
                with eventlet.Timeout(timeout, BrokerAway("the broker does not confirm")):
                    self._publish_and_wait(messages)
            except BrokerAway:
                self.close()
                raise

    def _publish_and_wait(self, messages: Iterable[tuple[str, str, str, str]]) -> None:
        self.open()
        self._outcome = Event()
        self._all_sent = False
        for message_id, exchange, routing_key, body in messages:
            message = json_message(body, delivery_mode=PERSISTENT, message_id=message_id)
            self._send(message, exchange, routing_key)
        self._all_sent = True
        self._resolve_batch()
        self._outcome.wait()

    def _send(self, message: Any, exchange: str, routing_key: str) -> None:
        with self._lock:
            if not self.is_open:
                # Opened anew, the rest of the batch would overtake what was lost.
                raise BrokerAway("the connection broke within a batch")
            self._last_tag += 1
            self._unconfirmed.add(self._last_tag)
            self._write(message, exchange, routing_key, mandatory=False)

    def _prepare(self, channel: Any) -> None:
        self._last_tag = 0
        self._unconfirmed.clear()
        if self._declare:
            self._declare(channel)
        channel.confirm_select()
        channel.events["basic_ack"].add(self._on_ack)
        channel.events["basic_nack"].add(self._on_nack)

    def _on_ack(self, delivery_tag: int, multiple: bool) -> None:  # noqa: FBT001 - py-amqp calls it
        if multiple:
            self._unconfirmed = {tag for tag in self._unconfirmed if tag > delivery_tag}
        else:
            self._unconfirmed.discard(delivery_tag)
        self._resolve_batch()

    def _on_nack(self, *_ignored: Any) -> None:
        self._resolve_batch(BrokerAway("the broker refused a message"))

    def _on_break(self) -> None:
        self._resolve_batch(BrokerAway("the connection broke before the broker confirmed"))

    def _resolve_batch(self, failure: Exception | None = None) -> None:
        if self._outcome is None or self._outcome.ready():
            return
        if failure is not None:
            self._outcome.send_exception(failure)
        elif self._all_sent and not self._unconfirmed:
            self._outcome.send(None)
