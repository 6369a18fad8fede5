"""Sends one GET over and over on many connections and reports rate and times as JSON.

A process of its own, so that what is measured shares no interpreter with what measures. Speaks
just enough HTTP/1.1 to read answers with Content-Length on kept connections.

    python tests/load/loader.py http://127.0.0.1:8000/api/v1/health/live --seconds 5
"""

import argparse
import asyncio
import itertools
import json
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlsplit

import uvloop

_END_OF_HEAD = b"\r\n\r\n"
_LENGTH = b"content-length:"


@dataclass
class Tally:
    """What all connections have seen."""

    times: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    broken: int = 0
    open: bool = False


class Connection(asyncio.Protocol):
    """One request in flight at any time; the next goes out when the answer is whole."""

    def __init__(self, request: bytes, tally: Tally) -> None:
        self._request = request
        self._tally = tally
        self._buffer = b""
        self._sent_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head_end = self._buffer.find(_END_OF_HEAD)
        if head_end < 0:
            return
        whole = head_end + len(_END_OF_HEAD) + _content_length(self._buffer[:head_end])
        if len(self._buffer) < whole:
            return
        status = self._buffer[9:12].decode()
        self._buffer = self._buffer[whole:]
        if self._tally.open:
            self._tally.times.append(time.perf_counter() - self._sent_at)
            self._tally.statuses[status] += 1
        self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        self._tally.broken += 1

    def _send(self) -> None:
        self._sent_at = time.perf_counter()
        self._transport.write(self._request)


def _content_length(head: bytes) -> int:
    lower = head.lower()
    start = lower.index(_LENGTH) + len(_LENGTH)
    end = lower.find(b"\r\n", start)
    return int(lower[start : end if end >= 0 else len(lower)])


async def measure(url: str, tokens: list[str], connections: int, seconds: float) -> dict:
    """Load the address for `seconds` after a warm-up of a second; returns the measured.

    The connections take the tokens in turn.
    """
    parts = urlsplit(url)
    head = f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nAccept: application/json\r\n"
    signed = [f"{head}Authorization: Bearer {token}\r\n\r\n" for token in tokens]
    requests = itertools.cycle(text.encode() for text in signed or [f"{head}\r\n"])
    tally = Tally()
    loop = asyncio.get_running_loop()
    made = [
        await loop.create_connection(
            partial(Connection, next(requests), tally), parts.hostname, parts.port
        )
        for _ in range(connections)
    ]
    await asyncio.sleep(1)
    tally.open = True
    started = time.perf_counter()
    await asyncio.sleep(seconds)
    tally.open = False
    took = time.perf_counter() - started
    broken = tally.broken
    for transport, _ in made:
        transport.abort()
    return _figures(tally, took) | {"broken": broken}


def _figures(tally: Tally, took: float) -> dict:
    times = sorted(tally.times)
    last = len(times) - 1
    return {
        "per_second": round(len(times) / took, 1),
        "p50_ms": round(times[last // 2] * 1000, 2) if times else None,
        "p99_ms": round(times[int(last * 0.99)] * 1000, 2) if times else None,
        "statuses": dict(tally.statuses),
    }


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--token", action="append", default=[])
    parser.add_argument("--connections", type=int, default=24)
    parser.add_argument("--seconds", type=float, default=5.0)
    options = parser.parse_args()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        measured = runner.run(
            measure(options.url, options.token, options.connections, options.seconds)
        )
    print(json.dumps(measured))


if __name__ == "__main__":
    main()
