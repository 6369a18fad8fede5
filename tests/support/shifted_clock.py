"""Run a program as on a machine whose clock is off: `python -m support.shifted_clock 15 MODULE ARGUMENT…`.

The time of day is shifted for all of the program, its libraries too; monotonic clocks go on as they are.
"""

import runpy
import sys
from datetime import UTC, datetime, timedelta

import time_machine


def main() -> None:
    """Shift the clock for good and become the program."""
    seconds, module, *arguments = sys.argv[1:]
    there = datetime.now(UTC) + timedelta(seconds=float(seconds))
    time_machine.travel(there, tick=True).start()
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
