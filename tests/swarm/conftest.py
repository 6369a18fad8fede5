"""One swarm for all tests of this folder."""

import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from native.layout import STATE_DIR
from support.fixtures import anyio_backend, clients, scenarios

sys.path.insert(0, str(Path(__file__).parent))

from one_node import OneNode

__all__ = ["anyio_backend", "clients", "scenarios"]
_LOGS = STATE_DIR / "test" / "results" / "swarm"


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory, request) -> Iterator[OneNode]:
    """Return the platform on a swarm; on failures the output of all services is kept."""
    # The runner ends a suite that takes too long by SIGTERM: the swarm must go all the same.
    signal.signal(signal.SIGTERM, lambda *_: pytest.exit("asked to end", returncode=143))
    node = OneNode(tmp_path_factory.mktemp("swarm"))
    good = False
    failed_before = request.session.testsfailed
    try:
        node.start()
        yield node
        good = request.session.testsfailed == failed_before
    finally:
        # Whoever has asked us to end, or asks now, waits for the swarm to go.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        try:
            if not good:
                shutil.rmtree(_LOGS, ignore_errors=True)
                node.save_logs(_LOGS)
        finally:
            node.erase()
