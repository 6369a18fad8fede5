"""What a person is told when something is missing: plain words that say what to do."""

import pytest
from native import packages, wheels
from native.errors import StackError
from native.packages import install_missing
from native.progress import Progress
from native.wheels import Environment


@pytest.mark.parametrize(
    ("output", "said"),
    [
        pytest.param("E: Failed to fetch x  Could not resolve 'host'", "network", id="no-network"),
        pytest.param("E: Unable to locate package postgresql-15", "sources.list", id="no-source"),
        pytest.param("dpkg: error: No space left on device", "disk is full", id="disk-full"),
        pytest.param("E: Could not get lock /var/lib/dpkg/lock", "Could not get lock", id="other"),
    ],
)
def test_apt_failures_are_explained(output, said):
    assert said in packages.explain(output)


@pytest.mark.parametrize(
    ("output", "said"),
    [
        pytest.param("NewConnectionError: failed to establish", "network", id="no-network"),
        pytest.param("[Errno 28] No space left on device", "disk is full", id="disk-full"),
        pytest.param("THESE PACKAGES DO NOT MATCH THE HASHES", "delete .ausm/venv", id="other"),
    ],
)
def test_pip_failures_are_explained(output, said):
    assert said in wheels.explain(output)


def test_without_root_and_sudo_the_administrator_gets_a_command(monkeypatch):
    monkeypatch.setattr(packages, "missing", lambda: ["redis-server"])
    monkeypatch.setattr(packages.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(
        packages.shutil, "which", lambda name: "/usr/bin/apt-get" if name == "apt-get" else None
    )
    with pytest.raises(StackError, match=r"apt-get install .*redis-server"):
        install_missing(Progress(quiet=True))


def test_without_apt_the_needed_programs_are_named(monkeypatch):
    monkeypatch.setattr(packages, "missing", lambda: ["rabbitmq-server"])
    monkeypatch.setattr(packages.shutil, "which", lambda _name: None)
    with pytest.raises(StackError, match=r"RabbitMQ 3\.10"):
        install_missing(Progress(quiet=True))


def test_a_full_disk_is_seen_before_anything_is_fetched(monkeypatch, tmp_path):
    usage = wheels.shutil.disk_usage(tmp_path)
    monkeypatch.setattr(wheels.shutil, "disk_usage", lambda _path: usage._replace(free=9_000_000))
    with pytest.raises(StackError, match="Only 9 MB are free"):
        Environment(tmp_path / "venv", wheels_repository()).bring_up_to("run", Progress(quiet=True))


def wheels_repository():
    from native.layout import REPOSITORY

    return REPOSITORY
