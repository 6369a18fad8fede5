"""`./ausm test`: private servers, then every suite, several at a time, and one sum at the end."""

import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from native import packages
from native.errors import StackError
from native.layout import REPOSITORY, TOOLS_DIR
from native.progress import Progress
from native.servers_for_tests import ServersForTests
from native.suite_run import Counts, Outcome, Suite, run_suite
from native.suite_times import times_table

_TESTS = REPOSITORY / "tests"
# What runs when nothing is named, the longest first, so that no suite begins late and ends last.
_DAILY = (
    "e2e",
    "integration/identity",
    "integration/collection",
    "integration/changes",
    "gateway",
    "integration/transfer",
    "integration",
    "operations",
    "unit",
    "contract",
)
# What only `all` adds. Those that fill the machine have it to themselves.
_FURTHER = ("faults", "monitoring", "load", "upgrade", "compose", "swarm")
_ALONE = ("monitoring", "faults/stack", "load", "upgrade", "compose", "swarm", "smoke")
# These need a container engine and our images.
_CONTAINERS = ("compose", "swarm", "smoke")
_KNOWN = (
    *("unit", "contract", "gateway", "operations", "integration", "e2e"),
    *_FURTHER,
    "smoke",
)
_EVERYTHING = "all"
_HELP = f"""usage: ./ausm test [SUITE …] [PYTEST OPTIONS …]

suites: {", ".join(_KNOWN)}
A folder below one is a suite too (integration/identity). If none is named, all run but
{", ".join(_FURTHER)}, which `./ausm test {_EVERYTHING}` adds, and smoke, a part of compose.
What begins with a dash, and all after it, goes to pytest: ./ausm test gateway -k uploads"""
# Tests wait for servers, for each other's events and for time-outs: one suite fills half a core.
_AT_ONCE_PER_CORE = 2
# Byte code goes beside the state and not into the tree; without it every start is slow.
_PYTHON = {
    "PYTHONPYCACHEPREFIX": str(TOOLS_DIR / "pycache"),
    "PYTHONDONTWRITEBYTECODE": "",
}


def test(arguments: Sequence[str]) -> int:
    """Run the suites named (the daily ones if none) and print what came of it; returns an exit code."""
    if arguments and arguments[0] in {"-h", "--help"}:
        print(_HELP)
        return 0
    names, extra = _split(arguments)
    suites = _choose(names)
    if not suites:
        raise StackError(f"There are no such tests. The suites are: {', '.join(_KNOWN)}")
    progress = Progress()
    servers = ServersForTests(progress)
    if any(suite.name == "monitoring" for suite in suites):
        packages.install(packages.missing_to_watch(), progress)
    try:
        settings = servers.start_unless_given() if any(map(_needs_servers, suites)) else {}
        environment = {**os.environ, **settings, **_PYTHON}
        outcomes = _run_all(suites, extra, environment, progress)
    finally:
        servers.stop()
    total = Counts.sum(outcome.counts for outcome in outcomes)
    print(f"\n{times_table(outcomes, progress.seconds())}")
    print(f"\n{total.passed} passed, {total.failed} failed, {total.skipped} skipped", flush=True)
    return 0 if total.good else 1


def _run_all(
    suites: Sequence[Suite], extra: Sequence[str], environment: dict[str, str], progress: Progress
) -> list[Outcome]:
    """Run most suites several at a time, then those that fill the machine one by one."""
    results = TOOLS_DIR / "test" / "results"
    shutil.rmtree(results, ignore_errors=True)
    results.mkdir(parents=True)

    def run(suite: Suite) -> Outcome:
        return run_suite(suite, extra, environment, results, progress)

    with ThreadPoolExecutor(max_workers=_AT_ONCE_PER_CORE * (os.cpu_count() or 1)) as pool:
        outcomes = list(pool.map(run, [suite for suite in suites if not suite.alone]))
    return outcomes + [run(suite) for suite in suites if suite.alone]


def _split(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the suites named first and the words meant for pytest."""
    names = []
    for word in arguments:
        if word.startswith("-") or not (word == _EVERYTHING or (_TESTS / word).is_dir()):
            break
        names.append(word.strip("/"))
    rest = list(arguments[len(names) :])
    if rest and not rest[0].startswith("-"):
        raise StackError(f"There is no suite {rest[0]}. The suites are: {', '.join(_KNOWN)}")
    return names, [word for word in rest if word != "--"]


def _choose(names: Sequence[str]) -> list[Suite]:
    """Return the suites of the folders named, in the order in which they should begin."""
    wanted = list(names or _DAILY)
    if _EVERYTHING in wanted:
        wanted += [*_DAILY, *_FURTHER]
    found = [suite for suite in _all_suites() if any(_is_within(suite.name, n) for n in wanted)]
    return sorted(found, key=lambda suite: _rank(suite.name))


def _rank(name: str) -> int:
    order = (*_DAILY, *_FURTHER, "smoke")
    return next(place for place, folder in enumerate(order) if _is_within(name, folder))


def _is_within(name: str, folder: str) -> bool:
    return name == folder or name.startswith(f"{folder}/")


def _all_suites() -> Iterable[Suite]:
    for name in _KNOWN:
        if name == "integration":
            yield from (_nameko(folder) for folder in _folders(name))
        elif name == "faults":
            yield from (
                _plain(f"faults/{folder.name}") if folder.name == "stack" else _nameko(folder)
                for folder in _folders(name)
            )
        elif _has_tests(_TESTS / name):
            yield _plain(name)


def _plain(name: str) -> Suite:
    suite = Suite(name, (sys.executable, "-m", "pytest"), _TESTS / name, name in _ALONE)
    # Dozens of containers are slow to come and to go on a small machine.
    return replace(suite, seconds=7200, ending_seconds=900) if name in _CONTAINERS else suite


def _nameko(folder: Path) -> Suite:
    """Return a suite that needs eventlet's patches before anything else is imported."""
    nameko = str(Path(sys.executable).parent / "nameko")
    # To load what only the gateway's tests use takes half a second of each.
    command = (nameko, "test", "-p", "no:schemathesis")
    return Suite(str(folder.relative_to(_TESTS)), command, folder)


def _folders(name: str) -> list[Path]:
    return [folder for folder in sorted((_TESTS / name).glob("*")) if _has_tests(folder)]


def _needs_servers(suite: Suite) -> bool:
    return suite.name not in ("unit", "contract", "e2e", "monitoring", "upgrade", *_CONTAINERS)


def _has_tests(folder: Path) -> bool:
    return folder.is_dir() and any(folder.rglob("test_*.py"))
