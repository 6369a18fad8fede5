"""A stack that has seen traffic, and a Prometheus that watches it."""

import asyncio
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from demo.story import ScenarioClients
from native.layout import SERVICES
from native.stack import Stack
from support.fixtures import running_stack

sys.path.insert(0, str(Path(__file__).parent))

from prometheus_server import MONITORING, Prometheus, prometheus, until

PEOPLE = 2
PATIENCE_SECONDS = 120.0


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Run a native stack of the session's own."""
    with running_stack(tmp_path_factory.mktemp("stack"), durable=False) as running:
        yield running


@pytest.fixture(scope="session")
def targets(stack: Stack) -> dict[str, int]:
    """Return the ports of the stack's metrics by the names that DNS would know."""
    ports = stack.ports
    programs = {name: ports[f"metrics_{name}"] for name in (*SERVICES, "gateway")}
    return programs | {"rabbitmq": ports["rabbitmq_metrics"]}


@pytest.fixture(scope="session")
def watched(request, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prometheus]:
    """Return a Prometheus that has watched the story of a few people.

    With AUSM_TEST_PROMETHEUS one is used that watches a stack with traffic already.
    """
    if url := os.environ.get("AUSM_TEST_PROMETHEUS"):
        yield Prometheus(url)
        return
    stack, targets = request.getfixturevalue("stack"), request.getfixturevalue("targets")
    folder = tmp_path_factory.mktemp("prometheus")
    with prometheus(folder, targets, MONITORING / "rules") as running:
        until(lambda: len(running.values("up == 1")) == len(targets) + 2, 60, "not all are watched")
        asyncio.run(_run_stories(stack.url))
        # A rate needs two readings after the last rise, and a rule one more round.
        until(lambda: running.values("ausm:http_requests:rate5m"), 60, "no requests are counted")
        until(lambda: running.values("sum(ausm_sms_receipts_total)"), 60, "no receipts")
        yield running


async def _run_stories(url: str) -> None:
    """Run the story of a few people; whether it ends well is for other tests to say."""
    clients = ScenarioClients(url, patience=PATIENCE_SECONDS)
    for outcome in await clients.run_stories(PEOPLE, PEOPLE):
        print(f"{len(outcome.narrator.steps)} steps, {outcome.error!r}")
    await clients.close()
