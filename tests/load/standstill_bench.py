"""How long people wait while a service stands still: `./ausm bench standstill [--service collection]`.

Stops one process of a stack of its own (SIGSTOP) and asks for pages and lists that can do without it.
"""

import argparse
import asyncio
import os
import signal
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from demo.client import AusmClient
from demo.story import ScenarioClients
from native.stack import Stack
from support.fixtures import UNLIMITED, running_stack
from support.scenarios import Scenarios

REQUESTS = 10
PERSON, STAFF = ("/me", "/me/messages", "/me/changes"), ("/reviews/summary", "/reviews?kind=change")


async def measure(client: AusmClient, path: str) -> list[float]:
    """Return the seconds that each request took."""
    seconds = []
    for _ in range(REQUESTS):
        began = time.perf_counter()
        await client.call("GET", path)
        seconds.append(time.perf_counter() - began)
    return seconds


async def play(stack: Stack, service: str) -> None:
    """Measure with everything at work, then with one service at a standstill."""
    clients = ScenarioClients(stack.url)
    scenarios = Scenarios(clients)
    person = (await scenarios.verified()).client
    staff = await scenarios.staff("haidian_reviewer")
    asked = [(person, path) for path in PERSON] + [(staff, path) for path in STAFF]
    pid = next(one.pid for one in stack.status() if one.name == service)
    for state, number in (("at work", signal.SIGCONT), ("at a standstill", signal.SIGSTOP)):
        os.kill(pid, number)
        for client, path in asked:
            seconds = await measure(client, path)
            middle, worst = statistics.median(seconds) * 1000, max(seconds) * 1000
            print(f"{service} {state}: {path:24} median {middle:5.0f} ms, longest {worst:5.0f} ms")
    os.kill(pid, signal.SIGCONT)
    for client in (person, staff):
        await client.close()
    await clients.close()


def main() -> None:
    """Run the stack and measure; what production waits, not what the suites do."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--service", default="collection")
    service = parser.parse_args().service
    os.environ.update(UNLIMITED)
    os.environ.setdefault("AUSM_OPTIONAL_SECONDS", "0.3")
    with (
        tempfile.TemporaryDirectory() as folder,
        running_stack(Path(folder, "stack"), durable=False) as stack,
    ):
        asyncio.run(play(stack, service))


if __name__ == "__main__":
    main()
