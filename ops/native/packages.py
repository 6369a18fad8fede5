"""Debian packages that the stack needs: installed when missing, never started.

Standard library only: runs before anything is installed.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from native.errors import StackError
from native.progress import Progress

_INSTALL = (
    *("env", "DEBIAN_FRONTEND=noninteractive"),
    *("apt-get", "-qq", "install", "-y", "--no-install-recommends"),
    *("-o", "DPkg::Lock::Timeout=300"),
)
_POLICY = Path("/usr/sbin/policy-rc.d")
_UNITS = {
    "postgresql-15": "postgresql",
    "rabbitmq-server": "rabbitmq-server",
    "redis-server": "redis-server",
    "prometheus": "prometheus",
    "prometheus-alertmanager": "prometheus-alertmanager",
}


def postgres_folder() -> Path | None:
    """Return the folder with PostgreSQL's programs, the newest version from 15 on."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    found = [path for path in found if path.parent.name.isdigit() and int(path.parent.name) >= 15]
    return max(found, key=lambda path: int(path.parent.name), default=None)


def rabbitmq_program() -> Path | None:
    """Return the broker's own start script; the one on the PATH insists on its system account."""
    path = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
    return path if path.exists() else None


def missing() -> list[str]:
    """Return the Debian packages whose programs are not on this machine."""
    present = {
        "postgresql-15": postgres_folder(),
        "rabbitmq-server": rabbitmq_program(),
        "redis-server": shutil.which("redis-server"),
        "ca-certificates": Path("/etc/ssl/certs/ca-certificates.crt").exists(),
    }
    return [name for name, found in present.items() if not found]


def missing_to_watch() -> list[str]:
    """Return the Debian packages that the tests of monitoring need and this machine lacks."""
    programs = {"prometheus": "promtool", "prometheus-alertmanager": "prometheus-alertmanager"}
    return [package for package, program in programs.items() if not shutil.which(program)]


def install_missing(progress: Progress) -> None:
    """Install the packages that the stack lacks."""
    install(missing(), progress)


def install(wanted: Sequence[str], progress: Progress) -> None:
    """Install Debian packages without starting the services they bring."""
    if not wanted:
        return
    if not shutil.which("apt-get"):
        raise StackError(
            "PostgreSQL 15, RabbitMQ 3.10 and Redis 7 are needed (Prometheus for tests of "
            "monitoring), and this system has no apt-get. Install what Debian calls "
            f"{', '.join(wanted)} with its own package manager and run the command again."
        )
    prefix = _rights(wanted)
    with progress.step(f"Installing Debian packages: {', '.join(wanted)}"):
        _apt([*prefix, "apt-get", "-qq", "update"])
        with _services_stay_off(prefix):
            _apt([*prefix, *_INSTALL, *wanted])
        _keep_off_at_boot(prefix, wanted)


def _rights(wanted: Sequence[str]) -> list[str]:
    """Return the words that give root's rights, or say who has to install what."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo"):
        return ["sudo"]
    raise StackError(
        "Some packages are missing and only root can install them. Ask an administrator to run: "
        f"apt-get install --no-install-recommends {' '.join(wanted)}"
    )


def _apt(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise StackError(explain(done.stdout + done.stderr))


def explain(output: str) -> str:
    """Turn apt's complaint into a sentence that says what to do; its last lines follow."""
    tail = "\n".join(f"  {line}" for line in output.strip().splitlines()[-5:])
    if "No space left" in output:
        return f"The disk is full: free about 2 GB and run the command again.\n{tail}"
    if any(
        sign in output
        for sign in (
            "Could not resolve",
            "Failed to fetch",
            "Unable to connect",
            "Unable to locate package",
            "no installation candidate",
        )
    ):
        return (
            "Debian's packages could not be downloaded. Check the network and "
            f"/etc/apt/sources.list, then run the command again.\n{tail}"
        )
    return f"apt-get failed; put right what it says and run the command again.\n{tail}"


@contextmanager
def _services_stay_off(prefix: list[str]) -> Iterator[None]:
    """Forbid the packages' scripts to start services while they are installed."""
    if _POLICY.exists():
        yield
        return
    write = f"printf '#!/bin/sh\\nexit 101\\n' > {_POLICY} && chmod 755 {_POLICY}"
    subprocess.run([*prefix, "sh", "-c", write], check=True)
    try:
        yield
    finally:
        subprocess.run([*prefix, "rm", "-f", str(_POLICY)], check=True)


def _keep_off_at_boot(prefix: list[str], installed: Sequence[str]) -> None:
    """Disable the system-wide servers that came along: ours are private ones."""
    units = [_UNITS[name] for name in installed if name in _UNITS]
    if units and Path("/run/systemd/system").exists():
        subprocess.run([*prefix, "systemctl", "disable", "--quiet", *units], check=False)
