"""A swarm of this one machine and the platform on it, deployed as operators deploy it."""

import json
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
from native.layout import REPOSITORY
from native.ports import PortLocks

PROGRAMS = ("identity", "collection", "changes", "transfer", "notify", "gateway")
LASTING = (*PROGRAMS, "postgres", "rabbitmq", "minio", "valkey", "proxy")
DEPLOY_SECONDS = 700.0


def run(*command: str, seconds: float = 60, **variables: str) -> str:
    """Run a command from the repository's folder and return its output; fails with what it said."""
    done = subprocess.run(
        command,
        cwd=REPOSITORY,
        env=os.environ | variables,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
    return done.stdout


class OneNode:
    """Makes a swarm if there is none, deploys, watches and takes everything away again."""

    def __init__(self, folder: Path, name: str = "ausm-test-swarm") -> None:
        self.name = name
        self.secrets = folder / "secrets"
        ports: dict[str, int] = {}
        with PortLocks() as port_locks:
            port_locks.assign(ports, ("proxy",))
        self._port = ports["proxy"]
        self._ours = False
        self.settled_after = 0.0

    @property
    def url(self) -> str:
        """Return the proxy's address, without a slash at the end."""
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Make the swarm and the secrets, deploy, wait until the gateway says that all is well."""
        if run("docker", "info", "--format", "{{.Swarm.LocalNodeState}}").strip() == "inactive":
            run("docker", "swarm", "init", "--advertise-addr", "127.0.0.1")
            self._ours = True
        run("ops/deploy/make-secrets.sh", str(self.secrets))
        begun = time.monotonic()
        self.deploy()
        self.wait(self.is_ready, 120, "not ready")
        self.settled_after = time.monotonic() - begun

    def is_ready(self) -> bool:
        """Tell whether the gateway answers and says that all is well."""
        try:
            return httpx.get(f"{self.url}/api/v1/health/ready", timeout=5).status_code == 200
        except httpx.TransportError:
            return False

    def deploy(self, **variables: str) -> str:
        """Deploy or upgrade by the operators' command; returns what it says."""
        replicas = {f"AUSM_REPLICAS_{name.upper()}": "1" for name in PROGRAMS}
        settings = {
            "AUSM_STACK": self.name,
            "AUSM_SECRETS": str(self.secrets),
            "AUSM_HTTP_PORT": str(self._port),
            "AUSM_SANDBOX": "1",
            "AUSM_SEED_ARGUMENTS": "--demo",
            # Tests speak http, and clients keep secure cookies for https only.
            "AUSM_SECURE_COOKIES": "0",
        }
        command = "ops/swarm/deploy.sh"
        return run(command, seconds=DEPLOY_SECONDS, **(settings | replicas | variables))

    def services(self) -> dict[str, str]:
        """Return the replicas, such as `1/1`, of each service by its name within the stack."""
        label = f"label=com.docker.stack.namespace={self.name}"
        listed = run("docker", "service", "ls", "--filter", label, "--format", "{{json .}}")
        rows = [json.loads(line) for line in listed.splitlines()]
        return {row["Name"].removeprefix(f"{self.name}_"): row["Replicas"] for row in rows}

    def inspect(self, service: str) -> dict[str, Any]:
        """Return what the swarm knows of a service."""
        [found] = json.loads(run("docker", "service", "inspect", f"{self.name}_{service}"))
        return dict(found)

    def tasks(self, service: str) -> set[str]:
        """Return the ids of the running tasks of a service."""
        words = ("--quiet", "--filter", "desired-state=running", f"{self.name}_{service}")
        return set(run("docker", "service", "ps", *words).split())

    def renew(self, service: str) -> None:
        """Replace every replica though nothing has changed; returns when that is done."""
        words = ("service", "update", "--quiet", "--force", f"{self.name}_{service}")
        run("docker", *words, seconds=240)

    def wait(self, true: Callable[[], Any], seconds: float, otherwise: str) -> None:
        """Wait until something is true; fails after this many seconds."""
        limit = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < limit, f"{otherwise}: {self.services()}"
            time.sleep(1)

    def save_logs(self, folder: Path) -> None:
        """Keep what every service has written and how its tasks stand."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in self.services():
            service = f"{self.name}_{name}"
            tasks = run("docker", "service", "ps", "--no-trunc", service)
            output = subprocess.run(
                ["docker", "service", "logs", "--raw", service],
                capture_output=True,
                timeout=60,
                check=False,
            )
            (folder / f"{name}.log").write_bytes(tasks.encode() + output.stdout + output.stderr)

    def erase(self) -> None:
        """Remove the stack with its volumes, and the swarm if we made it."""
        if not run("docker", "node", "ls", "--quiet").strip():
            return
        run("docker", "stack", "rm", self.name, seconds=120)
        of_stack = f"label=com.docker.stack.namespace={self.name}"
        self.wait(lambda: not run("docker", "ps", "-aq", "--filter", of_stack).strip(), 120, "left")
        volumes = run("docker", "volume", "ls", "-q", "--filter", of_stack).split()
        if volumes:
            run("docker", "volume", "rm", "--force", *volumes)
        if self._ours:
            run("docker", "swarm", "leave", "--force")
