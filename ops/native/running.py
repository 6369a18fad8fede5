"""`./ausm up`, `down`, `status` and `logs`."""

import argparse
import shutil
import subprocess
import time
from pathlib import Path

from native.errors import StackError
from native.layout import STATE_DIR
from native.progress import Progress
from native.report import print_addresses, print_status
from native.stack import Stack


def up(options: argparse.Namespace) -> int:
    """Start everything; stay until Ctrl-C unless detached."""
    progress = Progress()
    stack = Stack(STATE_DIR, sandbox=not options.no_sandbox, port=options.port, progress=progress)
    if stack.supervisor.is_running():
        print(f"The stack is running already ({stack.url}); ./ausm down stops it.")
        return 0 if stack.is_ready() else 1
    stack.start()
    progress.say("All is well")
    print_addresses(stack)
    if options.detach:
        return 0
    print("\nCtrl-C stops everything.", flush=True)
    try:
        _watch(stack)
    except (KeyboardInterrupt, SystemExit):
        print(flush=True)
    finally:
        with progress.step("Stopping"):
            stack.stop()
    return 0


def down(options: argparse.Namespace) -> int:
    """Stop everything, and delete everything but the Python environment if asked to."""
    stack = Stack(STATE_DIR)
    was_running = stack.supervisor.is_running()
    stack.stop()
    print("Stopped." if was_running else "The stack was not running.")
    if options.erase:
        _erase(stack)
    return 0


def status(_options: argparse.Namespace) -> int:
    """Show processes, memory and health; exit code 0 only if all is well."""
    stack = Stack(STATE_DIR)
    if not stack.supervisor.is_running():
        print("The stack is not running; ./ausm up starts it.")
        return 3
    return print_status(stack)


def logs(options: argparse.Namespace) -> int:
    """Show the last lines of one log or of all."""
    folder = STATE_DIR / "log"
    files = [folder / f"{options.name}.log"] if options.name else sorted(folder.glob("*.log"))
    if not files or not files[0].exists():
        known = ", ".join(sorted(path.stem for path in folder.glob("*.log"))) or "none yet"
        raise StackError(f"There is no such log. The logs are: {known}")
    words = ["tail", "-n", str(options.lines), *(["-F"] if options.follow else [])]
    return subprocess.run([*words, *map(str, files)], check=False).returncode


def _watch(stack: Stack) -> None:
    """Tell when a process has ended and come back, until interrupted."""
    pids = stack.supervisor.pids()
    while stack.supervisor.is_running():
        time.sleep(2)
        for name, pid in stack.supervisor.pids().items():
            if pid and pid != pids[name]:
                print(f"{name} had ended and was started again (process {pid}).", flush=True)
                pids[name] = pid


def _erase(stack: Stack) -> None:
    for name in ("log", "run", "secrets", "data"):
        shutil.rmtree(stack.layout.state / name, ignore_errors=True)
    shutil.rmtree(stack.layout.data_root, ignore_errors=True)
    Path(stack.layout.state / "state.json").unlink(missing_ok=True)
    print("Data, keys and logs are deleted; .ausm/venv is kept.")
