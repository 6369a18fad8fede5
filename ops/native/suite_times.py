"""Which suites and which tests took the time of a run."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from xml.etree import ElementTree

from native.suite_run import Outcome

_TESTS_SHOWN = 10


def times_table(outcomes: Sequence[Outcome], seconds: float) -> str:
    """Return the seconds of each suite, the slowest first, and the slowest tests of all."""
    slowest_first = sorted(outcomes, key=lambda outcome: -outcome.seconds)
    lines = [
        f"{outcome.seconds:6.0f} s  {outcome.suite} ({outcome.counts.passed} passed)"
        for outcome in slowest_first
    ]
    tests = sorted(
        (row for outcome in outcomes for row in _tests(outcome.report)), key=lambda row: -row[0]
    )
    lines += ["the slowest tests:"]
    lines += [f"{taken:6.1f} s  {name}" for taken, name in tests[:_TESTS_SHOWN]]
    return "\n".join([f"{seconds:6.0f} s  in all, several suites at a time:", *lines])


def _tests(report: Path) -> Iterable[tuple[float, str]]:
    """Yield the seconds and the name of each test of a suite, fixtures included."""
    with suppress(FileNotFoundError, ElementTree.ParseError):
        for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314 - our own file
            name = f"{case.get('classname', '').removeprefix('tests.')}::{case.get('name')}"
            yield float(case.get("time", 0)), name
