"""R8.1: what starts gives way to what serves, and whatever happens nothing keeps a low rank.

The engine and Compose are stand-ins that write down what they are asked; with the real ones the
script runs in tests/compose.
"""

import os
import subprocess
import time
from pathlib import Path

import pytest
from native.layout import REPOSITORY

_SCRIPT = REPOSITORY / "ops/deploy/rolling-restart.sh"
_AUTOGROUP = Path("/proc/self/autogroup")
_COMPOSE = """#!/bin/sh
case $1 in
    ps) echo old ;;
    up) echo new >>"$STATE/containers"; cat /proc/self/autogroup >>"$STATE/ranks" 2>/dev/null ;;
esac
"""
_ENGINE = """#!/bin/sh
echo "$*" >>"$STATE/asked"
case "$*" in
    ps*) cat "$STATE/containers" ;;
    *project*) echo shop ;;
    *Healthcheck*) echo "probe 8000" ;;
    *CpuShares*) cat "$STATE/shares" ;;
    *Health.Status*) cat "$STATE/health" ;;
    exec*) [ -e "$STATE/answers" ] ;;
    logs*) echo "its last words" ;;
esac
"""


class Machine:
    """A machine on which one replica runs, `old`; Compose starts `new`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name, text in (("docker", _ENGINE), ("docker-compose", _COMPOSE)):
            (folder / name).write_text(text)
            (folder / name).chmod(0o755)
        for name, text in (("containers", "old\n"), ("shares", "0"), ("health", "healthy")):
            (folder / name).write_text(text)
        (folder / "answers").touch()

    def let_it_hang(self) -> None:
        """Let the new one start and never answer."""
        (self.folder / "answers").unlink()
        (self.folder / "health").write_text("starting")

    def begin(self, seconds: int = 30) -> subprocess.Popen[str]:
        """Begin the script in a session of its own, whose rank is told before and after."""
        rank = "cat /proc/self/autogroup 2>/dev/null || true"
        return subprocess.Popen(
            ["sh", "-c", f"{rank}; {_SCRIPT} identity; done=$?; {rank}; exit $done"],
            env={
                "PATH": f"{self.folder}{os.pathsep}/usr/bin{os.pathsep}/bin",
                "STATE": str(self.folder),
                "AUSM_HEALTHY_SECONDS": str(seconds),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def asked(self, *words: str) -> list[str]:
        """Return what the engine was asked so far that begins with one of the words."""
        asked = self.folder / "asked"
        lines = asked.read_text().splitlines() if asked.exists() else []
        return [line for line in lines if line.split(" ")[0] in words]


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


@pytest.mark.parametrize(
    ("shares", "light", "usual"),
    [
        pytest.param("0", "128", "1024", id="R8.1-the-engine-s-usual"),
        pytest.param("4096", "512", "4096", id="R8.1-the-operator-s-own"),
    ],
)
def test_the_new_replica_has_a_low_cpu_weight_until_it_answers(machine, shares, light, usual):
    (machine.folder / "shares").write_text(shares)
    begun = machine.begin()
    said, complained = begun.communicate(timeout=30)
    assert (begun.returncode, complained) == (0, "")
    assert "identity: one replica replaced" in said
    assert machine.asked("update", "exec", "stop", "rm") == [
        f"update --cpu-shares {light} new",
        "exec new probe 8000",
        f"update --cpu-shares {usual} new",
        "stop old",
        "rm old",
    ]


def test_R8_1_a_health_check_that_the_script_cannot_ask_is_left_to_the_engine(machine):
    (machine.folder / "answers").unlink()
    begun = machine.begin(seconds=5)
    assert begun.wait(timeout=30) == 0
    assert machine.asked("update")[-1] == "update --cpu-shares 1024 new"
    assert machine.asked("stop", "rm") == ["stop old", "rm old"]


def test_R8_1_the_script_lowers_its_priority_and_restores_it(machine):
    said, _ = machine.begin().communicate(timeout=30)
    ranks = [line for line in said.splitlines() if line.startswith("/autogroup")]
    if not _AUTOGROUP.exists():
        assert ranks == []
        return
    assert ranks[0] == ranks[1]
    assert ranks[0].endswith(" nice 0")
    assert (machine.folder / "ranks").read_text().endswith(" nice 10\n")


def test_R8_1_a_replica_that_never_answers_is_removed_and_the_old_one_runs_on(machine):
    machine.let_it_hang()
    begun = machine.begin(seconds=1)
    _, complained = begun.communicate(timeout=30)
    assert begun.returncode == 1
    assert "its last words" in complained
    assert "did not become healthy in 1 s; the old ones run on" in complained
    assert machine.asked("stop", "rm") == ["rm -f new"]


def test_R8_1_interrupted_it_restores_the_cpu_weight(machine):
    machine.let_it_hang()
    begun = machine.begin()
    deadline = time.monotonic() + 20
    while not machine.asked("exec"):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    script = Path(f"/proc/{begun.pid}/task/{begun.pid}/children").read_text().split()[0]
    os.kill(int(script), 15)
    said, _ = begun.communicate(timeout=30)
    assert machine.asked("update")[-1] == "update --cpu-shares 1024 new"
    ranks = [line for line in said.splitlines() if line.startswith("/autogroup")]
    assert len(set(ranks)) == len(ranks[:1])
    assert machine.asked("stop", "rm") == []
