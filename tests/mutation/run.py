"""Mutation tests: each guard against a known failure of peer systems has a test that needs it.

    .ausm/venv/bin/python tests/mutation/run.py [WORD …]     (each mutant, or those with these words)

makes each mutant of `mutants.toml` (a guard taken out) in a copy of the tree and runs its test there,
which has to fail. It needs the servers of `./ausm test` (AUSM_TEST_PG and the others). `README.md` is
the table; `tests/unit/support/test_mutants.py` keeps table, guards and tests in step with the tree.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
FOLDER = REPOSITORY / "tests" / "mutation"
TABLE = FOLDER / "README.md"
BIN = Path(sys.executable).parent
PARTS = ("libs/contracts", "libs/chassis", "libs/casework", "gateway", "ops", "tests")
SERVICES = ("identity", "collection", "changes", "transfer", "notify")
SECONDS = 600


@dataclass(frozen=True, slots=True)
class Mutant:
    """A failure of others, the test against it, and the guard to take away: old text → new."""

    failure: str
    test: str
    guard: str
    old: str
    new: str


def read_mutants() -> tuple[Mutant, ...]:
    """Return the mutants in the order of the file."""
    rows = tomllib.loads((FOLDER / "mutants.toml").read_text())["mutant"]
    return tuple(Mutant(**row) for row in rows)


MUTANTS = read_mutants()


def table() -> str:
    """Return the table in Markdown."""
    lines = [
        "# Mutation tests",
        "",
        "Failures of peer systems, and the tests that guard against them. Written by `run.py`, which takes",
        "each guard away and sees its test fail.",
        "",
        "| failure | test | guard taken away |",
        "|---|---|---|",
    ]
    for one in MUTANTS:
        change = f"`{_short(one.old)}` → `{_short(one.new)}`"
        lines.append(
            f"| {one.failure} | `{one.test.removeprefix('tests/')}` | {one.guard}: {change} |"
        )
    return "\n".join(lines) + "\n"


def _short(code: str) -> str:
    words = " ".join(code.split()).replace("|", "\\|")
    return words if len(words) <= 90 else f"{words[:89]}…"


def fails_without_guard(mutant: Mutant, tree: Path) -> bool:
    """Take the guard away in the tree, run the test, put it back; tell whether the test failed."""
    file = tree / mutant.guard
    whole = file.read_text()
    file.write_text(whole.replace(mutant.old, mutant.new, 1))
    try:
        finished = subprocess.run(
            _command(mutant), cwd=tree, env=_environment(tree), timeout=SECONDS, check=False,
            capture_output=True, text=True,
        )  # fmt: skip
    finally:
        file.write_text(whole)
    # 1: tests ran and some failed; anything else is no proof.
    return finished.returncode == 1 and " failed" in finished.stdout


def _command(mutant: Mutant) -> list[str]:
    is_cooperative = mutant.test.startswith("tests/integration")
    runner = [str(BIN / "nameko"), "test"] if is_cooperative else [sys.executable, "-m", "pytest"]
    return [*runner, mutant.test, "-q", "-x", "--timeout=300"]


def _environment(tree: Path) -> dict[str, str]:
    parts = [*PARTS, *(f"services/{service}" for service in SERVICES)]
    path = os.pathsep.join(str(tree / part) for part in parts)
    return {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}


def copy_tree(target: Path) -> None:
    """Copy what git knows, and what is new beside it."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY, check=True, capture_output=True, text=True,
    ).stdout.splitlines()  # fmt: skip
    for name in listed:
        source = REPOSITORY / name
        if source.is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target / name)


def main(words: list[str]) -> int:
    """Test the mutants whose row has one of the words, all without words; 1 if one survives."""
    TABLE.write_text(table())
    chosen = [one for one in MUTANTS if not words or any(w in repr(one) for w in words)]
    survived = 0
    with tempfile.TemporaryDirectory(prefix="ausm-mutants-") as folder:
        copy_tree(Path(folder))
        for mutant in chosen:
            killed = fails_without_guard(mutant, Path(folder))
            survived += not killed
            print(f"{'killed' if killed else 'SURVIVED'}  {mutant.failure}", flush=True)
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
