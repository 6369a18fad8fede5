"""Prints the story line by line and adds up what it cost."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median

from demo.transport import Meter


class Narrator:
    """Number, time and show the steps; `show` gets each finished line."""

    def __init__(self, show: Callable[[str], None] | None = None) -> None:
        self._show = show or (lambda _line: None)
        self.steps: list[tuple[str, float]] = []

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """Run one step; a failure is shown with its title and goes on."""
        started = time.perf_counter()
        try:
            yield
        except Exception as error:
            self._show(f"✗ {len(self.steps) + 1:02d} {title} — {error}")
            raise
        took = time.perf_counter() - started
        self.steps.append((title, took))
        self._show(f"✓ {len(self.steps):02d} {title}（{took * 1000:.0f} 毫秒）")

    def remark(self, text: str) -> None:
        """Show a line that belongs to the step in hand."""
        self._show(f"     {text}")


def times_table(meter: Meter, slowest: int = 10) -> list[str]:
    """Return lines with count, median and worst time of the operations, slowest first."""
    rows = sorted(meter.times.items(), key=lambda row: -median(row[1]))
    lines = [
        f"{name:<48} {len(times):>6} 次  中位 {median(times) * 1000:>6.0f} 毫秒"
        f"  最慢 {max(times) * 1000:>6.0f} 毫秒"
        for name, times in rows[:slowest]
    ]
    total = sum(sum(times) for times in meter.times.values())
    lines.append(f"共 {meter.count} 次请求，请求耗时合计 {total:.1f} 秒")
    return lines
