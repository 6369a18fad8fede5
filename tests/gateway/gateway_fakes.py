"""What the gateway's tests stand on: fake services on a real broker, and a real server."""

import contextlib
import json
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import jwt
import pika
import uvicorn
from chassis.messaging import wire
from contracts.context import CallContext
from contracts.errors import ServiceError
from contracts.platform import API_PREFIX as API
from contracts.platform import SERVICES
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from gateway.app import create_app
from gateway.http.lingering_close import LingeringCloseProtocol
from gateway.rpc.wire import EXCHANGE
from gateway.settings import Limits, Settings

GENEROUS = Limits(*["1000000/minute"] * 5)
# Addresses are http: to load the authorities of the world would cost each client 50 ms.
NO_TLS = httpx.create_ssl_context(verify=False)
ID = "0f5e9c1e-6f0b-4d1e-9f6c-0f1a2b3c4d5e"


class Signer:
    """Stands for identity's key: makes access tokens, good and bad ones."""

    def __init__(self) -> None:
        self.private_key = Ed25519PrivateKey.generate()
        self.public_pem = (
            self.private_key.public_key()
            .public_bytes(
                serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
            )
            .decode()
        )

    def claims(self, kind: str = "person", **changes: Any) -> dict[str, Any]:
        now = int(time.time())
        return {
            "iss": "ausm-identity",
            "aud": "ausm",
            "sub": f"{kind}-1",
            "kind": kind,
            "sid": f"session-{uuid.uuid4().hex[:8]}",
            "jti": uuid.uuid4().hex,
            "iat": now,
            "exp": now + 600,
            **({"roles": ["reviewer"], "authority_path": "/au-1/"} if kind == "staff" else {}),
            **changes,
        }

    def token(self, kind: str = "person", **changes: Any) -> str:
        return jwt.encode(self.claims(kind, **changes), self.private_key, algorithm="EdDSA")

    def bearer(self, kind: str = "person", **changes: Any) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token(kind, **changes)}"}


@dataclass
class SeenCall:
    """One call as it reached a service."""

    target: str
    arguments: dict[str, Any]
    context: CallContext
    expiration: str | None


@dataclass
class FakeServices:
    """Answers RPC calls in Nameko's wire format, as the test sets them.

    `answers[target]` is a value, an error to answer with, or a function that returns either; what is
    `silent` takes a call and never answers.
    """

    amqp_uri: str
    answers: dict[str, Any] = field(default_factory=dict)
    calls: list[SeenCall] = field(default_factory=list)
    silent: set[str] = field(default_factory=set)
    default: Any = None
    delay: float = 0.0

    def start(self) -> None:
        self._connection = pika.BlockingConnection(pika.URLParameters(self.amqp_uri))
        self._channel = self._connection.channel()
        declare_services(self._channel)
        for service in SERVICES:
            self._channel.basic_consume(f"rpc-{service}", self._on_call, auto_ack=True)
        self._thread = threading.Thread(target=self._consume, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._connection.add_callback_threadsafe(self._channel.stop_consuming)
        self._thread.join(5)
        self._connection.close()

    def reset(self) -> None:
        self.answers.clear()
        self.calls.clear()
        self.silent.clear()
        self.default, self.delay = None, 0.0

    def targets(self) -> list[str]:
        return [call.target for call in self.calls]

    def publish(self, source: str, name: str, data: dict[str, Any]) -> None:
        """Send an event as the outbox relay of a service does."""
        body = {"id": uuid.uuid4().hex, "type": name, "source": source, "data": data, "context": {}}
        connection = pika.BlockingConnection(pika.URLParameters(self.amqp_uri))
        channel = connection.channel()
        channel.exchange_declare(f"{source}.events", "topic", durable=True)
        channel.basic_publish(f"{source}.events", name, json.dumps(body).encode())
        connection.close()

    def _consume(self) -> None:
        # The broker under it is cut off in some tests.
        with contextlib.suppress(pika.exceptions.AMQPError):
            self._channel.start_consuming()

    def _on_call(self, channel: Any, method: Any, properties: Any, body: bytes) -> None:
        arguments = json.loads(body)["kwargs"]
        context = wire.context_of(properties.headers)
        call = SeenCall(method.routing_key, arguments, context, properties.expiration)
        self.calls.append(call)
        if call.target in self.silent:
            return
        if self.delay:
            self._connection.sleep(self.delay)
        reply = self._answer(call)
        properties_back = pika.BasicProperties(
            content_type="application/json", correlation_id=properties.correlation_id
        )
        channel.basic_publish(
            EXCHANGE, properties.reply_to, json.dumps(reply).encode(), properties_back
        )

    def _answer(self, call: SeenCall) -> dict[str, Any]:
        answer = self.answers.get(call.target, self.default)
        if callable(answer):
            answer = answer(**call.arguments)
        if isinstance(answer, Exception):
            arguments = list(answer.args) if isinstance(answer, ServiceError) else []
            return {"result": None, "error": _wire(answer, arguments)}
        return {"result": {} if answer is None else answer, "error": None}


def _wire(error: Exception, arguments: list[Any]) -> dict[str, Any]:
    name = type(error).__name__
    return {"exc_type": name, "exc_path": f"x.{name}", "exc_args": arguments, "value": "secret"}


def declare_services(channel: Any) -> None:
    """Declare what Nameko declares when services start."""
    channel.exchange_declare(EXCHANGE, "topic", durable=True)
    for service in SERVICES:
        channel.queue_declare(f"rpc-{service}", durable=True)
        channel.queue_bind(f"rpc-{service}", EXCHANGE, f"{service}.*")


@dataclass
class Running:
    """A gateway that listens."""

    url: str
    app: Any
    server: uvicorn.Server
    thread: threading.Thread

    def client(self, **options: Any) -> httpx.Client:
        return httpx.Client(base_url=self.url + API, timeout=20, verify=NO_TLS, **options)


@contextlib.contextmanager
def running_gateway(settings: Settings) -> Iterator[Running]:
    """Run a real server in a thread; yield once it listens."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    app = create_app(settings)
    config = uvicorn.Config(
        app,
        loop="uvloop",
        http=LingeringCloseProtocol,
        log_config=None,
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    wait_for(lambda: server.started, "the gateway did not start")
    try:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        yield Running(address, app, server, thread)
    finally:
        app.state.resources.streams.close_all()
        server.should_exit = True
        thread.join(10)


def wait_for(condition: Callable[[], Any], complaint: str, seconds: float = 30) -> None:
    """Poll until the condition holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, complaint
        time.sleep(0.02)


def upload(client, content: bytes, kind: str = "photo", name: str = "照片.jpg", **headers):
    return client.post(
        "/attachments",
        files={"file": (name, content, "image/jpeg")},
        data={"kind": kind},
        headers=headers,
    )
