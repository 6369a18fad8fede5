"""The whole native stack at rest fits in 1.2 GB of resident memory."""

import time

import psutil
import pytest
from native.stack import Stack

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

PROMISED_MB = 1200
REST_SECONDS = 10


def test_R8_1_resident_memory_at_rest(stack: Stack) -> None:
    """Count a page that processes share once: PostgreSQL's buffers would count many times over.

    The plain sum of all resident sizes is printed beside it.
    """
    time.sleep(REST_SECONDS)
    family = _family(stack)
    proportional = sum(process.memory_full_info().pss for process in family) / 1e6
    resident = sum(process.memory_info().rss for process in family) / 1e6
    table = "\n".join(f"{status.name:<12} {status.rss_mb:>8.1f} MB" for status in stack.status())
    print(f"{table}\nin all {proportional:.0f} MB (PSS), {resident:.0f} MB (sum of RSS)")
    assert proportional <= PROMISED_MB


def _family(stack: Stack) -> list[psutil.Process]:
    supervisor = psutil.Process(stack.supervisor.pid())
    return [supervisor, *supervisor.children(recursive=True)]
