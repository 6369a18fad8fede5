"""`./ausm lint`: style, types, import rules, sizes, scripts, images, secrets; then the verdict."""

import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
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
    checks = _checks()
    with ThreadPoolExecutor(max_workers=2) as pool:
        runs = pool.map(_run, checks.values())
        verdicts = {
            name: _report(progress, name, done) for name, done in zip(checks, runs, strict=True)
        }
    verdicts["sizes"] = _report_sizes(progress)
    bad = [name for name, good in verdicts.items() if not good]
    print(f"Found something: {', '.join(bad)}" if bad else "All checks passed", flush=True)
    return 1 if bad else 0


def _checks() -> dict[str, list[str]]:
    return {
        "types": [sys.executable, "-m", "mypy", "--no-error-summary"],
        "secrets": [sys.executable, "-P", "-m", "native.secret_scan"],
        "style": [_tool("ruff"), "check", "."],
        "format": [_tool("ruff"), "format", "--check", "."],
        "imports": [_tool("lint-imports"), "--no-logo"],
        "launcher": ["sh", "-n", "ausm"],
        "shell": [_tool("shellcheck"), *shell_scripts()],
        "images": [_tool("hadolint"), *_listed("*Dockerfile")],
    }


def shell_scripts() -> list[str]:
    """Return every file of the repository that a shell reads, by name or by first line."""
    named = set(_listed("*.sh"))
    others = [name for name in _listed() if "." not in Path(name).name or name.startswith(".ci/")]
    return sorted(named | {name for name in others if _is_shell(REPOSITORY / name)})


def _is_shell(path: Path) -> bool:
    with path.open("rb") as file:
        first = file.readline(64)
    return first.startswith(b"#!") and first.rstrip().endswith((b"/sh", b"bash"))


def _listed(*patterns: str) -> list[str]:
    """Return the repository's files, new ones among them, that match."""
    listed = _run(["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns])
    names = sorted(set(listed.stdout.splitlines()))
    return [name for name in names if (REPOSITORY / name).is_file()]


def _report(progress: Progress, name: str, done: subprocess.CompletedProcess[str]) -> bool:
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
