"""The probe service, importable, with nothing failing."""

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(autouse=True)
def faults():
    """What fails in this test: nothing, until it says so."""
    from probe.service import faults

    faults.clear()
    yield faults
    faults.clear()


@pytest.fixture
def probe_environment():
    """What a program needs to find the probe service."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(Path(__file__).parent),
        "AUSM_MASTER_KEYS": os.environ["AUSM_MASTER_KEYS"],
        "AUSM_INDEX_KEY": os.environ["AUSM_INDEX_KEY"],
    }
