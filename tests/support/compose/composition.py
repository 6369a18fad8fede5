"""A whole composition of containers under a project name of its own, as operators run it.

composition = Composition(folder); composition.start(); …; composition.erase()

Has the interface of `native.stack.Stack` where both can do the same, so that the story, the
databases and the fault tests work on either.
"""

import json
import os
import re
import subprocess
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from native.errors import StackError
from native.layout import REPOSITORY, SERVICES
from native.ports import PortLocks
from native.progress import Progress
from native.readiness import health_of

from support.compose.engine import Compose, Container, containers, docker, logs_of, run_command

APPLICATIONS = (*SERVICES, "gateway")
STORES = ("postgres", "rabbitmq", "minio", "valkey")
LASTING = (*STORES, *APPLICATIONS, "proxy")
WATCHERS = ("prometheus", "alertmanager")
_FILES = ("docker-compose.yml", "tests/compose/override.yml")
# Limits, not expectations: a machine that does much else at the same time takes long.
_START_SECONDS = 600.0
_SCALE_SECONDS = 300.0
_RESTART_SECONDS = 900.0
_ERASE_SECONDS = 300.0
# Each look at all containers starts two programs, which a machine of two cores feels.
_PAUSE_SECONDS = 1.0
_METRICS = (
    "import urllib.request as u; print(u.urlopen('http://127.0.0.1:9100/metrics').read().decode())"
)


class Composition:
    """Starts, watches, hurts and erases one composition."""

    def __init__(
        self, folder: Path, project: str = "ausm-test", progress: Progress | None = None
    ) -> None:
        self.folder = folder
        self.project = project
        self.healthy_after = 0.0
        self._progress = progress or Progress(quiet=True)
        self._locks = PortLocks()
        self._ports = _ports_of(folder, self._locks)
        self._compose = Compose(_FILES, self._variables())

    @property
    def url(self) -> str:
        """Return the proxy's address, without a slash at the end."""
        return f"http://127.0.0.1:{self._ports['proxy']}"

    @property
    def secrets(self) -> Path:
        """Return the folder of this deployment's secrets."""
        return self.folder / "secrets"

    def start(self) -> None:
        """Make secrets, start everything, wait until all is well; notes how long that took."""
        self.erase()
        script = str(REPOSITORY / "ops/deploy/make-secrets.sh")
        self.run_script(script, str(self.secrets))
        begun = time.monotonic()
        with self._progress.step("Starting the composition"):
            self._compose.run("up", "-d", "--no-build", seconds=_START_SECONDS)
            self.wait_healthy(_START_SECONDS)
            self.wait_ready(_START_SECONDS)
        self.healthy_after = time.monotonic() - begun

    def erase(self) -> None:
        """Remove the containers, networks and volumes, whatever state they are in."""
        words = ("down", "--volumes", "--remove-orphans", "-t", "5")
        try:
            self._compose.run(*words, seconds=_ERASE_SECONDS)
        except StackError:
            # An engine that is still busy with a command that was broken off refuses the first time.
            self._compose.run(*words, seconds=_ERASE_SECONDS)

    def containers(self, service: str | None = None) -> list[Container]:
        """Return all containers, or those of one service."""
        return containers(self.project, service)

    def replicas(self, service: str) -> list[Container]:
        """Return the running containers of a service."""
        return [one for one in self.containers(service) if one.state == "running"]

    def wait_healthy(self, timeout: float = 120) -> None:
        """Wait until every container is healthy and every job done; raises naming who is not."""

        def unwell() -> list[str]:
            return [
                f"{one.name} is {one.health or one.state} (exit code {one.exit_code})"
                for one in self.containers()
                if not one.is_well
            ]

        self._wait(unwell, timeout)

    def wait_ready(self, timeout: float = 60) -> None:
        """Wait until the gateway says that all is well."""

        def unready() -> list[str]:
            health = self.health()
            return [] if health.get("status") == "ok" else [str(health or "no answer")]

        self._wait(unready, timeout)

    def is_ready(self) -> bool:
        """Tell whether the gateway answers and says that all is well."""
        return self.health().get("status") == "ok"

    def health(self) -> dict[str, Any]:
        """Return what the gateway says of itself and of what it needs; empty if unreachable."""
        return health_of(self.url)

    def scale(self, **counts: int) -> None:
        """Run as many replicas of each service as asked for; returns when all are healthy."""
        asked = [word for name, n in counts.items() for word in ("--scale", f"{name}={n}")]
        self._compose.run(
            "up",
            "-d",
            "--no-build",
            "--no-deps",
            "--no-recreate",
            *asked,
            *counts,
            seconds=_SCALE_SECONDS,
        )

        def wrong() -> list[str]:
            found = self.containers()
            health = {name: [c.health for c in found if c.service == name] for name in counts}
            return [
                f"{name} has {health[name]}"
                for name, n in counts.items()
                if health[name] != ["healthy"] * n
            ]

        self._wait(wrong, _SCALE_SECONDS)

    def start_watchers(self, alerts_to: str) -> str:
        """Start those of the profile `monitoring`; returns Prometheus' address.

        `alerts_to` is the address that Alertmanager posts to.
        """
        (self.secrets / "alert_webhook_url").write_text(alerts_to)
        words = ("--profile", "monitoring", "up", "-d", "--no-build", "--no-deps")
        self._compose.run(*words, *WATCHERS, seconds=_START_SECONDS)
        self.wait_healthy()
        return f"http://127.0.0.1:{self._ports['prometheus']}"

    def stop_watchers(self) -> None:
        """Remove what `start_watchers` has started."""
        words = ("--profile", "monitoring", "rm", "--force", "--stop", "-v")
        self._compose.run(*words, *WATCHERS, seconds=_ERASE_SECONDS)

    def rolling_restart(self, *services: str) -> str:
        """Replace the replicas of services (all applications if none is named), as operators do."""
        script = str(REPOSITORY / "ops/deploy/rolling-restart.sh")
        return self.run_script(script, *services, seconds=_RESTART_SECONDS)

    def crash(self, service: str) -> None:
        """End every replica's main process as a crash would: nobody asked the engine to stop it.

        `docker kill` will not do: the engine takes it for a wish and does not start it again.
        """
        # The engine may be about to start it again after the last crash.
        self._wait(lambda: [] if self.replicas(service) else [f"{service} does not run"], 60)
        for one in self.replicas(service):
            _kill_process(one)

    def kill(self, service: str) -> None:
        """Kill every replica by `docker kill`; they stay down until started."""
        docker("kill", *(one.id for one in self.replicas(service)))

    def stop_service(self, service: str) -> None:
        """Stop every replica in good order."""
        docker("stop", *(one.id for one in self.replicas(service)), seconds=120)

    def start_service(self, service: str) -> None:
        """Start every stopped replica again."""
        stopped = [one.id for one in self.containers(service) if one.state == "exited"]
        docker("start", *stopped)

    def run_script(self, *command: str, seconds: float = 120) -> str:
        """Run one of the operator's commands with this deployment's variables."""
        return run_command(command, self._variables(), seconds)

    def env(self, name: str) -> dict[str, str]:
        """Return the settings by which the host reaches what a service reaches."""
        return {"AUSM_DATABASE_URL": self._database_url(f"{name}_database_url")}

    def admin_database_url(self) -> str:
        """Return the address by which the database cluster's owner logs in, seen from the host."""
        return self._database_url("postgres_admin_url")

    def work_done(self, service: str) -> dict[str, float]:
        """Return how many calls or requests each running replica has answered so far."""
        counter = "ausm_http_requests_total" if service == "gateway" else "ausm_rpc_requests_total"
        return {
            one.name: _sum_of(counter, docker("exec", one.id, "python", "-c", _METRICS))
            for one in self.replicas(service)
        }

    def save_logs(self, folder: Path) -> None:
        """Keep the output of every container, and how each stands, in a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        found = self.containers()
        (folder / "containers.txt").write_text("\n".join(map(str, found)) + "\n")
        for one in found:
            try:
                text = logs_of(one)
            except subprocess.TimeoutExpired as error:
                text = f"{error}\n"
            (folder / f"{one.name}.log").write_text(text)

    def _wait(self, wrong: Callable[[], Iterable[str]], timeout: float) -> None:
        deadline = time.monotonic() + timeout
        while found := list(wrong()):
            if time.monotonic() > deadline:
                raise StackError(f"After {timeout:.0f} s: {'; '.join(found)}")
            time.sleep(_PAUSE_SECONDS)

    def _database_url(self, secret: str) -> str:
        parts = urlsplit((self.secrets / secret).read_text().strip())
        user = parts.netloc.rpartition("@")[0]
        return urlunsplit(parts._replace(netloc=f"{user}@127.0.0.1:{self._ports['postgres']}"))

    def _variables(self) -> dict[str, str]:
        return {
            **os.environ,
            "COMPOSE_PROJECT_NAME": self.project,
            "COMPOSE_FILE": ":".join(_FILES),
            "AUSM_SECRETS": str(self.secrets),
            # docker-compose 1.29 gives an engine that is busy a minute for an answer.
            "COMPOSE_HTTP_TIMEOUT": f"{_SCALE_SECONDS:.0f}",
            "AUSM_HTTP_PORT": str(self._ports["proxy"]),
            "AUSM_TEST_PG_PORT": str(self._ports["postgres"]),
            "PROMETHEUS_PORT": str(self._ports["prometheus"]),
            "ALERTMANAGER_PORT": str(self._ports["alertmanager"]),
            "AUSM_HEALTHY_SECONDS": f"{_SCALE_SECONDS:.0f}",
            "AUSM_SANDBOX": "1",
            "AUSM_SEED_ARGUMENTS": "--demo",
            # Tests speak http, and clients keep secure cookies for https only.
            "AUSM_SECURE_COOKIES": "0",
        }


def _ports_of(folder: Path, port_locks: PortLocks) -> dict[str, int]:
    """Return the ports that the deployment of a folder has, or free ones for a new one."""
    kept = folder / "ports.json"
    if kept.exists():
        known: dict[str, int] = json.loads(kept.read_text())
        return known
    ports: dict[str, int] = {}
    port_locks.assign(ports, ("proxy", "postgres", *WATCHERS))
    folder.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps(ports))
    return ports


def _kill_process(container: Container) -> None:
    """Kill a container's first process from the host's side, from where it may be killed."""
    image = container.image
    docker(
        *("run", "--rm", "--pid=host", "--network=none", "--user=0", "--entrypoint=/bin/sh"),
        *(image, "-c", f"kill -9 {container.pid}"),
    )


def _sum_of(counter: str, page: str) -> float:
    found = re.findall(rf"^{counter}(?:\{{[^}}]*\}})? (\S+)$", page, re.MULTILINE)
    return sum(map(float, found))
