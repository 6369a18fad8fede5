"""Fixtures for tests that drive a whole composition; imported by their conftest.py.

One composition serves all tests of a run and goes with it. With AUSM_TEST_COMPOSITION set to a
folder, the one that was started there is used, or started, and left running.
"""

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from native.layout import STATE_DIR
from native.progress import Progress

from support.compose.composition import Composition
from support.compose.report import Report

_LOGS = STATE_DIR / "test" / "results" / "compose"


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory, request: Any) -> Iterator[Composition]:
    """Return a running composition; on failures the output of all containers is kept."""
    # The runner ends a suite that takes too long by SIGTERM: the containers must go all the same.
    signal.signal(signal.SIGTERM, lambda *_: pytest.exit("asked to end", returncode=143))
    kept = os.environ.get("AUSM_TEST_COMPOSITION")
    folder = Path(kept) if kept else tmp_path_factory.mktemp("composition")
    composition = Composition(folder, _project(), progress=Progress())
    failed_before = request.session.testsfailed
    good = False
    try:
        if not (kept and composition.is_ready()):
            composition.start()
        yield composition
        good = request.session.testsfailed == failed_before
    finally:
        # Whoever has asked us to end, or asks now, waits for the containers to go.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        try:
            if not good:
                shutil.rmtree(_LOGS, ignore_errors=True)
                composition.save_logs(_LOGS)
        finally:
            if not kept:
                composition.erase()


def _project() -> str:
    return os.environ.get("COMPOSE_PROJECT_NAME", "ausm-test")


@pytest.fixture(scope="session")
def report() -> Iterator[Report]:
    """Return the report of this run; it is written at the end, whatever the outcome."""
    made = Report()
    yield made
    made.write()
