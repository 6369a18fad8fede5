"""Where the files of one stack lie, and what it remembers between two starts."""

import hashlib
import json
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import gettempdir
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]
TOOLS_DIR = REPOSITORY / ".ausm"
# Another folder holds another stack of the same clone: its keys, data and logs.
STATE_DIR = Path(os.environ.get("AUSM_STATE") or TOOLS_DIR).resolve()
SERVICES = ("identity", "collection", "changes", "transfer", "notify")
BROKER_USERS = ("gateway", *SERVICES)
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of one stack's own lies in it
S3_USERS = ("gateway", "identity", "collection", "changes", "transfer", "backup")


@dataclass(frozen=True, slots=True)
class Layout:
    """The folders of one stack; two stacks differ in nothing but this.

    With `in_memory` the servers' data lie in a file system that is never written to a disk.
    """

    state: Path
    in_memory: bool = False

    @property
    def log(self) -> Path:
        """Return the folder of the processes' output."""
        return self.state / "log"

    @property
    def run(self) -> Path:
        """Return the folder of what exists only while the stack runs."""
        return self.state / "run"

    @property
    def secrets(self) -> Path:
        """Return the folder that only the owner may read."""
        return self.state / "secrets"

    def data(self, server: str) -> Path:
        """Return the folder of one server's data."""
        return self.data_root / server

    @property
    def data_root(self) -> Path:
        """Return where the servers keep data: below the state folder if their accounts can go there.

        Root starts PostgreSQL and RabbitMQ under accounts of their own, which cannot enter a clone
        in root's home. What is temporary stays so.
        """
        name = hashlib.sha256(str(self.state).encode()).hexdigest()[:12]
        if self.in_memory:
            return MEMORY / f"ausm-{name}"
        if os.geteuid() != 0 or _others_can_enter(self.state):
            return self.state / "data"
        temporary = Path(gettempdir()).resolve()
        if self.state.is_relative_to(temporary):
            return temporary / f"ausm-{name}"
        return Path("/var/lib/ausm") / name

    def create(self) -> None:
        """Make the folders that are missing."""
        for folder in (self.state, self.log, self.run, self.secrets):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o755 if folder == self.state else 0o700)

    def open_data_root(self) -> None:
        """Let the servers' accounts pass through to their own folders, which are closed."""
        self.data_root.mkdir(parents=True, exist_ok=True)
        self.data_root.chmod(0o755)
        if self.data_root.parent.name == "ausm":
            self.data_root.parent.chmod(0o755)


@dataclass(slots=True)
class Memory:
    """Ports and finished steps of a stack, kept in `state.json`."""

    path: Path
    ports: dict[str, int] = field(default_factory=dict)
    done: dict[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, layout: Layout) -> "Memory":
        """Return what the last start remembered, or an empty memory."""
        path = layout.state / "state.json"
        try:
            kept: dict[str, Any] = json.loads(path.read_text())
        except (FileNotFoundError, json.JSONDecodeError):
            kept = {}
        return cls(path, dict(kept.get("ports", {})), dict(kept.get("done", {})))

    def save(self) -> None:
        """Write the memory, whole or not at all."""
        draft = self.path.with_suffix(".new")
        draft.write_text(json.dumps({"ports": self.ports, "done": self.done}, indent=2) + "\n")
        draft.replace(self.path)


def _others_can_enter(folder: Path) -> bool:
    existing = [part for part in (folder, *folder.parents) if part.exists()]
    return all(part.stat().st_mode & stat.S_IXOTH for part in existing)
