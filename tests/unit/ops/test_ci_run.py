"""Which suites .ci/run runs, on a small repository whose programs only note that they were called."""

import shutil
import subprocess
from pathlib import Path

import pytest
from native.layout import REPOSITORY

DAILY = ["ausm lint", "ausm test"]
SMOKE = "composition smoke"
FULL = [
    "ausm test upgrade",
    "composition compose",
    "composition swarm",
    *(f"ausm test {n}" for n in ("faults", "monitoring", "load")),
]
MIGRATION = "services/notify/migrations/a"
STUB = """#!/bin/sh
echo "$(basename "$0") $*" >>"$CALLS"
[ "$(basename "$0") $*" != "$FAILING" ]
"""


class Clone:
    """A repository with .ci/ as it is, and stand-ins for all that it starts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "clone"
        self.calls = folder / "calls"
        for name in (
            "ops/a",
            "libs/chassis/a",
            "tests/swarm/a",
            "tests/load/a",
            "docs/a",
            MIGRATION,
        ):
            self.write(name, "first")
        (self.folder / ".ci").mkdir()
        for name in ("run", "full", "parts.sh"):
            shutil.copy(REPOSITORY / ".ci" / name, self.folder / ".ci" / name)
        for name in ("ausm", ".ci/composition"):
            self.write(name, STUB)
            (self.folder / name).chmod(0o755)
        self.git("init", "-q")
        self.commit()

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def git(self, *words: str) -> None:
        who = ("-c", "user.name=a", "-c", "user.email=a@example.com")
        subprocess.run(["git", *who, *words], cwd=self.folder, check=True, capture_output=True)

    def commit(self) -> None:
        self.git("add", "-A")
        self.git("commit", "-qm", "a")

    def run(self, program: str, failing: str = "", **variables: str) -> tuple[int, list[str]]:
        """Run one of our programs; returns its exit code and what it called."""
        self.calls.write_text("")
        done = subprocess.run(
            [f".ci/{program}"],
            cwd=self.folder,
            env={
                "PATH": "/usr/bin:/bin",
                "CALLS": str(self.calls),
                "FAILING": failing,
                **variables,
            },
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, self.calls.read_text().splitlines()

    def noted(self) -> bool:
        return (self.folder / ".ci/last-full-run").exists()


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path)


def test_without_a_full_run_all_is_due_and_then_noted(clone: Clone) -> None:
    assert clone.run("run") == (0, [*DAILY, *FULL])
    assert clone.noted()


def test_after_a_full_run_a_smoke_test_is_enough_until_something_is_touched(clone: Clone) -> None:
    assert clone.run("full") == (0, FULL)
    clone.commit()
    assert clone.run("run") == (0, [*DAILY, SMOKE])
    clone.write("docs/a", "second")
    clone.commit()
    assert clone.run("run") == (0, [*DAILY, SMOKE])
    clone.write("tests/swarm/a", "second")
    clone.commit()
    assert clone.run("run") == (0, [*DAILY, SMOKE, "composition swarm"])
    clone.git("checkout", "-q", ".")
    clone.write("ops/a", "second")
    assert clone.run("run") == (0, [*DAILY, *FULL])


def test_a_migration_makes_the_upgrade_due_and_nothing_else(clone: Clone) -> None:
    clone.run("full")
    clone.commit()
    clone.write(MIGRATION, "second")
    assert clone.run("run") == (0, [*DAILY, SMOKE, "ausm test upgrade"])


def test_a_commit_that_git_no_longer_knows_does_not_matter(clone: Clone) -> None:
    clone.run("full")
    shutil.rmtree(clone.folder / ".git")
    clone.git("init", "-q")
    clone.commit()
    assert clone.run("run") == (0, [*DAILY, SMOKE])


@pytest.mark.parametrize("failing", ["ausm lint", "ausm test", "ausm test load"])
def test_what_fails_is_told_after_all_has_run_and_is_not_noted(clone: Clone, failing: str) -> None:
    assert clone.run("run", failing) == (1, [*DAILY, *FULL])
    assert not clone.noted()


def test_a_suite_for_which_the_time_is_too_short_is_left_out_and_stays_due(clone: Clone) -> None:
    parts = clone.folder / ".ci/parts.sh"
    parts.write_text(parts.read_text().replace("[compose]=1300", "[compose]=99999"))
    clone.commit()
    assert clone.run("run") == (0, [*DAILY, FULL[0], SMOKE, *FULL[2:]])
    assert not clone.noted()


def test_changes_that_are_not_committed_are_not_noted(clone: Clone) -> None:
    clone.write("docs/a", "second")
    assert clone.run("full") == (0, FULL)
    assert not clone.noted()
