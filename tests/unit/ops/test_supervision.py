"""The supervisor at work on harmless programs."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from types import SimpleNamespace

import psutil
import pytest
from native.layout import Layout
from native.programs import Program
from native.supervision import MARK, Supervisor, _own_share, end_orphans

PROGRAM = "import signal, time; print('up', flush=True); time.sleep(300)"


@pytest.fixture
def supervisor(tmp_path) -> Iterator[Supervisor]:
    layout = Layout(tmp_path)
    layout.create()
    made = Supervisor(layout)
    made.launch(
        [
            Program(name, (sys.executable, "-c", PROGRAM), tmp_path, {"WHO": name})
            for name in ("first", "second")
        ]
    )
    yield made
    if made.is_running():
        made.shut_down()
    end_orphans(tmp_path)


def _wait_for_other_pid(supervisor, name, old, seconds=10):
    deadline = time.monotonic() + seconds
    while (pid := supervisor.pids().get(name, 0)) in (0, old):
        assert time.monotonic() < deadline, f"{name} did not come back in {seconds} s"
        time.sleep(0.05)
    return pid


def test_nothing_runs_until_it_is_started(supervisor):
    assert {each.state for each in supervisor.status()} == {"stopped"}
    supervisor.start("first")
    supervisor.wait_running("first")
    assert {each.name: each.state for each in supervisor.status()} == {
        "first": "running",
        "second": "stopped",
    }


def test_R8_1_a_killed_program_comes_back_by_itself(supervisor):
    supervisor.start("first")
    supervisor.wait_running("first")
    old = supervisor.pids()["first"]
    killed_at = time.monotonic()
    supervisor.crash("first")
    assert _wait_for_other_pid(supervisor, "first", old) != old
    assert time.monotonic() - killed_at < 8


def test_a_program_that_has_just_died_can_be_stopped(supervisor):
    supervisor.start("first")
    supervisor.wait_running("first")
    for _ in range(3):
        supervisor.crash("first")
        supervisor.stop("first")
        assert supervisor.status()[0].state == "stopped"
        supervisor.start("first")


def test_R8_5_a_program_that_crashed_for_good_stays_down(supervisor):
    supervisor.start("first", "second")
    supervisor.wait_running("first", "second")
    supervisor.crash_for_good("first")
    time.sleep(1.5)
    assert supervisor.pids()["first"] == 0
    assert supervisor.pids()["second"] != 0


def test_output_goes_to_the_programs_log(supervisor, tmp_path):
    supervisor.start("second")
    supervisor.wait_running("second")
    log, deadline = tmp_path / "log" / "second.log", time.monotonic() + 20
    # Running is what has not ended within a second, whether or not it has come to its first line.
    while not log.read_text() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert log.read_text() == "up\n"


def test_what_a_killed_supervisor_leaves_behind_is_ended(supervisor, tmp_path):
    supervisor.start("first")
    supervisor.wait_running("first")
    program = psutil.Process(supervisor.pids()["first"])
    os.kill(supervisor.pid(), signal.SIGKILL)
    while supervisor.is_running():
        time.sleep(0.05)
    assert program.is_running()
    assert end_orphans(tmp_path) == 1
    assert not program.is_running()


def test_processes_of_another_stack_are_left_alone(tmp_path):
    other = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, MARK: str(tmp_path / "other")},
        stdout=subprocess.DEVNULL,
    )
    try:
        assert end_orphans(tmp_path) == 0
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


@pytest.mark.parametrize(("with_shared", "counted"), [(True, 50.0), (False, 20.0)])
def test_without_proportional_shares_shared_pages_count_with_the_parent(with_shared, counted):
    class Guarded:
        def memory_full_info(self):
            raise psutil.AccessDenied

        def memory_info(self):
            return SimpleNamespace(rss=50, shared=30)

    assert _own_share(Guarded(), with_shared=with_shared) == counted
