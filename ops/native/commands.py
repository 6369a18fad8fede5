"""Commands that run one of our other programs against the running stack."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from native.errors import StackError
from native.layout import REPOSITORY, SERVICES, STATE_DIR, TOOLS_DIR
from native.programs import python_program
from native.stack import Stack


def demo(arguments: Sequence[str]) -> int:
    """Play the whole story; the exit code is the story's."""
    stack = _running_stack()
    return _run(python_program("-m", "demo", *arguments), AUSM_URL=stack.url)


def bench(arguments: Sequence[str]) -> int:
    """Measure our gateway beside a Nameko one, or one of the other comparisons by its name."""
    others = {
        "replicas": "tests/compose/scale_bench.py",
        "queues": "tests/load/queues.py",
        "memory": "tests/load/memory.py",
        "audit": "tests/load/audit_bench.py",
        "standstill": "tests/load/standstill_bench.py",
        "captchas": "tests/load/captcha_bench.py",
    }
    program = others.get(arguments[0]) if arguments else None
    if program:
        return _run(python_program(program, *arguments[1:]))
    return _run(python_program("tests/load/bench.py", *arguments))


def setup(_arguments: Sequence[str]) -> int:
    """Say where the environment is that the first stage has made."""
    print(f"The tools are in {Path(sys.executable).parent}")
    return 0


def lint(arguments: Sequence[str]) -> int:
    """Run every hook of pre-commit over the whole tree; `--fix` repairs style first."""
    tools = Path(sys.executable).parent
    others = [word for word in arguments if word != "--fix"]
    if len(others) < len(arguments):
        _run([str(tools / "ruff"), "check", "--fix", "--quiet", "."])
        _run([str(tools / "ruff"), "format", "--quiet", "."])
    hooks = [str(tools / "pre-commit"), "run", "--all-files", *others]
    return _run(hooks, PRE_COMMIT_HOME=str(TOOLS_DIR / "pre-commit"))


def events(arguments: Sequence[str]) -> int:
    """List or retry the failed events of a service."""
    if not arguments or arguments[0] not in SERVICES:
        raise StackError(f"Name a service: ./ausm events {'|'.join(SERVICES)} list|retry")
    stack = _running_stack()
    return _run(python_program("-m", "chassis.events", *arguments), **stack.env(arguments[0]))


def audit(arguments: Sequence[str]) -> int:
    """Verify the audit log, or drop what was kept long enough."""
    stack = _running_stack()
    return _run(python_program("-m", "identity.audit_log", *arguments), **stack.env("identity"))


def administrators(arguments: Sequence[str]) -> int:
    """Make the first administrator of the platform, or let one in who has lost access."""
    stack = _running_stack()
    return _run(
        python_program("-m", "identity.administrators", *arguments), **stack.env("identity")
    )


def _running_stack() -> Stack:
    stack = Stack(STATE_DIR)
    if not stack.supervisor.is_running():
        raise StackError("The stack is not running. Start it first: ./ausm up -d")
    return stack


def _run(command: Sequence[str], **settings: str) -> int:
    environment = {**os.environ, **settings, "AUSM_METRICS_PORT": "0"}
    try:
        return subprocess.run(command, cwd=REPOSITORY, env=environment, check=False).returncode
    except FileNotFoundError as error:
        raise StackError(f"{command[0]} is not installed: pip install {command[0]}") from error
