"""`./ausm lint`: style, types, import rules, sizes, launcher; all run, then the verdict."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from native.layout import REPOSITORY
from native.progress import Progress
from native.sizes import oversized


def lint(arguments: Sequence[str]) -> int:
    """Run every check and return 1 if any found something; `--fix` repairs style first."""
    progress = Progress()
    if "--fix" in arguments:
        _run([_tool("ruff"), "check", "--fix", "--quiet", "."])
        _run([_tool("ruff"), "format", "--quiet", "."])
    verdicts = {name: _report(progress, name, command) for name, command in _checks().items()}
    verdicts["sizes"] = _report_sizes(progress)
    bad = [name for name, good in verdicts.items() if not good]
    print(f"Found something: {', '.join(bad)}" if bad else "All checks passed", flush=True)
    return 1 if bad else 0


def _checks() -> dict[str, list[str]]:
    checks = {
        "style": [_tool("ruff"), "check", "."],
        "format": [_tool("ruff"), "format", "--check", "."],
        "imports": [_tool("lint-imports"), "--no-logo"],
        "types": [sys.executable, "-m", "mypy", "--no-error-summary"],
        "launcher": ["sh", "-n", "ausm"],
    }
    if shutil.which("shellcheck"):
        checks["shell"] = ["shellcheck", "ausm", ".ci/run"]
    return checks


def _report(progress: Progress, name: str, command: list[str]) -> bool:
    done = _run(command)
    progress.say(f"{name}: {'good' if done.returncode == 0 else 'see below'}")
    if done.returncode:
        print(done.stdout + done.stderr, flush=True)
    return done.returncode == 0


def _report_sizes(progress: Progress) -> bool:
    found = list(oversized(REPOSITORY))
    progress.say(f"sizes: {'good' if not found else 'see below'}")
    for line in found:
        print(line, flush=True)
    return not found


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)


def _tool(name: str) -> str:
    return str(Path(sys.executable).parent / name)
