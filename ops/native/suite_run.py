"""Runs one suite of tests as a process of its own and counts its results."""

import subprocess
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import psutil

from native.layout import REPOSITORY
from native.progress import Progress

_NO_TESTS = 5


@dataclass(frozen=True, slots=True)
class Suite:
    """Tests of one folder; `alone` ones start a whole stack and want the machine to themselves.

    After `seconds` it is told to end, and has `ending_seconds` to put away what it started.
    """

    name: str
    command: tuple[str, ...]
    folder: Path
    alone: bool = False
    seconds: float = 2400
    ending_seconds: float = 20


@dataclass(frozen=True, slots=True)
class Counts:
    """Results of tests; `broken` counts suites that ended badly without a failing test."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    broken: int = 0

    @property
    def good(self) -> bool:
        """Tell whether nothing went wrong and something ran."""
        return not self.failed and not self.broken and self.passed > 0

    @classmethod
    def sum(cls, several: Iterable["Counts"]) -> "Counts":
        """Add up the results of several suites."""
        rows = [(each.passed, each.failed, each.skipped, each.broken) for each in several]
        return cls(*(sum(column) for column in zip(*rows, strict=True))) if rows else cls()

    @classmethod
    def from_junit(cls, report: Path, exit_code: int) -> "Counts":
        """Read pytest's report; a suite that left none, or failed without one, is broken."""
        try:
            suites = list(ElementTree.parse(report).iter("testsuite"))  # noqa: S314 - our own file
        except (FileNotFoundError, ElementTree.ParseError):
            return cls(failed=1, broken=1)
        total, failures, errors, skipped = (
            sum(int(suite.get(name, 0)) for suite in suites)
            for name in ("tests", "failures", "errors", "skipped")
        )
        failed = failures + errors
        broken = int(exit_code not in (0, _NO_TESTS) and not failed)
        return cls(total - failed - skipped, failed + broken, skipped, broken)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one suite, and how long it took."""

    suite: str
    counts: Counts
    seconds: float
    report: Path


def run_suite(
    suite: Suite,
    extra: Sequence[str],
    environment: Mapping[str, str],
    results: Path,
    progress: Progress,
) -> Outcome:
    """Run a suite; print its summary line, and its whole output if anything failed."""
    stem = suite.name.replace("/", "-")
    report, output = results / f"{stem}.xml", results / f"{stem}.log"
    command = [*suite.command, str(suite.folder), f"--junitxml={report}", "-q", *extra]
    progress.say(f"{suite.name} …")
    begun = progress.seconds()
    exit_code = _run(suite, command, environment, output)
    counts = Counts.from_junit(report, exit_code)
    text = output.read_text(errors="replace").rstrip()
    if counts.failed:
        print(f"\n===== {suite.name} (exit code {exit_code})\n{text}\n", flush=True)
    last = text.splitlines()[-1] if text else f"exit code {exit_code}"
    seconds = progress.seconds() - begun
    progress.say(f"{suite.name}: {last.strip('= ')} ({seconds:.0f} s)")
    return Outcome(suite.name, counts, seconds, report)


def _run(suite: Suite, command: Sequence[str], environment: Mapping[str, str], output: Path) -> int:
    """Run the command; end it with its children when its time is up.

    It stays in our process group, so that Ctrl-C reaches it as well.
    """
    with output.open("wb") as file:
        process = psutil.Popen(
            command,
            cwd=REPOSITORY,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
        try:
            return int(process.wait(suite.seconds))
        except psutil.TimeoutExpired:
            _end(process, suite.ending_seconds)
            file.write(f"\nended: it took longer than {suite.seconds:.0f} s\n".encode())
            return 1


def _end(process: psutil.Process, seconds: float) -> None:
    family = [*process.children(recursive=True), process]
    for each in family:
        with suppress(psutil.NoSuchProcess):
            each.terminate()
    _, alive = psutil.wait_procs(family, timeout=seconds)
    for each in alive:
        with suppress(psutil.NoSuchProcess):
            each.kill()
