"""`./ausm lock`: pin and hash the requirements anew, one lock for each role of an environment.

The native stack holds every role, so it is resolved first and the others take their versions from
it: what runs in the images is what the tests ran with.
"""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from native.errors import StackError
from native.layout import REPOSITORY

FOLDER = REPOSITORY / "requirements"
ROLES = ("service", "gateway", "operator")
_WHOLE = "native"
# Of flask-swagger-ui only its files are used, so what it would run on stays out of the image.
_LEFT_OUT = {"gateway": ("flask", "werkzeug", "jinja2", "markupsafe", "itsdangerous", "blinker")}


def lock(_arguments: Sequence[str]) -> int:
    """Write every lock; versions that are pinned and still fit are kept."""
    for name in (_WHOLE, "dev", *ROLES):
        code = _run(compile_command(name), FOLDER)
        if code:
            return code
    return 0


def compile_command(name: str) -> list[str]:
    """Return the command that resolves one requirement file."""
    command = ["uv", "pip", "compile", "--quiet", "--generate-hashes", "--no-header"]
    command += ["--python-version", "3.11", f"{name}.in", "--output-file", f"{name}.lock"]
    if name != _WHOLE:
        command += ["--constraints", f"{_WHOLE}.lock"]
    for package in _LEFT_OUT.get(name, ()):
        command += ["--no-emit-package", package]
    return command


def _run(command: Sequence[str], folder: Path) -> int:
    try:
        return subprocess.run(command, cwd=folder, check=False).returncode
    except FileNotFoundError as error:
        raise StackError(f"{command[0]} is not installed: pip install {command[0]}") from error
