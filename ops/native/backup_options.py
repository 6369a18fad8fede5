"""The words of `./ausm backup`, `restore` and `backup-key`, on this machine and in a container.

Standard library only: with `--compose` the host needs nothing installed but Docker.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

COMMANDS = ("backup", "restore", "backup-key")
_WORDS = {
    "backup": "write all databases and files into one encrypted archive",
    "restore": "fill an empty stack from an archive",
    "backup-key": "make a private key for archives and print its public key",
}


def parse(command: str, arguments: Sequence[str], *, program: str = "./ausm") -> argparse.Namespace:
    """Return the options of one of the commands; ends the program if they are wrong."""
    parser = argparse.ArgumentParser(prog=f"{program} {command}", description=_WORDS[command])
    parser.add_argument("file", type=Path, help="the archive, or the key file")
    parser.add_argument(
        "--compose", action="store_true", help="the stack of docker-compose.yml, not the native one"
    )
    if command == "backup":
        parser.add_argument(
            "--to",
            action="append",
            default=[],
            metavar="KEY",
            help="a public key (age1…) or a file of them; AUSM_BACKUP_RECIPIENTS if left out",
        )
        parser.add_argument(
            "--databases-only", action="store_true", help="leave out the files: see the docs"
        )
    if command == "restore":
        parser.add_argument("--identity", type=Path, required=True, help="the private key's file")
        parser.add_argument("--check", action="store_true", help="read the archive, change nothing")
        parser.add_argument(
            "--replace", action="store_true", help="erase what the stack holds, then restore"
        )
    options = parser.parse_args(arguments)
    options.command = command
    return options
