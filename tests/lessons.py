"""How peer systems failed their users, the test that guards against each, and its proof.

    .ausm/venv/bin/python tests/lessons.py [WORD …]     (each guard, or those with these words)

takes each guard of `lessons.toml` away in a copy of the tree and runs its test there, which has to
fail. It needs the servers of `./ausm test` (AUSM_TEST_PG and the others). `tests/LESSONS.md` is the
table; `tests/unit/ops/test_lessons.py` keeps table, guards and tests in step with the tree.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
TABLE = REPOSITORY / "tests" / "LESSONS.md"
BIN = Path(sys.executable).parent
PARTS = ("libs/contracts", "libs/chassis", "libs/casework", "gateway", "ops")
SERVICES = ("identity", "collection", "changes", "transfer", "notify")
SECONDS = 600


@dataclass(frozen=True, slots=True)
class Lesson:
    """A failure of others, the test against it, and the guard to take away: old text → new."""

    failure: str
    test: str
    guard: str
    old: str
    new: str


def read_lessons() -> tuple[Lesson, ...]:
    """Return the lessons in the order of the file."""
    rows = tomllib.loads((REPOSITORY / "tests" / "lessons.toml").read_text())["lesson"]
    return tuple(Lesson(**row) for row in rows)


LESSONS = read_lessons()


def table() -> str:
    """Return the table in Markdown."""
    lines = [
        "# Lessons of peer systems, and the tests that guard against them",
        "",
        "Written by `tests/lessons.py`, which takes each guard away and sees its test fail.",
        "",
        "| failure | test | guard taken away |",
        "|---|---|---|",
    ]
    for one in LESSONS:
        change = f"`{_short(one.old)}` → `{_short(one.new)}`"
        lines.append(
            f"| {one.failure} | `{one.test.removeprefix('tests/')}` | {one.guard}: {change} |"
        )
    return "\n".join(lines) + "\n"


def _short(code: str) -> str:
    words = " ".join(code.split()).replace("|", "\\|")
    return words if len(words) <= 90 else f"{words[:89]}…"


def fails_without_guard(lesson: Lesson, tree: Path) -> bool:
    """Take the guard away in the tree, run the test, put it back; tell whether the test failed."""
    file = tree / lesson.guard
    whole = file.read_text()
    file.write_text(whole.replace(lesson.old, lesson.new, 1))
    try:
        finished = subprocess.run(
            _command(lesson), cwd=tree, env=_environment(tree), timeout=SECONDS, check=False,
            capture_output=True, text=True,
        )  # fmt: skip
    finally:
        file.write_text(whole)
    # 1: tests ran and some failed; anything else is no proof.
    return finished.returncode == 1 and " failed" in finished.stdout


def _command(lesson: Lesson) -> list[str]:
    is_cooperative = lesson.test.startswith("tests/integration")
    runner = [str(BIN / "nameko"), "test"] if is_cooperative else [sys.executable, "-m", "pytest"]
    return [*runner, lesson.test, "-q", "-x", "--timeout=300"]


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
    """Prove the guards whose row has one of the words, all without words; returns how many stand."""
    TABLE.write_text(table())
    chosen = [one for one in LESSONS if not words or any(w in repr(one) for w in words)]
    unproved = 0
    with tempfile.TemporaryDirectory(prefix="ausm-lessons-") as folder:
        copy_tree(Path(folder))
        for lesson in chosen:
            proved = fails_without_guard(lesson, Path(folder))
            unproved += not proved
            print(f"{'red' if proved else 'STILL GREEN'}  {lesson.failure}", flush=True)
    return 1 if unproved else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
