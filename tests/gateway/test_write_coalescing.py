"""What an answer costs: one write, and no more headers the hundredth time than the first."""

import asyncio

from gateway.http.envelope import Envelope
from gateway.http.write_coalescing import CoalescingTransport
from starlette.responses import Response


class _Wire:
    """Stands for the connection and notes each write."""

    def __init__(self) -> None:
        self.writes: list[bytes] = []
        self.closed = False

    def write(self, data: bytes) -> None:
        self.writes.append(data)

    def is_closing(self) -> bool:
        return self.closed

    def close(self) -> None:
        self.closed = True


def test_head_and_body_are_written_together_and_in_order() -> None:
    wire = _Wire()

    async def answer() -> None:
        transport = CoalescingTransport(wire, asyncio.get_running_loop())
        transport.write(b"head ")
        transport.write(b"body")
        await asyncio.sleep(0)
        transport.write(b"next")
        await asyncio.sleep(0)

    asyncio.run(answer())
    assert wire.writes == [b"head body", b"next"]


def test_nothing_is_lost_when_the_connection_is_closed_at_once() -> None:
    wire = _Wire()

    async def answer() -> None:
        transport = CoalescingTransport(wire, asyncio.get_running_loop())
        transport.write(b"last words")
        transport.close()
        await asyncio.sleep(0)

    asyncio.run(answer())
    assert wire.writes == [b"last words"]
    assert wire.closed


def test_a_response_sent_again_does_not_grow() -> None:
    kept = Response(b"ok")
    envelope = Envelope(kept, strict_transport=False)
    sizes: list[int] = []

    async def send(message: dict) -> None:
        if message["type"] == "http.response.start":
            sizes.append(len(message["headers"]))

    async def request() -> None:
        scope = {"type": "http", "method": "GET", "headers": [], "path": "/"}
        await envelope(scope, None, send)

    for _ in range(3):
        asyncio.run(request())
    assert len(set(sizes)) == 1
