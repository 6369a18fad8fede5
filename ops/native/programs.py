"""One process of the stack, as the supervisor is told to run it."""

import shlex
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Program:
    """A process that is kept running; it must stay in the foreground."""

    name: str
    command: tuple[str, ...]
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    account: str | None = None
    stop_signal: str = "TERM"
    stop_seconds: int = 15
    signal_group: bool = True

    def section(self, logs: Path) -> str:
        """Return the program's section of the supervisor's configuration."""
        settings = {
            "command": _escape(shlex.join(self.command)),
            "directory": str(self.folder),
            "environment": ",".join(f'{k}="{_escape(v)}"' for k, v in self.environment.items()),
            "autostart": "false",
            "autorestart": "true",
            "startsecs": "1",
            "startretries": "1000",
            "stopsignal": self.stop_signal,
            "stopwaitsecs": str(self.stop_seconds),
            "stopasgroup": str(self.signal_group).lower(),
            "killasgroup": "true",
            "redirect_stderr": "true",
            "stdout_logfile": str(logs / f"{self.name}.log").replace("%", "%%"),
            "stdout_logfile_maxbytes": "5MB",
            "stdout_logfile_backups": "3",
        }
        if self.account:
            settings["user"] = self.account
        lines = [f"{key}={value}" for key, value in settings.items() if value]
        return "\n".join([f"[program:{self.name}]", *lines, ""])


def python_program(*arguments: str) -> tuple[str, ...]:
    """Return the command that runs a module in this very environment."""
    return (sys.executable, "-P", *arguments)


def _escape(value: str) -> str:
    return value.replace("%", "%%")
