"""R8.1: the connection to the broker breaks, is blocked, and comes back."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from urllib.parse import urlsplit, urlunsplit

import pytest
from gateway_fakes import FakeServices, Running, running_gateway, wait_for
from pika import spec
from pika.frame import Method


class Cable:
    """A TCP proxy in front of the broker that can be cut and mended."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._open: list[socket.socket] = []
        self.whole = True
        # Cleared: what the gateway sends arrives nowhere.
        self.reads = threading.Event()
        self.reads.set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        self.whole = False
        for end in self._open:
            # A mere close would wait for the thread that reads from it.
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._open.clear()

    def mend(self) -> None:
        self.whole = True

    def _accept(self) -> None:
        while True:
            near, _ = self._listener.accept()
            if not self.whole:
                near.close()
                continue
            far = socket.create_connection(self._target)
            self._open += [near, far]
            for source, target in ((near, far), (far, near)):
                threading.Thread(target=self._pump, args=(source, target), daemon=True).start()

    def say(self, frame: bytes) -> None:
        """Say something in the broker's place; only while it is silent."""
        for near in self._open[::2]:
            near.sendall(frame)

    def _pump(self, source: socket.socket, target: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                if source in self._open[::2]:
                    self.reads.wait()
                target.sendall(data)
        except OSError:
            pass
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def cable(vhost: str) -> Cable:
    parts = urlsplit(vhost)
    return Cable(parts.hostname or "", parts.port or 5672)


@pytest.fixture
def cabled(cable: Cable, settings, vhost: str, services) -> Iterator[Running]:
    parts = urlsplit(vhost)
    netloc = f"{parts.username}:{parts.password}@127.0.0.1:{cable.port}"
    uri = urlunsplit(parts._replace(netloc=netloc))
    with running_gateway(replace(settings, amqp_uri=uri)) as running:
        yield running


def broker_state(client) -> str:
    return client.get("/health/ready").json()["dependencies"]["broker"]["status"]


def test_R8_1_broken_connection_is_reported_and_reopened(cable, cabled, signer, services) -> None:
    with cabled.client(headers=signer.bearer()) as client:
        assert client.get("/me/real-name").status_code == 200
        cable.cut()
        wait_for(lambda: client.get("/me/real-name").status_code == 503, "no 503")
        answer = client.get("/me/real-name")
        assert answer.json()["code"] == "gateway.broker_unavailable"
        assert int(answer.headers["retry-after"]) >= 1
        assert client.get("/health/live").status_code == 200
        cable.mend()
        wait_for(lambda: client.get("/me/real-name").status_code == 200, "did not come back")


def test_R8_1_broker_short_of_memory_is_named(cable, cabled, signer, services) -> None:
    services.default = {"status": "ok"}
    with cabled.client(headers=signer.bearer()) as client:
        wait_for(lambda: client.get("/health/ready").status_code == 200, "not ready")
        cable.say(Method(0, spec.Connection.Blocked("low on memory")).marshal())
        wait_for(lambda: broker_state(client) == "down", "the broker is not named")
        # At once: nothing that is sent now is read before the alarm ends.
        answer = client.get("/me/real-name")
        assert (answer.status_code, answer.json()["code"]) == (503, "gateway.broker_unavailable")
        cable.say(Method(0, spec.Connection.Unblocked()).marshal())
        wait_for(lambda: client.get("/health/ready").status_code == 200, "did not come back")


def test_R8_1_broker_that_does_not_read_is_named(cable, cabled, services) -> None:
    services.default = {"status": "ok"}
    with cabled.client() as client:
        wait_for(lambda: broker_state(client) == "ok", "not ready")
        cable.reads.clear()
        wait_for(lambda: broker_state(client) == "down", "the broker is not named")
        cable.reads.set()
        wait_for(lambda: broker_state(client) == "ok", "did not come back")


def test_R8_1_call_in_flight_is_resent_after_a_reconnect(cable, cabled, signer, services) -> None:
    """The reply went to the lost queue; the call is sent again, with the same key."""
    services.delay = 1.0
    with cabled.client(headers=signer.bearer()) as client, ThreadPoolExecutor(1) as pool:
        asked = pool.submit(client.post, "/me/messages/read-all")
        wait_for(lambda: services.calls, "the call did not arrive")
        cable.cut()
        cable.mend()
        assert asked.result().status_code == 200
    keys = {call.context.idempotency_key for call in services.calls}
    assert len(services.calls) == 2
    assert len(keys) == 1


def test_R8_1_session_ended_during_a_cut_is_refused_after_the_reconnect(
    cable, cabled, signer, services: FakeServices
) -> None:
    headers = signer.bearer(sid="ended-in-the-dark")
    with cabled.client(headers=headers) as client:
        cable.cut()
        data = {"session_id": "ended-in-the-dark", "expires_at": "2199-01-01T00:00:00+00:00"}
        services.publish("identity", "session_ended", data)
        cable.mend()
        wait_for(
            lambda: client.get("/me/real-name").json().get("code") == "gateway.session_ended",
            "the ended session is still let in",
        )
