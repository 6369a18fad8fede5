"""Our gateway beside a Nameko `@http` gateway, in front of the same services, in one run.

    python tests/load/bench.py        (or ./ausm bench)

Each side is one process. Rounds alternate, so that a slow minute of the machine hits both; the
median of three rounds counts. Fails when a ratio is below what the platform promises.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import httpx
from demo.scenario import code_in, eventually
from demo.story import ScenarioClients
from native.layout import REPOSITORY
from native.ports import PortLocks
from native.stack import Stack
from support.fixtures import UNLIMITED, running_stack

HERE = Path(__file__).resolve().parent
REPORT = REPOSITORY / ".ausm" / "reports" / "bench.md"
OURS, NAMEKO = "gateway", "nameko @http"
CONNECTIONS = 24


@dataclass
class Comparison:
    """One endpoint on both sides and the ratio that is promised."""

    title: str
    path: str
    promised: float
    with_token: bool
    rounds: dict[str, list[dict]] = field(default_factory=lambda: {OURS: [], NAMEKO: []})

    def rate(self, side: str) -> float:
        """Return the median of the rounds in requests a second."""
        return median(measured["per_second"] for measured in self.rounds[side])

    @property
    def ratio(self) -> float:
        """Return how many times as fast ours is."""
        return self.rate(OURS) / self.rate(NAMEKO)

    def row(self, side: str) -> str:
        """Return the side's row of the table."""
        p50 = median(measured["p50_ms"] for measured in self.rounds[side])
        p99 = median(measured["p99_ms"] for measured in self.rounds[side])
        return f"| {self.title} | {side} | {self.rate(side):,.0f} | {p50:.1f} | {p99:.1f} |"


def comparisons() -> list[Comparison]:
    """Return what is measured."""
    return [
        Comparison("gateway only: GET /health/live", "/api/v1/health/live", 4.0, with_token=False),
        Comparison("three RPC calls: GET /me", "/api/v1/me", 2.0, with_token=True),
    ]


@contextmanager
def gateways(stack: Stack) -> Iterator[dict[str, str]]:
    """Run one process of each side; yields their addresses."""
    ports: dict[str, int] = {}
    with PortLocks() as port_locks:
        port_locks.assign(ports, (OURS, NAMEKO))
        yield from _serve(stack, ports)


def _serve(stack: Stack, ports: dict[str, int]) -> Iterator[dict[str, str]]:
    settings = stack.env("gateway") | UNLIMITED | {"AUSM_METRICS_PORT": "0"}
    commands = {
        OURS: [sys.executable, "-m", "gateway"],
        NAMEKO: [sys.executable, str(HERE / "nameko_gateway.py"), str(ports[NAMEKO])],
    }
    running = [_start(commands[side], settings, port) for side, port in ports.items()]
    try:
        addresses = {side: f"http://127.0.0.1:{port}" for side, port in ports.items()}
        for address in addresses.values():
            _wait_live(address)
        yield addresses
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(20)


def _start(command: list[str], settings: dict[str, str], port: int) -> subprocess.Popen[bytes]:
    environment = {**os.environ, **settings, "AUSM_SERVICE_PORT": str(port)}
    return subprocess.Popen(command, env=environment, cwd=REPOSITORY, stdout=subprocess.DEVNULL)


def _wait_live(address: str) -> None:
    give_up = time.monotonic() + 30
    while True:
        try:
            httpx.get(f"{address}/api/v1/health/live").raise_for_status()
        except httpx.HTTPError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.2)
        else:
            return


async def tokens_of_people(url: str) -> list[str]:
    """Register as many people as there are connections; returns their access tokens."""
    clients = ScenarioClients(url)
    return list(await asyncio.gather(*(_token_of_one(clients) for _ in range(CONNECTIONS))))


async def _token_of_one(clients: ScenarioClients) -> str:
    client, person = clients.new_client(), clients.person()
    await client.request_sms_code(person.phone)

    async def probe() -> str | None:
        sent = await client.sandbox_sms(person.phone)
        codes = [sms["text"] for sms in sent if sms["template"] == "code_register"]
        return code_in(codes[0]) if codes else None

    await client.register(person, await eventually(probe, "no SMS code came", 60))
    session = await client.log_in(person.phone, person.password)
    await client.close()
    return str(session["access_token"])


def load(url: str, tokens: list[str], seconds: float) -> dict:
    """Run the loader against one address; raises ValueError unless every answer was 200."""
    command = [sys.executable, str(HERE / "loader.py"), url]
    command += ["--seconds", str(seconds), "--connections", str(CONNECTIONS)]
    command += [word for token in tokens for word in ("--token", token)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    measured: dict = json.loads(output)
    if set(measured["statuses"]) != {"200"} or measured["broken"]:
        raise ValueError(f"{url} did not always answer 200: {measured}")
    return measured


def ensure_same_answer(addresses: dict[str, str], token: str) -> None:
    """Raise ValueError unless both sides give the same answer for the person."""
    headers = {"Authorization": f"Bearer {token}"}
    ours, nameko = (
        httpx.get(f"{addresses[side]}/api/v1/me", headers=headers).raise_for_status().json()
        for side in (OURS, NAMEKO)
    )
    if ours != nameko:
        raise ValueError(f"the sides answer differently: {ours} and {nameko}")


def run(seconds: float, rounds: int) -> list[Comparison]:
    """Run everything; returns the comparisons with their measured."""
    found = comparisons()
    with (
        tempfile.TemporaryDirectory(prefix="ausm-bench-") as folder,
        running_stack(Path(folder) / "stack", durable=False) as stack,
        gateways(stack) as addresses,
    ):
        tokens = asyncio.run(tokens_of_people(stack.url))
        ensure_same_answer(addresses, tokens[0])
        for _ in range(rounds):
            _one_round(found, addresses, tokens, seconds)
    return found


def _one_round(
    found: list[Comparison], addresses: dict[str, str], tokens: list[str], seconds: float
) -> None:
    for comparison in found:
        for side, address in addresses.items():
            wanted = tokens if comparison.with_token else []
            comparison.rounds[side].append(load(address + comparison.path, wanted, seconds))


def report(found: list[Comparison]) -> str:
    """Return the table in Markdown."""
    lines = ["| endpoint | side | requests/s | p50 ms | p99 ms |", "|---|---|---:|---:|---:|"]
    lines += [comparison.row(side) for comparison in found for side in (OURS, NAMEKO)]
    lines += [
        "",
        *(f"{c.title}: **{c.ratio:.1f} times** as fast, promised ≥ {c.promised:g}" for c in found),
    ]
    return "\n".join(lines)


def main() -> int:
    """Run the command line; returns the exit code."""
    parser = argparse.ArgumentParser(description="Measure the gateway against a Nameko gateway.")
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    found = run(options.seconds, options.rounds)
    text = report(found)
    print(text)
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(
        f"# Gateway benchmark\n\n{CONNECTIONS} connections, as many people, median of rounds\n\n{text}\n"
    )
    return 0 if all(comparison.ratio >= comparison.promised for comparison in found) else 1


if __name__ == "__main__":
    sys.exit(main())
