"""First stage of `./ausm`: bring the machine to where the second stage can run.

Runs under any Python 3.11 with nothing installed, so it imports the standard library only.
"""

import os
import sys
import threading
from collections.abc import Callable
from typing import NoReturn

from native import backup_in_compose
from native.backup_options import COMMANDS as BACKUP_COMMANDS
from native.errors import StackError
from native.layout import REPOSITORY, TOOLS_DIR
from native.packages import install_missing
from native.progress import Progress, complain
from native.wheels import Environment, Level

# What a command needs beyond the Python packages that run the platform.
_NEEDS_SERVERS = {"up", "test", "restore"}
_NEEDS_TEST_TOOLS = {"setup", "test", "lint", "bench", "lock"}


def main(arguments: list[str]) -> NoReturn:
    """Install what the command needs, then become the second stage."""
    command = arguments[0] if arguments else "help"
    environment = Environment(TOOLS_DIR / "venv", REPOSITORY)
    try:
        if command in BACKUP_COMMANDS and "--compose" in arguments:
            sys.exit(backup_in_compose.run(command, arguments[1:]))
        _prepare(command, environment)
    except StackError as error:
        complain(str(error))
        sys.exit(1)
    except KeyboardInterrupt:
        complain("stopped; run the command again to go on.")
        sys.exit(130)
    os.environ.pop("PYTHONPATH", None)
    second_stage = [str(environment.python), "-P", "-m", "native", *arguments]
    os.execv(environment.python, second_stage)  # noqa: S606 - nothing for a shell to read


def _prepare(command: str, environment: Environment) -> None:
    progress = Progress()
    level: Level = "dev" if command in _NEEDS_TEST_TOOLS else "run"
    jobs = [lambda: environment.bring_up_to(level, progress)]
    if command in _NEEDS_SERVERS:
        jobs.append(lambda: install_missing(progress))
    _run_side_by_side(jobs)


def _run_side_by_side(jobs: list[Callable[[], None]]) -> None:
    """Run the jobs at once (both mostly wait for the network) and raise the first failure."""
    failures: list[BaseException] = []

    def guarded(job: Callable[[], None]) -> None:
        try:
            job()
        except BaseException as error:  # noqa: BLE001 - handed to the main thread below
            failures.append(error)

    threads = [threading.Thread(target=guarded, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


if __name__ == "__main__":
    main(sys.argv[1:])
