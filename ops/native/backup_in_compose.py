"""`./ausm backup --compose`: the same command inside the operator's container.

Standard library only.
"""

import argparse
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from native.backup_options import parse
from native.errors import StackError
from native.layout import REPOSITORY

_FOLDER = "/backups"
_IDENTITY = "/backup.key"


def run(command: str, arguments: Sequence[str]) -> int:
    """Run a command of backup in a container of its own and return its exit code."""
    options = parse(command, arguments)
    words = [*_compose(), *arguments_for(options, os.getuid(), os.getgid())]
    return subprocess.run(words, cwd=REPOSITORY, check=False).returncode


def arguments_for(options: argparse.Namespace, user: int, group: int) -> list[str]:
    """Return the words after `docker-compose`: files come in by mounts and belong to the caller."""
    file = options.file.resolve()
    if not file.parent.is_dir():
        raise StackError(f"The folder {file.parent} does not exist: make it first")
    mounts = ["-v", f"{file.parent}:{_FOLDER}"]
    words = [options.command, f"{_FOLDER}/{file.name}"]
    if options.command == "backup":
        words += [word for key in _recipients(options.to) for word in ("--to", key)]
        words += ["--databases-only"] if options.databases_only else []
    if options.command == "restore":
        mounts += ["-v", f"{_existing(options.identity)}:{_IDENTITY}:ro"]
        words += ["--identity", _IDENTITY]
        words += [f"--{name}" for name in ("check", "replace") if getattr(options, name)]
    # Each has the secrets that it needs; making a key needs none.
    service = "restore" if options.command == "restore" else "backup"
    return ["run", "--rm", "-T", "--user", f"{user}:{group}", *mounts, service, *words]


def _recipients(given: Sequence[str]) -> list[str]:
    """Return the public keys themselves: a file of them is not seen from inside."""
    lines = [line for text in given for line in _lines(text)]
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def _lines(text: str) -> list[str]:
    return [text] if text.startswith("age1") else _existing(Path(text)).read_text().splitlines()


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise StackError(f"There is no key file {path}")
    return path.resolve()


def _compose() -> list[str]:
    if program := shutil.which("docker-compose"):
        return [program]
    if program := shutil.which("docker"):
        return [program, "compose"]
    raise StackError("Docker is not installed here; without --compose the native stack is meant")
