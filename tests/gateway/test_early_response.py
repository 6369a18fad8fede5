"""R3.2.1, R8.2: a refusal reaches whoever is still sending, and every wait for them is bounded."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from file_factories import photo
from gateway.attachments import form
from gateway.http import lingering_close
from gateway_fakes import API, wait_for

CHUNK = b"x" * 65_536
# More than both ends' socket buffers can hold: who does not read blocks the sender.
MUCH = 12 * 1024 * 1024
FORM = (
    b'--x\r\nContent-Disposition: form-data; name="kind"\r\n\r\nphoto\r\n'
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n\xff\xd8'
)


class Sender:
    """A client on a bare socket, which sends what the test says and no more."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def send_head(self, length: int, token: str | None, path: str = "/attachments") -> None:
        media_type = (
            "multipart/form-data; boundary=x" if path == "/attachments" else "application/json"
        )
        lines = [f"POST {API}{path} HTTP/1.1", "Host: x", f"Content-Length: {length}"]
        lines.append(f"Content-Type: {media_type}")
        if token:
            lines.append(f"Authorization: Bearer {token}")
        self._connection.sendall("\r\n".join([*lines, "", ""]).encode())

    def send(self, amount: int, first: bytes = b"") -> None:
        """Send everything, as clients do that look at the answer only afterwards."""
        self._connection.sendall(first)
        for _ in range((amount - len(first)) // len(CHUNK)):
            self._connection.sendall(CHUNK)
        self._connection.sendall(CHUNK[: (amount - len(first)) % len(CHUNK)])

    def receive(self) -> bytes:
        """Return all that comes until the gateway ends its side."""
        received = bytearray()
        while piece := self._connection.recv(65_536):
            received += piece
        return bytes(received)

    def status(self) -> int:
        return int(self.receive().split(b" ", 2)[1])

    def send_until_cut_off(self, most: int) -> int:
        """Return how much could be sent before the connection broke."""
        sent = 0
        with suppress(ConnectionError):
            while sent < most:
                sent += self._connection.send(CHUNK)
        return sent


@pytest.fixture
def connect(gateway):
    host, port = gateway.url.removeprefix("http://").split(":")

    @contextmanager
    def open_connection() -> Iterator[Sender]:
        with socket.create_connection((host, int(port)), timeout=20) as connection:
            yield Sender(connection)

    return open_connection


@pytest.fixture
def open_connections(gateway):
    """Count what the server keeps of connections, for nothing may be left of those that ended."""
    protocols = gateway.server.server_state.connections
    before = set(protocols)
    return lambda: len(set(protocols) - before)


def test_R3_2_1_client_that_sends_everything_first_reads_the_refusal(
    connect, signer, services
) -> None:
    """Many times, for the reset does not always overtake the answer."""
    for _ in range(20):
        with connect() as sender:
            sender.send_head(MUCH // 3, signer.token())
            sender.send(MUCH // 3, FORM)
            assert sender.status() == 413


@pytest.mark.parametrize(
    ("length", "logged_in", "path", "status"),
    [
        pytest.param(MUCH, True, "/attachments", 413, id="R8.2-announced-too-large"),
        pytest.param(MUCH, False, "/attachments", 401, id="R8.2-not-logged-in"),
        pytest.param(MUCH, True, "/accounts", 413, id="R8.2-json-too-large"),
        pytest.param(MUCH, True, "/nothing-here", 404, id="R8.2-no-such-path"),
    ],
)
def test_refusal_before_the_body_is_read(
    connect, signer, services, length, logged_in, path, status
) -> None:
    with connect() as sender:
        sender.send_head(length, signer.token() if logged_in else None, path)
        sender.send(length)
        answer = sender.receive()
    assert int(answer.split(b" ", 2)[1]) == status
    assert b"connection: close" in answer.lower()


def test_R8_2_lingering_close_ends_after_too_many_bytes(
    connect, signer, services, monkeypatch, open_connections
) -> None:
    monkeypatch.setattr(lingering_close, "LINGER_BYTES", 2 * 1024 * 1024)
    with connect() as sender:
        sender.send_head(10 * MUCH, signer.token())
        assert sender.send_until_cut_off(10 * MUCH) < MUCH
        wait_for(lambda: open_connections() == 0, "the connection is still kept")


def test_R8_2_lingering_close_ends_after_its_time(
    connect, signer, services, monkeypatch, open_connections
) -> None:
    monkeypatch.setattr(lingering_close, "LINGER_SECONDS", 0.8)
    with connect() as sender:
        sender.send_head(10 * MUCH, signer.token())
        began = time.monotonic()
        with suppress(ConnectionError):
            while time.monotonic() - began < 10:
                sender.send(100)
                time.sleep(0.05)
        assert 0.5 < time.monotonic() - began < 5
        wait_for(lambda: open_connections() == 0, "the connection is still kept")


def test_R8_2_lingering_close_ends_after_silence(
    connect, signer, services, monkeypatch, open_connections
) -> None:
    monkeypatch.setattr(lingering_close, "SILENCE_SECONDS", 0.5)
    with connect() as sender:
        sender.send_head(MUCH, signer.token())
        sender.send(1000)
        assert sender.status() == 413
        wait_for(lambda: open_connections() == 0, "the connection is still kept", 5)


def test_R8_2_stalled_upload_is_answered_and_closed(
    connect, signer, services, monkeypatch, open_connections
) -> None:
    monkeypatch.setattr(form, "SILENCE_SECONDS", 0.5)
    monkeypatch.setattr(lingering_close, "SILENCE_SECONDS", 0.5)
    with connect() as sender:
        sender.send_head(100_000, signer.token())
        sender.send(1000, FORM)
        began = time.monotonic()
        assert sender.status() == 408
        assert time.monotonic() - began < 5
        wait_for(lambda: open_connections() == 0, "the connection is still kept", 5)


def test_R3_2_1_refused_upload_frees_its_slot(connect, gateway, person, signer, services) -> None:
    uploads = gateway.app.state.resources.uploads
    with connect() as sender:
        sender.send_head(MUCH // 3, signer.token())
        sender.send(1_700_000, FORM)
        assert sender.status() == 413
        assert len(uploads) == uploads.held_bytes == 0
    files = {"file": ("a.jpg", photo(), "image/jpeg")}
    assert person.post("/attachments", files=files, data={"kind": "photo"}).status_code == 201


def test_R8_2_refusal_of_a_complete_request_keeps_the_connection(connect, services) -> None:
    """429 and 422 to a short form must not cost a new connection."""
    with connect() as sender:
        sender.send_head(2, None, "/accounts")
        sender.send(2, b"[]")
        first = sender._connection.recv(65_536)
        sender.send_head(2, None, "/accounts")
        sender.send(2, b"[]")
        second = sender._connection.recv(65_536)
    for answer in (first, second):
        assert answer.startswith(b"HTTP/1.1 400")
        assert b"connection: close" not in answer.lower()


def test_R8_1_lingering_close_does_not_delay_the_shutdown(
    settings, started_services, monkeypatch
) -> None:
    from gateway_fakes import running_gateway

    # Whoever waited for the client would do so for half a minute.
    monkeypatch.setattr(lingering_close, "SILENCE_SECONDS", 60)
    with running_gateway(settings) as running:
        running.server.config.timeout_graceful_shutdown = 60
        host, port = running.url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=20) as connection:
            sender = Sender(connection)
            sender.send_head(MUCH, None)
            assert sender.status() == 401
            thread = threading.Thread(target=sender.send_until_cut_off, args=(MUCH,))
            thread.start()
            running.server.should_exit = True
            wait_for(lambda: not running.thread.is_alive(), "the gateway does not stop", 20)
            thread.join(10)
