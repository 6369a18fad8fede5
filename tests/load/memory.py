"""The resident memory of the whole native stack at rest, beside what is promised (R8.1).

    python tests/load/memory.py        (or ./ausm bench memory)

Adds the resident size of every process, the supervisor and helpers included. PostgreSQL alone is
counted as `./ausm status` does, each shared page once: its processes show the same buffers again
and again. Fails when the sum is above what the platform promises.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

import psutil
from native.layout import REPOSITORY
from native.stack import Stack
from native.supervision import ProcessStatus
from support.fixtures import running_stack

REPORT = REPOSITORY / ".ausm" / "reports" / "memory.md"
PROMISED_MB = 1200


def measure(stack: Stack) -> dict[str, float]:
    """Return the resident MB of each program of a stack."""
    resident = {status.name: _resident_mb(status) for status in stack.status()}
    resident["supervisor"] = psutil.Process(stack.supervisor.pid()).memory_info().rss / 1e6
    return resident


def _resident_mb(status: ProcessStatus) -> float:
    if status.name == "postgres":
        return status.rss_mb
    process = psutil.Process(status.pid)
    family = [process, *process.children(recursive=True)]
    return sum(each.memory_info().rss for each in family) / 1e6


def report(resident: dict[str, float]) -> str:
    """Return the table in Markdown."""
    lines = ["| program | resident MB |", "|---|---:|"]
    lines += [f"| {name} | {size:.1f} |" for name, size in resident.items()]
    return "\n".join([*lines, f"| **in all** (promised {PROMISED_MB}) | {_sum(resident):.1f} |"])


def _sum(resident: dict[str, float]) -> float:
    return sum(resident.values())


def main() -> int:
    """Run the command line; returns the exit code."""
    parser = argparse.ArgumentParser(description="Measure the memory of the stack at rest.")
    parser.add_argument("--rest", type=float, default=10, help="seconds to rest before (10)")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="ausm-bench-") as folder,
        running_stack(Path(folder) / "stack", durable=False) as stack,
    ):
        time.sleep(options.rest)
        resident = measure(stack)
    text = report(resident)
    print(text)
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(f"# The native stack at rest\n\n{text}\n")
    return 0 if _sum(resident) <= PROMISED_MB else 1


if __name__ == "__main__":
    sys.exit(main())
