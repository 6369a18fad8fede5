"""Fixtures for tests that drive a whole stack; imported by their conftest.py.

With AUSM_TEST_STACK set to the state folder of a running stack, that one is used and left alone.
"""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from demo.story import ScenarioClients
from native.stack import Stack

from support.scenarios import Scenarios


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Run asynchronous tests on asyncio, all in one loop."""
    return "asyncio"


# Tests ask what an answer says, not how busy the machine is.
PATIENT = {"AUSM_OPTIONAL_SECONDS": "3"}
# Tests send in minutes from one address what people send in days from many.
UNLIMITED = dict.fromkeys(
    (
        "AUSM_LIMIT_IP",
        "AUSM_LIMIT_ACCOUNT",
        "AUSM_LIMIT_SENSITIVE",
        "AUSM_LIMIT_UPLOAD",
        "AUSM_LIMIT_REFERENCE",
    ),
    "1000000/minute",
)


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Return a running stack of the session's own, quick because it may forget."""
    with running_stack(tmp_path_factory.mktemp("stack"), durable=False) as running:
        yield running


@pytest.fixture(scope="session")
def durable_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Return a running stack whose database has on disk what it has confirmed."""
    with running_stack(tmp_path_factory.mktemp("stack"), durable=True) as running:
        yield running


@contextmanager
def running_stack(folder: Path, *, durable: bool) -> Iterator[Stack]:
    """Run a stack in the folder, without rate limits, for as long as the block lasts."""
    running = os.environ.get("AUSM_TEST_STACK")
    if running:
        yield Stack(Path(running))
        return
    folder.mkdir(exist_ok=True)
    # The accounts of PostgreSQL and RabbitMQ must be able to reach their data.
    for part in (folder, folder.parent):
        part.chmod(0o755)
    started = Stack(folder, durable=durable, usual_port=False)
    # The supervisor and all that it starts inherit the environment.
    os.environ.update(UNLIMITED)
    for name, value in PATIENT.items():
        os.environ.setdefault(name, value)
    started.start()
    try:
        yield started
    finally:
        started.stop()


@pytest.fixture(scope="session")
async def clients(stack: Stack, anyio_backend: str) -> AsyncIterator[ScenarioClients]:
    """Return what makes clients of the stack."""
    made = ScenarioClients(stack.url)
    yield made
    await made.close()


@pytest.fixture(scope="session")
def scenarios(clients: ScenarioClients) -> Scenarios:
    """Return the factory of scenarios."""
    return Scenarios(clients)
