"""The probe service, importable, with nothing failing."""

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
