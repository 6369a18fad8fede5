"""Ports: remembered while free, never taken from others."""

import socket
from collections.abc import Iterator

import pytest
from native.errors import StackError
from native.ports import is_free, is_open, settle, settle_gateway


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def test_a_port_with_a_listener_is_open_and_not_free(taken_port):
    assert is_open(taken_port)
    assert not is_free(taken_port)


def test_settle_gives_each_name_its_own_free_port():
    ports: dict[str, int] = {}
    settle(ports, ("postgres", "redis", "s3"))
    assert len(set(ports.values())) == 3
    assert all(is_free(port) for port in ports.values())


def test_settle_keeps_what_is_free_and_replaces_what_is_taken(taken_port):
    ports = {"redis": taken_port}
    settle(ports, ("postgres", "redis"))
    kept = ports["postgres"]
    settle(ports, ("postgres", "redis"))
    assert ports["postgres"] == kept
    assert ports["redis"] != taken_port


def test_the_gateway_takes_the_port_asked_for():
    ports: dict[str, int] = {}
    settle(ports, ("free",))
    wanted = ports.pop("free")
    settle_gateway(ports, wanted)
    assert ports["gateway"] == wanted


@pytest.mark.parametrize("asked_for", [True, False], ids=["asked-for", "remembered"])
def test_a_gateway_port_in_use_is_an_error_that_names_the_way_out(taken_port, asked_for):
    ports = {} if asked_for else {"gateway": taken_port}
    with pytest.raises(StackError, match=rf"{taken_port} is in use.*--port"):
        settle_gateway(ports, taken_port if asked_for else None)
