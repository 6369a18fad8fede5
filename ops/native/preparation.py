"""What must be there before the services start: databases, queues, buckets, tables, demo data.

Each step is safe to repeat; it is left out while the files that it depends on are unchanged.
"""

import hashlib
import os
import subprocess
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from minio import Minio

from native import postgres
from native.environment import Environment
from native.errors import StackError
from native.layout import REPOSITORY, SERVICES, Layout, Memory
from native.programs import python_program
from native.progress import Progress

BUCKETS = ("staging", *SERVICES)
_PREFIX = "ausm-"


@dataclass(frozen=True, slots=True)
class Preparation:
    """Brings the private servers to the state that the present code needs."""

    layout: Layout
    memory: Memory
    environment: Environment
    progress: Progress

    def run(self) -> None:
        """Do every step that is due."""
        self.make_stores()
        with ThreadPoolExecutor(max_workers=2) as pool:
            jobs = [pool.submit(self._topology), *(pool.submit(self._migrate, s) for s in SERVICES)]
            for job in jobs:
                job.result()
        self._seed()
        self._load_texts()
        self._reindex_names()

    def make_stores(self) -> None:
        """Make databases, roles and buckets."""
        self._once("databases", _digest([]), self._databases)
        self._once("buckets", ",".join(BUCKETS), self._buckets)

    def _databases(self) -> None:
        with self.progress.step("Creating a database and a role for each service"):
            postgres.create_databases(
                self.environment.admin_database_url(), self.environment.database_roles()
            )

    def _buckets(self) -> None:
        key, secret = self.environment.s3_keys()
        address = f"127.0.0.1:{self.environment.ports['s3']}"
        client = Minio(address, access_key=key, secret_key=secret, secure=False)
        present = {bucket.name for bucket in client.list_buckets()}
        for name in BUCKETS:
            if _PREFIX + name not in present:
                client.make_bucket(_PREFIX + name)

    def _topology(self) -> None:
        digest = _digest(_sources("libs/contracts/contracts/events.py", "libs/chassis/chassis"))
        self._once(
            "topology",
            digest,
            lambda: self._module(
                "Declaring exchanges and queues",
                "identity",
                "chassis.topology",
                AUSM_AMQP_URI=self.environment.broker_url("admin"),
            ),
        )

    def _migrate(self, service: str) -> None:
        digest = _digest(_sources(f"services/{service}/migrations"))
        self._once(
            f"migrate {service}",
            digest,
            lambda: self._module(
                f"Migrating the database of {service}", service, "chassis.migrate", service
            ),
        )

    def _seed(self) -> None:
        digest = _digest(
            _sources(
                "services/identity/identity",
                "services/identity/migrations",
                "libs/contracts/contracts",
            )
        )
        arguments = ("--demo",) if self.environment.sandbox else ()
        self._once(
            "seed",
            f"{digest} {arguments}",
            lambda: self._module(
                "Loading authorities and demo people", "identity", "identity.seed", *arguments
            ),
        )

    def _load_texts(self) -> None:
        digest = _digest(_sources("services/notify/notify", "services/notify/migrations"))
        self._once(
            "seed notify",
            digest,
            lambda: self._module("Loading the texts of messages and SMS", "notify", "notify.seed"),
        )

    def _reindex_names(self) -> None:
        self._once(
            "reindex names",
            "ADR 0075",
            lambda: self._module(
                "Indexing names of earlier versions", "identity", "identity.seed", "--reindex-names"
            ),
        )

    def _once(self, step: str, digest: str, do: Callable[[], None]) -> None:
        if self.memory.done.get(step) != digest:
            do()
            self.memory.done[step] = digest
            self.memory.save()

    def _module(self, text: str, service: str, *arguments: str, **settings: str) -> None:
        """Run one of our modules with a service's settings; its output is kept in a log."""
        environment = {**os.environ, **self.environment.of(service), **settings}
        environment["AUSM_METRICS_PORT"] = "0"
        with self.progress.step(text):
            done = subprocess.run(
                python_program("-m", *arguments),
                env=environment,
                cwd=REPOSITORY,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
        log = self.layout.log / "setup.log"
        with log.open("a") as output:
            output.write(f"{text}\n{done.stdout}\n")
        if done.returncode != 0:
            last = "".join(done.stdout.strip().splitlines()[-1:])
            raise StackError(f"{text} failed: {last}\nThe whole output is in {log}")


def _sources(*places: str) -> Iterable[Path]:
    for place in places:
        path = REPOSITORY / place
        files = [path] if path.is_file() else path.rglob("*")
        yield from sorted(f for f in files if f.is_file() and "__pycache__" not in f.parts)


def _digest(files: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for file in files:
        total.update(str(file).encode())
        total.update(file.read_bytes())
    return total.hexdigest()
