"""The Python environment under `.ausm/venv`, exactly as locked.

Standard library only: runs before anything is installed.
"""

import hashlib
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from native.errors import StackError
from native.progress import Progress

Level = Literal["run", "dev"]
_LOCKS: dict[str, str] = {"run": "requirements/native.lock", "dev": "requirements/dev.lock"}
_NEEDED_BYTES = 1_500_000_000
SOURCES = (
    "libs/contracts",
    "libs/chassis",
    "libs/casework",
    "services/identity",
    "services/collection",
    "services/changes",
    "services/transfer",
    "services/notify",
    "gateway",
    "ops",
    "tests",  # tests/support
)


@dataclass(frozen=True, slots=True)
class Environment:
    """A virtual environment that knows which lock it was made from."""

    folder: Path
    repository: Path

    @property
    def python(self) -> Path:
        """Return the environment's interpreter."""
        return self.folder / "bin" / "python"

    def bring_up_to(self, level: Level, progress: Progress) -> None:
        """Install the locked packages unless they are there; repair what was left half done."""
        kept = self._kept()
        if self.python.exists() and kept.get(level) == self._digest(level):
            self._link_sources()
            return
        self._ensure_space()
        if kept.get("python") != _version() or not self.python.exists():
            with progress.step("Making a Python environment under .ausm/venv"):
                self._make()
            kept = {}
        with progress.step(f"Installing the locked Python packages ({_LOCKS[level]})"):
            self._install(level)
        digests = {each: self._digest(each) for each in _levels(level)}
        self._marker.write_text(json.dumps({**kept, **digests, "python": _version()}))
        self._link_sources()

    @property
    def _marker(self) -> Path:
        return self.folder / ".installed.json"

    def _kept(self) -> dict[str, str]:
        try:
            kept: dict[str, str] = json.loads(self._marker.read_text())
        except (FileNotFoundError, NotADirectoryError, json.JSONDecodeError):
            return {}
        return kept

    def _digest(self, level: Level) -> str:
        return hashlib.sha256((self.repository / _LOCKS[level]).read_bytes()).hexdigest()

    def _make(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self._run(sys.executable, "-m", "venv", str(self.folder))

    def _install(self, level: Level) -> None:
        self._run(
            str(self.python),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--no-input",
            "--disable-pip-version-check",
            "--prefer-binary",
            "--require-hashes",
            "-r",
            str(self.repository / _LOCKS[level]),
        )

    def _link_sources(self) -> None:
        """Make our own packages importable straight from the tree."""
        lines = "".join(f"{self.repository / source}\n" for source in SOURCES)
        link = next(self.folder.glob("lib/python3.*/site-packages")) / "ausm.pth"
        if not link.exists() or link.read_text() != lines:
            link.write_text(lines)

    def _ensure_space(self) -> None:
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(self.folder.parent).free
        if free < _NEEDED_BYTES:
            raise StackError(
                f"Only {free // 1_000_000} MB are free on the disk of {self.folder.parent}, "
                f"and {_NEEDED_BYTES // 1_000_000} are needed: free some space and run again."
            )

    def _run(self, *command: str) -> None:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise StackError(explain(done.stdout + done.stderr))


def explain(output: str) -> str:
    """Turn pip's complaint into a sentence that says what to do; its last lines follow."""
    tail = "\n".join(f"  {line}" for line in output.strip().splitlines()[-5:])
    if "No space left" in output:
        return f"The disk is full: free about 2 GB and run the command again.\n{tail}"
    if any(
        sign in output
        for sign in (
            "Name or service not known",
            "name resolution",
            "Network is unreachable",
            "Connection refused",
            "NewConnectionError",
            "timed out",
            "No matching dist",
        )
    ):
        return (
            "The Python packages could not be downloaded. Check the network (or PIP_INDEX_URL and "
            f"PIP_CERT, if your site has an index of its own), then run the command again.\n{tail}"
        )
    return f"pip failed; if its words below do not help, delete .ausm/venv and run again.\n{tail}"


def _levels(level: Level) -> tuple[Level, ...]:
    """Return the levels that an environment of this level serves."""
    return ("run", "dev") if level == "dev" else ("run",)


def _version() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}"
