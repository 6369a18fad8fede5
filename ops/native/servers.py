"""The private servers of a stack: PostgreSQL, RabbitMQ with its name server, Redis, S3."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

from native import postgres, rabbitmq, stores
from native.environment import Environment
from native.errors import StackError
from native.layout import Layout
from native.ports import is_open
from native.programs import Program
from native.progress import Progress
from native.rights import RIGHTS
from native.supervision import Supervisor

NAMES = ("postgres", "epmd", "rabbitmq", "redis", "s3")
PORTS = (*NAMES, "rabbitmq_dist", "rabbitmq_api", "rabbitmq_metrics")


@dataclass(frozen=True, slots=True)
class Servers:
    """Makes and starts the servers; `for_tests` trades safety of data for speed.

    For tests the broker also opens its management interface, by which fixtures make vhosts.
    """

    layout: Layout
    environment: Environment
    for_tests: bool = False
    management: bool = False

    def programs(self) -> list[Program]:
        """Prepare data folders and configurations; return the processes in their order."""
        self.layout.open_data_root()
        ports, keys = self.environment.ports, self.environment.keys
        account = postgres.prepare(self.layout, keys.password("postgres"))
        users = {name: keys.password(f"broker:{name}") for name in RIGHTS}
        broker = rabbitmq.Broker(self.layout, ports, users, RIGHTS, self.management)
        durable = not self.for_tests
        return [
            postgres.program(self.layout, ports["postgres"], account, durable=durable),
            *broker.programs(broker.prepare()),
            stores.redis(self.layout, ports["redis"], keys.password("redis")),
            stores.s3(self.layout, ports["s3"], *self.environment.s3_keys()),
        ]

    def start(self, supervisor: Supervisor, progress: Progress) -> None:
        """Start all of them at once and wait until each serves."""
        with progress.step("Starting PostgreSQL, RabbitMQ, Redis and the S3 server"):
            supervisor.start(*NAMES)
            postgres.wait(self.environment.admin_database_url(), 60)
            rabbitmq.wait(self.environment.broker_url("admin"), 90)
            _wait_open(self.environment.ports, "redis", "s3")


def stop(supervisor: Supervisor) -> None:
    """Stop the servers, the broker's name server last, and the supervisor with them."""
    supervisor.stop("rabbitmq", "redis", "s3", "postgres")
    supervisor.stop("epmd")
    supervisor.shut_down()


def _wait_open(ports: Mapping[str, int], *names: str) -> None:
    deadline = time.monotonic() + 20
    while closed := [name for name in names if not is_open(ports[name])]:
        if time.monotonic() > deadline:
            raise StackError(f"{closed[0]} did not start in 20 s: see ./ausm logs {closed[0]}")
        time.sleep(0.05)
