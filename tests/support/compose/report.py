"""What the tests of a composition have measured and counted, kept in one file and printed at the end."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from native.layout import STATE_DIR

REPORT = STATE_DIR / "reports" / "compose.md"


@dataclass(slots=True)
class Report:
    """Lines in the order in which they came."""

    path: Path = REPORT
    lines: list[str] = field(default_factory=list)

    def say(self, line: str) -> None:
        """Add a line and show it."""
        self.lines.append(f"- {line}")
        print(line, flush=True)

    def write(self) -> None:
        """Write the file, with the machine that the figures come from."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        machine = f"{os.cpu_count()} processor cores, shared by all containers and the clients"
        head = f"# The composition under test\n\n{machine}\n"
        self.path.write_text("\n".join([head, *self.lines, ""]), encoding="utf-8")
