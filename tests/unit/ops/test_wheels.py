"""The locked environment: made once, repaired when half made, renewed with the lock."""

import json

import pytest
from native.errors import StackError
from native.progress import Progress
from native.wheels import SOURCES, Environment


class Recorder(Environment):
    """Stands for the commands that make and fill an environment."""

    __slots__ = ("fail", "ran")

    def _run(self, *command):
        self.ran.append("venv" if "venv" in command else "pip")
        if "venv" in command:
            (self.folder / "bin").mkdir(parents=True)
            self.python.touch()
            (self.folder / "lib/python3.11/site-packages").mkdir(parents=True)
        elif self.fail:
            raise StackError("pip failed")


@pytest.fixture
def environment(tmp_path):
    (tmp_path / "requirements").mkdir()
    for lock in ("native.lock", "dev.lock"):
        (tmp_path / "requirements" / lock).write_text(f"{lock} 1")
    made = Recorder(tmp_path / "venv", tmp_path)
    object.__setattr__(made, "ran", [])
    object.__setattr__(made, "fail", False)
    return made


def _bring_up(environment, level="run"):
    environment.ran.clear()
    environment.bring_up_to(level, Progress(quiet=True))
    return list(environment.ran)


def test_the_second_time_nothing_is_installed(environment):
    assert _bring_up(environment) == ["venv", "pip"]
    assert _bring_up(environment) == []


def test_test_tools_are_added_once_and_serve_the_stack_too(environment):
    assert _bring_up(environment, "dev") == ["venv", "pip"]
    assert _bring_up(environment, "run") == []


def test_a_changed_lock_is_installed_into_the_same_environment(environment):
    _bring_up(environment)
    (environment.repository / "requirements/native.lock").write_text("native.lock 2")
    assert _bring_up(environment) == ["pip"]


def test_an_interrupted_installation_starts_over(environment):
    object.__setattr__(environment, "fail", True)
    with pytest.raises(StackError):
        _bring_up(environment)
    object.__setattr__(environment, "fail", False)
    assert _bring_up(environment) == ["venv", "pip"]


def test_another_python_means_another_environment(environment):
    _bring_up(environment)
    marker = environment.folder / ".installed.json"
    marker.write_text(
        json.dumps({**json.loads(marker.read_text()), "python": "3.10", "run": "old"})
    )
    assert _bring_up(environment) == ["venv", "pip"]


def test_our_packages_are_importable_from_the_tree(environment):
    _bring_up(environment)
    link = environment.folder / "lib/python3.11/site-packages/ausm.pth"
    assert link.read_text().splitlines() == [str(environment.repository / s) for s in SOURCES]
