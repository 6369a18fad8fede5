"""The commands of `./ausm`."""

import argparse
import os
import signal
import sys
import warnings
from collections.abc import Callable, Sequence

from native import commands, locks, running, suites
from native.errors import StackError
from native.progress import complain


def _backups(command: str) -> Callable[[Sequence[str]], int]:
    """Load what backups need only when one is asked for."""

    def run(arguments: Sequence[str]) -> int:
        # It tells every importer of Nameko, and nobody at a terminal can do anything about it.
        warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
        from native import backups

        return backups.run(command, arguments)

    return run


_PASSED_ON: dict[str, tuple[str, Callable[[Sequence[str]], int]]] = {
    "test": ("run the tests: all, or the suites named (unit contract gateway …)", suites.test),
    "setup": ("make the Python environment with all tools", commands.setup),
    "lint": ("run the checks of .pre-commit-config.yaml; --fix repairs style", commands.lint),
    "demo": ("play the whole story against the running stack", commands.demo),
    "bench": ("measure the gateway beside a Nameko one", commands.bench),
    "events": ("list or retry failed events: ./ausm events SERVICE list", commands.events),
    "backup": ("all databases and files into one encrypted archive", _backups("backup")),
    "restore": ("fill an empty stack from an archive", _backups("restore")),
    "backup-key": ("make a private key for archives", _backups("backup-key")),
    "audit": ("check the audit log: ./ausm audit verify", commands.audit),
    "administrators": (
        "first administrator: ./ausm administrators create USERNAME NAME",
        commands.administrators,
    ),
    "lock": ("pin and hash the requirements anew", locks.lock),
}


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; what goes wrong is said in a sentence."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda got, _frame: sys.exit(128 + got))
    try:
        if arguments and arguments[0] in _PASSED_ON:
            return _PASSED_ON[arguments[0]][1](arguments[1:])
        options = _parser().parse_args(arguments or ["help"])
        code: int = options.run(options)
    except StackError as error:
        complain(str(error))
        return 1
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./ausm", description="The platform on one machine.")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    up = commands.add_parser("up", help="install what is missing and start everything")
    up.add_argument("-d", "--detach", action="store_true", help="return once all is well")
    up.add_argument("--port", type=int, help="the gateway's port (first start: 8000 if free)")
    up.add_argument("--no-sandbox", action="store_true", help="no demo people, no readable SMS")
    up.set_defaults(run=running.up)
    down = commands.add_parser("down", help="stop everything")
    down.add_argument("--erase", action="store_true", help="delete all data, keys and logs as well")
    down.set_defaults(run=running.down)
    status = commands.add_parser("status", help="show each process, its memory and the health")
    status.set_defaults(run=running.status)
    logs = commands.add_parser("logs", help="show a process's output")
    logs.add_argument("name", nargs="?", help="a process as in status; all if left out")
    logs.add_argument("-f", "--follow", action="store_true", help="go on as lines arrive")
    logs.add_argument("-n", "--lines", type=int, default=40, help="how many lines (40)")
    logs.set_defaults(run=running.logs)
    for name, (text, _) in _PASSED_ON.items():
        commands.add_parser(name, help=text, add_help=False)
    commands.add_parser("help", help="show this").set_defaults(run=lambda _: _show(parser))
    return parser


def _show(parser: argparse.ArgumentParser) -> int:
    parser.print_help()
    return 0
