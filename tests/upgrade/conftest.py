"""An installation of an earlier version, upgraded by the documented commands."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from demo.story import ScenarioClients
from native.layout import REPOSITORY
from native.stack import Stack

sys.path.insert(0, str(Path(__file__).parent))

import snapshot
from support.databases import ServiceDatabases
from support.fixtures import UNLIMITED, anyio_backend
from support.scenarios import Scenarios

__all__ = ["anyio_backend"]


class Installation:
    """The upgraded stack, and `./ausm` for it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.stack = Stack(folder, usual_port=False)

    def ausm(self, *arguments: str) -> str:
        """Run a command of `./ausm` and return its output; it must succeed."""
        done = subprocess.run(
            ["./ausm", *arguments],
            cwd=REPOSITORY,
            env={**os.environ, **UNLIMITED, "AUSM_STATE": str(self.folder)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout

    def fill(self) -> None:
        """Bring in everything as the earlier version left it, its services at rest."""
        snapshot.put_keys(self.stack)
        with self.stack.servers_only():
            snapshot.restore(self.stack)


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Return an installation that was upgraded as docs/operations/native.md says."""
    folder = tmp_path_factory.mktemp("upgrade")
    for part in (folder, folder.parent):
        part.chmod(0o755)
    made = Installation(folder)
    try:
        made.fill()
        made.ausm("up", "-d")
        yield Installation(folder)
    finally:
        made.ausm("down", "--erase")


@pytest.fixture(scope="session")
def people() -> dict[str, Any]:
    """Return who was there before the upgrade."""
    return snapshot.read_people()


@pytest.fixture(scope="session")
def databases(installation: Installation) -> ServiceDatabases:
    """Return the databases of the upgraded installation."""
    return ServiceDatabases(installation.stack)


@pytest.fixture(scope="session")
async def scenarios(installation: Installation, anyio_backend: str) -> AsyncIterator[Scenarios]:
    """Return what makes clients and new people."""
    clients = ScenarioClients(installation.stack.url)
    yield Scenarios(clients)
    await clients.close()
