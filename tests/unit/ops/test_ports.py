"""Ports: remembered while free, never taken from others, never given to two stacks."""

import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest
from native.errors import StackError
from native.ports import GATEWAY_DEFAULT, GATEWAY_TRIES, PortLocks, is_free, is_open

# Waits for a line, so that all start together; takes what a stack takes; holds it to the end.
RACER = """
import sys
from native.ports import PortLocks
print("ready", flush=True)
sys.stdin.readline()
with PortLocks() as port_locks:
    ports = {}
    port_locks.assign_gateway(ports, None)
    port_locks.assign(ports, [f"server-{n}" for n in range(15)])
    print(*ports.values(), flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


@pytest.fixture
def port_locks() -> Iterator[PortLocks]:
    with PortLocks() as port_locks:
        yield port_locks


def test_a_port_with_a_listener_is_open_and_not_free(taken_port):
    assert is_open(taken_port)
    assert not is_free(taken_port)


def test_assign_gives_each_name_its_own_free_port(port_locks):
    ports: dict[str, int] = {}
    port_locks.assign(ports, ("postgres", "redis", "s3"))
    assert len(set(ports.values())) == 3
    assert all(is_free(port) for port in ports.values())


def test_assign_keeps_what_is_free_and_replaces_what_is_taken(taken_port):
    ports = {"redis": taken_port}
    with PortLocks() as port_locks:
        port_locks.assign(ports, ("postgres", "redis"))
    kept = ports["postgres"]
    with PortLocks() as port_locks:
        port_locks.assign(ports, ("postgres", "redis"))
    assert ports["postgres"] == kept
    assert ports["redis"] != taken_port


def test_the_gateway_takes_the_port_asked_for():
    ports: dict[str, int] = {}
    with PortLocks() as port_locks:
        port_locks.assign(ports, ("free",))
    wanted = ports.pop("free")
    with PortLocks() as port_locks:
        port_locks.assign_gateway(ports, wanted)
    assert ports["gateway"] == wanted


@pytest.mark.parametrize("asked_for", [True, False], ids=["asked-for", "remembered"])
def test_a_gateway_port_in_use_is_an_error_that_names_the_way_out(
    port_locks, taken_port, asked_for
):
    ports = {} if asked_for else {"gateway": taken_port}
    with pytest.raises(StackError, match=rf"{taken_port} is in use.*--port"):
        port_locks.assign_gateway(ports, taken_port if asked_for else None)


def test_what_one_stack_holds_another_cannot_take_though_nobody_listens(port_locks):
    ports: dict[str, int] = {}
    port_locks.assign(ports, ("gateway",))
    with PortLocks() as other:
        assert is_free(ports["gateway"])
        assert not other.take(ports["gateway"])
        with pytest.raises(StackError, match="in use"):
            other.assign_gateway({}, ports["gateway"])


def test_a_port_lock_ends_with_the_last_process_that_holds_it(port_locks):
    with PortLocks() as first:
        ports: dict[str, int] = {}
        first.assign(ports, ("gateway",))
        heir = subprocess.Popen(["sleep", "60"], pass_fds=first.descriptors())
    try:
        assert not port_locks.take(ports["gateway"])
    finally:
        heir.kill()
        heir.wait()
    assert port_locks.take(ports["gateway"])


def test_two_commands_are_not_at_work_in_one_folder(port_locks, tmp_path):
    port_locks.take_folder(tmp_path / "a")
    with PortLocks() as other:
        other.take_folder(tmp_path / "b")
        with pytest.raises(StackError, match="Another command"):
            other.take_folder(tmp_path / "a")


def test_R8_1_stacks_started_at_the_same_moment_use_different_ports():
    for _ in range(5):
        racers = [_start_racer() for _ in range(4)]
        for racer in racers:
            assert racer.stdout.readline() == "ready\n"
        for racer in racers:
            racer.stdin.write("go\n")
            racer.stdin.flush()
        assigned = [[int(port) for port in racer.stdout.readline().split()] for racer in racers]
        for racer in racers:
            racer.communicate("end\n", timeout=20)
        everything = [port for ports in assigned for port in ports]
        assert len(everything) == len(set(everything)) == 4 * 16
        usual = range(GATEWAY_DEFAULT, GATEWAY_DEFAULT + GATEWAY_TRIES)
        assert all(ports[0] in usual for ports in assigned)


def _start_racer() -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", RACER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
