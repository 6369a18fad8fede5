"""`./ausm test`: private servers, then every suite, two at a time, and one sum at the end."""

import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from native import packages
from native.errors import StackError
from native.layout import REPOSITORY, STATE_DIR
from native.progress import Progress
from native.servers_for_tests import ServersForTests
from native.suite_run import Counts, Suite, run_suite

_TESTS = REPOSITORY / "tests"
_PLAIN = ("unit", "contract", "gateway", "operations")
_WHOLE_STACK = ("e2e", "monitoring", "faults/stack", "load")
# These need a container engine and our images: they run when they are named.
_ON_DEMAND = ("compose", "swarm")
_KNOWN = (
    *("unit", "contract", "gateway", "operations", "integration", "faults", "e2e", "monitoring"),
    "load",
    *_ON_DEMAND,
)
_HELP = f"""usage: ./ausm test [SUITE …] [PYTEST OPTIONS …]

suites: {", ".join(_KNOWN)}
A folder below one is a suite too (integration/identity). All but {" and ".join(_ON_DEMAND)} run if none is named.
What begins with a dash, and all after it, goes to pytest: ./ausm test gateway -k uploads"""
# Byte code goes beside the state and not into the tree; without it every start is slow.
_PYTHON = {
    "PYTHONPYCACHEPREFIX": str(STATE_DIR / "pycache"),
    "PYTHONDONTWRITEBYTECODE": "",
}


def test(arguments: Sequence[str]) -> int:
    """Run the suites named (all if none) and print one closing line; words after go to pytest."""
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
        total = _run_all(suites, extra, environment, progress)
    finally:
        servers.stop()
    print(f"\n{total.passed} passed, {total.failed} failed, {total.skipped} skipped", flush=True)
    return 0 if total.good else 1


def _run_all(
    suites: Sequence[Suite], extra: Sequence[str], environment: dict[str, str], progress: Progress
) -> Counts:
    """Run the small suites two at a time, then those that fill the machine one by one."""
    results = STATE_DIR / "test" / "results"
    shutil.rmtree(results, ignore_errors=True)
    results.mkdir(parents=True)

    def run(suite: Suite) -> Counts:
        return run_suite(suite, extra, environment, results, progress)

    with ThreadPoolExecutor(max_workers=2) as pool:
        counts = list(pool.map(run, [suite for suite in suites if not suite.alone]))
    counts += [run(suite) for suite in suites if suite.alone]
    return Counts.sum(counts)


def _split(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the suites named first and the words meant for pytest."""
    names = []
    for word in arguments:
        if word.startswith("-") or not (_TESTS / word).is_dir():
            break
        names.append(word.strip("/"))
    rest = list(arguments[len(names) :])
    if rest and not rest[0].startswith("-"):
        raise StackError(f"There is no suite {rest[0]}. The suites are: {', '.join(_KNOWN)}")
    return names, [word for word in rest if word != "--"]


def _choose(names: Sequence[str]) -> list[Suite]:
    """Return the suites of the folders named; long ones first, so that none runs on alone."""
    everything = list(_all_suites())
    if not names:
        return [suite for suite in everything if suite.name not in _ON_DEMAND]
    return [
        suite
        for suite in everything
        if any(suite.name == name or suite.name.startswith(f"{name}/") for name in names)
    ]


def _all_suites() -> Iterable[Suite]:
    yield from (_nameko(folder) for folder in _folders("integration"))
    yield from (_nameko(folder) for folder in _folders("faults") if folder.name != "stack")
    yield from (_plain(name) for name in _PLAIN if _has_tests(_TESTS / name))
    yield from (_plain(name, alone=True) for name in _WHOLE_STACK if _has_tests(_TESTS / name))
    for name in _ON_DEMAND:
        if _has_tests(_TESTS / name):
            # Dozens of containers, which are slow to come and to go on a small machine.
            yield replace(_plain(name, alone=True), seconds=7200, ending_seconds=900)


def _plain(name: str, *, alone: bool = False) -> Suite:
    return Suite(name, (sys.executable, "-m", "pytest"), _TESTS / name, alone)


def _nameko(folder: Path) -> Suite:
    """Return a suite that needs eventlet's patches before anything else is imported."""
    nameko = str(Path(sys.executable).parent / "nameko")
    return Suite(str(folder.relative_to(_TESTS)), (nameko, "test"), folder)


def _folders(name: str) -> list[Path]:
    return [folder for folder in sorted((_TESTS / name).glob("*")) if _has_tests(folder)]


def _needs_servers(suite: Suite) -> bool:
    return suite.name not in ("unit", "contract", "monitoring", *_ON_DEMAND)


def _has_tests(folder: Path) -> bool:
    return folder.is_dir() and any(folder.rglob("test_*.py"))
