"""R8.1: without a proxy in front, whoever asks and does not read the answers is sent away."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from gateway.http import write_timeout
from gateway_fakes import Running, running_gateway, wait_for

# Of the largest public answer, more than the buffers of both ends hold.
TIMES = 60


@pytest.fixture
def own(settings, services) -> Iterator[Running]:
    """A gateway whose connections are this test's alone."""
    with running_gateway(settings) as running:
        yield running


@pytest.fixture
def connect(own: Running, monkeypatch) -> Callable[[], object]:
    """`connect()` → a connection with a small window to a gateway that waits only briefly."""
    monkeypatch.setattr(write_timeout, "WRITE_SECONDS", 0.5)
    host, _, port = own.url.removeprefix("http://").partition(":")

    @contextmanager
    def make() -> Iterator[socket.socket]:
        with socket.socket() as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
            connection.settimeout(30)
            connection.connect((host, int(port)))
            yield connection

    return make


def ask(times: int, last: str = "close") -> bytes:
    """Return requests that are sent without a look at the answers."""
    kinds = ["keep-alive"] * (times - 1) + [last]
    head = "GET /api/v1/openapi.json HTTP/1.1\r\nHost: x\r\nConnection: {}\r\n\r\n"
    return "".join(head.format(kind) for kind in kinds).encode()


def is_over(own: Running) -> bool:
    return not own.server.server_state.connections


@pytest.mark.parametrize("times", [TIMES, 8], ids=["many-answers", "closed-after-some"])
def test_R8_1_who_never_reads_is_sent_away(own: Running, connect, times: int) -> None:
    with connect() as connection:
        connection.sendall(ask(times))
        wait_for(lambda: own.server.server_state.connections, "no connection")
        wait_for(lambda: is_over(own), "the gateway waits for who never reads")


def test_R8_1_who_reads_slowly_gets_the_whole_answer(own: Running, connect, monkeypatch) -> None:
    monkeypatch.setattr(write_timeout, "LEAST_BYTES", 1024)
    with connect() as connection:
        connection.sendall(ask(6))
        received, begun = bytearray(), time.monotonic()
        while piece := connection.recv(65_536):
            received += piece
            time.sleep(0.002)
    assert received.count(b"HTTP/1.1 200 OK") == 6
    assert received.rstrip().endswith(b"}")
    assert time.monotonic() - begun > write_timeout.WRITE_SECONDS
