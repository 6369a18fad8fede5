"""Lines that tell a waiting person what happens and how long it took."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class Progress:
    """Prints one line per step, with the seconds since the start."""

    quiet: bool = False
    started: float = field(default_factory=time.monotonic)

    def say(self, text: str) -> None:
        """Print a line with the time so far."""
        if not self.quiet:
            # One write: threads report at the same time.
            sys.stdout.write(f"[{self.seconds():6.1f} s] {text}\n")
            sys.stdout.flush()

    def seconds(self) -> float:
        """Return the seconds since the start."""
        return time.monotonic() - self.started

    @contextmanager
    def step(self, text: str) -> Iterator[None]:
        """Announce a step and, if it took a second or more, say how long."""
        self.say(text)
        begun = time.monotonic()
        yield
        taken = time.monotonic() - begun
        if taken >= 1:
            self.say(f"  … done in {taken:.1f} s")


def complain(text: str) -> None:
    """Print what went wrong where errors belong."""
    print(f"ausm: {text}", file=sys.stderr, flush=True)
