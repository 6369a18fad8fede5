"""Two stacks side by side: each keeps its address, and neither takes the other's for its own."""

import http.server
import json
import sys
import threading
import time
from collections.abc import Iterator

import pytest
from native.errors import StackError
from native.layout import Layout
from native.ports import PortLocks
from native.programs import Program
from native.stack import Stack
from native.supervision import Supervisor, end_orphans

# Stands for the gateway: says that all is well, and whose it is.
GATEWAY = """
import http.server, sys

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = b'{"status": "ok", "of": "%s"}' % sys.argv[2].encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass

http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


def gateway_program(layout: Layout, port: int, name: str) -> Program:
    """Return the program that stands for the gateway of a stack."""
    script = layout.state / "gateway.py"
    script.write_text(GATEWAY)
    return Program("gateway", (sys.executable, str(script), str(port), name), layout.state)


class SmallStack:
    """A stack of one process: assigned, launched and asked as the whole one is."""

    def __init__(self, folder, port: int | None = None) -> None:
        self.name = folder.name
        self.layout = Layout(folder)
        self.layout.create()
        self.supervisor = Supervisor(self.layout)
        self.ports: dict[str, int] = {}
        self.port = port

    def start(self) -> None:
        with PortLocks() as port_locks:
            port_locks.assign_gateway(self.ports, self.port)
            program = gateway_program(self.layout, self.ports["gateway"], self.name)
            self.supervisor.launch([program], holding=port_locks.descriptors())
        memory = {"ports": self.ports, "done": {}}
        (self.layout.state / "state.json").write_text(json.dumps(memory))
        self.supervisor.start("gateway")
        self.whole().wait_ready(40)

    def whole(self) -> Stack:
        return Stack(self.layout.state)

    def stop(self) -> None:
        if self.supervisor.is_running():
            self.supervisor.shut_down()
        end_orphans(self.layout.state)


@pytest.fixture
def pair(tmp_path) -> Iterator[list[SmallStack]]:
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
    made = [SmallStack(tmp_path / name) for name in ("first", "second")]
    yield made
    for each in made:
        each.stop()


@pytest.fixture
def impostor() -> Iterator[int]:
    """A server of somebody else's, which says that all is well."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "16")
            self.end_headers()
            self.wfile.write(b'{"status": "ok"}')

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def test_R8_1_two_stacks_started_at_once_are_each_answered_by_their_own(pair):
    failures: list[StackError] = []
    together = threading.Barrier(2)

    def start(each: SmallStack) -> None:
        together.wait()
        try:
            each.start()
        except StackError as error:
            failures.append(error)

    threads = [threading.Thread(target=start, args=(each,)) for each in pair]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not failures
    assert pair[0].ports["gateway"] != pair[1].ports["gateway"]
    assert [each.whole().health()["of"] for each in pair] == ["first", "second"]


def test_R8_1_an_address_stays_with_its_stack_while_the_gateway_is_down(pair):
    first, second = pair
    first.start()
    port = first.ports["gateway"]
    first.supervisor.stop("gateway")
    second.port = port
    with pytest.raises(StackError, match=f"{port} is in use"):
        second.start()
    first.supervisor.start("gateway")
    first.whole().wait_ready(40)
    first.stop()
    second.start()
    assert second.whole().health()["of"] == "second"


def test_R8_1_another_stack_at_our_address_is_not_taken_for_ours(tmp_path, impostor):
    stack = Stack(tmp_path)
    (tmp_path / "state.json").write_text(json.dumps({"ports": {"gateway": impostor}, "done": {}}))
    stack = Stack(tmp_path)
    assert stack.health() == {}
    assert not stack.is_ready()


def test_R8_1_an_address_lost_to_another_program_is_said_at_once(tmp_path, impostor):
    """A program that is no stack may listen between our look at the port and the gateway."""
    layout = Layout(tmp_path)
    layout.create()
    (tmp_path / "state.json").write_text(json.dumps({"ports": {"gateway": impostor}, "done": {}}))
    supervisor = Supervisor(layout)
    supervisor.launch([gateway_program(layout, impostor, "ours")])
    try:
        supervisor.start("gateway")
        began = time.monotonic()
        with pytest.raises(StackError, match=rf"taken port {impostor}.*--port {impostor + 1}"):
            Stack(tmp_path).wait_ready(60)
        assert time.monotonic() - began < 30
    finally:
        supervisor.shut_down()
        end_orphans(tmp_path)
