"""R8.1: without a proxy in front, connections that send no whole request end too."""

import contextlib
import json
import socket
from collections.abc import Iterator

import pytest
from gateway.http import header_timeout
from gateway_fakes import Running

PATIENCE_SECONDS = 30
LIVE = b"GET /api/v1/health/live HTTP/1.1\r\nHost: x\r\n"


@pytest.fixture
def connection(gateway: Running, monkeypatch) -> Iterator[socket.socket]:
    """A connection to a gateway that waits for heads only briefly."""
    monkeypatch.setattr(header_timeout, "HEADER_SECONDS", 0.2)
    host, _, port = gateway.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=PATIENCE_SECONDS) as connection:
        yield connection


def rest_of(connection: socket.socket) -> bytes:
    """Return all that comes until the connection ends; a reset is an end."""
    received = b""
    with contextlib.suppress(ConnectionResetError):
        while data := connection.recv(65536):
            received += data
    return received


def test_R8_1_connection_without_a_request_is_closed(connection) -> None:
    assert rest_of(connection) == b""


@pytest.mark.parametrize(
    "beginning", [b"G", b"GET /api/v1/health", LIVE, LIVE + b"X-Long: "], ids=range(4)
)
def test_R8_1_unfinished_head_is_answered_408(connection, beginning) -> None:
    connection.sendall(beginning)
    head, _, body = rest_of(connection).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408 ")
    assert json.loads(body)["code"] == "common.timeout"


def test_R8_1_head_that_drips_is_not_waited_for(connection) -> None:
    connection.sendall(LIVE)
    connection.settimeout(0.05)
    received = b""
    with contextlib.suppress(ConnectionError):
        for _ in range(PATIENCE_SECONDS * 20):
            with contextlib.suppress(TimeoutError):
                received += connection.recv(65536)
            if received:
                break
            connection.sendall(b"X: y\r\n")
    assert received.startswith(b"HTTP/1.1 408 ")


@pytest.mark.parametrize("beginning", [b"\r\n", b"GET /"], ids=["blank-line", "second-request"])
def test_R8_1_connection_ends_after_a_request_too(connection, beginning) -> None:
    connection.sendall(LIVE + b"\r\n")
    assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
    connection.sendall(beginning)
    assert rest_of(connection).startswith(b"" if beginning.isspace() else b"HTTP/1.1 408 ")


def test_R8_1_connection_may_rest_between_requests(connection) -> None:
    connection.sendall(LIVE + b"\r\n")
    assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
    connection.settimeout(1)
    with pytest.raises(TimeoutError):
        connection.recv(1)
    connection.settimeout(PATIENCE_SECONDS)
    connection.sendall(LIVE + b"\r\n")
    assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
