"""Runs `docker` and `docker-compose`, each command with a limit, and reads what the engine knows."""

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from native.errors import StackError
from native.layout import REPOSITORY

_SECONDS = 60.0
_LABEL = "com.docker.compose"


@dataclass(frozen=True, slots=True)
class Container:
    """One container of a composition as the engine saw it a moment ago."""

    id: str
    name: str
    service: str
    state: str
    health: str
    exit_code: int
    pid: int
    restarts: int
    image: str

    @property
    def is_well(self) -> bool:
        """Tell whether it runs and its health check agrees; a finished one-shot job is well too."""
        if self.state == "running":
            return self.health in ("healthy", "")
        return self.state == "exited" and self.exit_code == 0 and not self.health

    @classmethod
    def of(cls, found: Mapping[str, Any]) -> "Container":
        """Read what `docker inspect` says of one container."""
        state = found["State"]
        return cls(
            id=found["Id"],
            name=found["Name"].lstrip("/"),
            service=found["Config"]["Labels"][f"{_LABEL}.service"],
            state=state["Status"],
            health=(state.get("Health") or {}).get("Status", ""),
            exit_code=state["ExitCode"],
            pid=state["Pid"],
            restarts=found["RestartCount"],
            image=found["Image"],
        )


def docker(*words: str, seconds: float = _SECONDS) -> str:
    """Run a command of the engine and return its output; raises StackError with what it said."""
    return run_command(("docker", *words), None, seconds)


def containers(project: str, service: str | None = None) -> list[Container]:
    """Return the containers of a project, or of one of its services, by name."""
    filters = [f"label={_LABEL}.project={project}"]
    if service:
        filters.append(f"label={_LABEL}.service={service}")
    words = [word for one in filters for word in ("--filter", one)]
    ids = docker("ps", "-aq", "--no-trunc", *words).split()
    if not ids:
        return []
    # One that is removed meanwhile fails the whole answer, yet the others are in it.
    try:
        done = subprocess.run(
            ["docker", "inspect", *ids],
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise StackError(f"docker inspect took longer than {_SECONDS:.0f} s") from error
    found = [Container.of(one) for one in json.loads(done.stdout or "[]")]
    return sorted(found, key=lambda one: one.name)


def logs_of(container: Container) -> str:
    """Return all that a container has written, both streams in the order of time."""
    done = subprocess.run(
        ["docker", "logs", "--timestamps", container.id],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        timeout=_SECONDS,
        check=False,
    )
    return done.stdout


@dataclass(frozen=True, slots=True)
class Compose:
    """`docker-compose` of either generation with the files and variables of one deployment."""

    files: Sequence[str]
    variables: Mapping[str, str]

    def run(self, *words: str, seconds: float = _SECONDS) -> str:
        """Run one command and return its output; raises StackError with what it said."""
        files = [word for file in self.files for word in ("-f", file)]
        return run_command((*compose_command(), *files, *words), self.variables, seconds)


def compose_command() -> tuple[str, ...]:
    """Return the words that start Compose here."""
    return ("docker-compose",) if shutil.which("docker-compose") else ("docker", "compose")


def run_command(command: Sequence[str], variables: Mapping[str, str] | None, seconds: float) -> str:
    """Run a program from the repository's folder and return its output; raises StackError.

    What it has started ends with it when its time is up: a script's `docker-compose` must not go on
    starting containers while others are removed.
    """
    try:
        process = subprocess.Popen(
            command,
            cwd=REPOSITORY,
            env=dict(variables) if variables is not None else None,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            start_new_session=True,
        )
    except FileNotFoundError as error:
        raise StackError(f"{command[0]} is not installed; the composition needs it") from error
    try:
        said, complained = _output_of(process, seconds)
    except subprocess.TimeoutExpired as error:
        raise StackError(f"{' '.join(command)} took longer than {seconds:.0f} s") from error
    if process.returncode:
        last = "\n".join((said + complained).strip().splitlines()[-15:])
        raise StackError(f"{' '.join(command)} failed:\n{last}")
    return said


def _output_of(process: subprocess.Popen[str], seconds: float) -> tuple[str, str]:
    """Return both streams; whatever comes between, nothing of the process's session lives on."""
    with process:
        try:
            return process.communicate(timeout=seconds)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
