"""Calls and events as a test needs them."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import eventlet
import pytest
from contracts.context import CallContext
from contracts.events import EVENTS

from chassis import plain_json
from chassis.messaging.amqp import BrokerConnection
from chassis.messaging.outbox import exchange_of
from chassis.nameko_runtime.rpc_client import RpcClient


class TestClient:
    """Calls one service as whoever the test says."""

    __test__ = False

    def __init__(self, caller: RpcClient, service: str) -> None:
        self._caller = caller
        self._service = service

    def call(
        self, method: str, /, *, context: CallContext | None = None, timeout: float = 30, **kw: Any
    ) -> Any:
        """Return what the method answers; its ServiceErrors are raised."""
        asked_by = context or CallContext()
        return self._caller.call(self._service, method, kw, asked_by, timeout)


@pytest.fixture
def rpc_client(vhost: str) -> Iterator[Callable[[str], TestClient]]:
    """`rpc_client("identity").call("get_me", context=…)` calls over the broker."""
    caller = RpcClient(vhost, "tests")
    yield lambda service: TestClient(caller, service)
    caller.close()


class PublishedEvents:
    """The events that reached the broker since the test began, in order of arrival."""

    def __init__(self, uri: str) -> None:
        self.uri = uri
        self.bodies: list[dict[str, Any]] = []
        self._connection = BrokerConnection(uri, "test events", self._subscribe)
        self._connection.open()

    def named(self, name: str) -> list[dict[str, Any]]:
        """Return the bodies of one kind of event."""
        return [body for body in self.bodies if body["type"] == name]

    def wait_for(self, name: str, count: int = 1, timeout: float = 30) -> list[dict[str, Any]]:
        """Return the bodies of one kind once there are that many; fails when they do not come."""
        limit = time.monotonic() + timeout
        while len(found := self.named(name)) < count:
            if time.monotonic() > limit:
                seen = [body["type"] for body in self.bodies]
                pytest.fail(f"{count} × {name} expected, seen: {seen}")
            eventlet.sleep(0.02)
        return found

    def close(self) -> None:
        """Stop listening."""
        self._connection.close()

    def _subscribe(self, channel: Any) -> None:
        queue = channel.queue_declare("", exclusive=True).queue
        for source in {source for source, _ in EVENTS}:
            channel.exchange_declare(exchange_of(source), "topic", durable=True, auto_delete=False)
            channel.queue_bind(queue, exchange_of(source), "#")
        channel.basic_consume(queue, no_ack=True, callback=self._note)

    def _note(self, message: Any) -> None:
        self.bodies.append(plain_json.loads(message.body))


@pytest.fixture
def published_events(vhost: str) -> Iterator[PublishedEvents]:
    """The events that services published; ask for it before the service runs."""
    events = PublishedEvents(vhost)
    yield events
    events.close()
