"""The whole native stack at rest fits in 1.2 GB of resident memory.

The first test of its folder by name: what follows is anything but rest.
"""

import time

import psutil
import pytest
from native.stack import Stack
from native.supervision import ProcessStatus

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

PROMISED_MB = 1200
REST_SECONDS = 10


def test_R8_1_resident_memory_at_rest(stack: Stack) -> None:
    """Add the resident size of every process, the supervisor and helpers included.

    PostgreSQL alone is counted as `./ausm status` does, each shared page once: its processes show
    the same buffers again and again.
    """
    time.sleep(REST_SECONDS)
    resident = {status.name: _resident_mb(status) for status in stack.status()}
    resident["supervisor"] = psutil.Process(stack.supervisor.pid()).memory_info().rss / 1e6
    table = "\n".join(f"{name:<12} {size:>8.1f} MB" for name, size in resident.items())
    print(f"{table}\n{'in all':<12} {sum(resident.values()):>8.1f} MB")
    assert sum(resident.values()) <= PROMISED_MB, table


def _resident_mb(status: ProcessStatus) -> float:
    if status.name == "postgres":
        return status.rss_mb
    process = psutil.Process(status.pid)
    family = [process, *process.children(recursive=True)]
    return sum(each.memory_info().rss for each in family) / 1e6
