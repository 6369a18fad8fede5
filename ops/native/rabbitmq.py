"""A private RabbitMQ with its own name server, and one broker user for each role."""

import base64
import hashlib
import json
import secrets
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass

import pika

from native.accounts import account_for, make_private, write_private
from native.errors import StackError
from native.layout import Layout
from native.packages import rabbitmq_program
from native.programs import Program

VHOST = "ausm"


@dataclass(frozen=True, slots=True)
class Right:
    """What a broker user may do, as RabbitMQ's regular expressions."""

    configure: str = ".*"
    write: str = ".*"
    read: str = ".*"


@dataclass(frozen=True, slots=True)
class Broker:
    """Ports and users of one broker; `management` opens its HTTP interface (for tests)."""

    layout: Layout
    ports: Mapping[str, int]
    passwords: Mapping[str, str]
    rights: Mapping[str, Right]
    management: bool = False

    def prepare(self) -> str | None:
        """Write the configuration; return the account that the broker runs under."""
        account = account_for("rabbitmq")
        data = self.layout.data("rabbitmq")
        make_private(data, account)
        write_private(data / "rabbitmq.conf", self._configuration(), account)
        write_private(data / "definitions.json", json.dumps(self._definitions()), account)
        plugins = ["rabbitmq_prometheus", *(["rabbitmq_management"] if self.management else [])]
        write_private(data / "enabled_plugins", f"[{','.join(plugins)}].\n", account)
        return account

    def programs(self, account: str | None) -> tuple[Program, Program]:
        """Return the name server's and the broker's process."""
        data = self.layout.data("rabbitmq")
        epmd_port = str(self.ports["epmd"])
        names = Program(
            name="epmd",
            command=(_epmd(), "-port", epmd_port, "-address", "127.0.0.1"),
            folder=data,
            account=account,
        )
        server = Program(
            name="rabbitmq",
            command=(str(rabbitmq_program()),),
            folder=data,
            environment=self._environment(),
            account=account,
            stop_seconds=30,
        )
        return names, server

    def _environment(self) -> dict[str, str]:
        data = self.layout.data("rabbitmq")
        return {
            "HOME": str(data),
            "RABBITMQ_NODENAME": "ausm@127.0.0.1",
            "RABBITMQ_USE_LONGNAME": "true",
            "RABBITMQ_DIST_PORT": str(self.ports["rabbitmq_dist"]),
            "RABBITMQ_MNESIA_BASE": str(data / "mnesia"),
            "RABBITMQ_LOGS": "-",
            "RABBITMQ_LOG_BASE": str(data / "log"),
            "RABBITMQ_CONFIG_FILE": str(data / "rabbitmq"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(data / "enabled_plugins"),
            "RABBITMQ_CONF_ENV_FILE": "/dev/null",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": (
                "+S 2:2 +SDcpu 1:1 -kernel inet_dist_use_interface {127,0,0,1}"
            ),
            "ERL_EPMD_PORT": str(self.ports["epmd"]),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
        }

    def _configuration(self) -> str:
        lines = [
            f"listeners.tcp.1 = 127.0.0.1:{self.ports['rabbitmq']}",
            f"load_definitions = {self.layout.data('rabbitmq') / 'definitions.json'}",
            "loopback_users = none",
            "log.console = true",
            "log.console.level = warning",
            "log.file = false",
            "vm_memory_high_watermark.absolute = 400MiB",
            "disk_free_limit.absolute = 100MB",
            "prometheus.tcp.ip = 127.0.0.1",
            f"prometheus.tcp.port = {self.ports['rabbitmq_metrics']}",
        ]
        if self.management:
            lines += [
                "management.tcp.ip = 127.0.0.1",
                f"management.tcp.port = {self.ports['rabbitmq_api']}",
            ]
        else:
            # Prometheus reads the broker's own counts; nobody asks for the management's.
            lines.append("management_agent.disable_metrics_collector = true")
        return "\n".join(lines) + "\n"

    def _definitions(self) -> dict[str, object]:
        """Return users and rights; the broker loads them at each start."""
        vhosts = (VHOST, "/") if self.management else (VHOST,)
        return {
            "vhosts": [{"name": name} for name in vhosts],
            "users": [_user(name, word, self.management) for name, word in self.passwords.items()],
            "permissions": [
                {
                    "user": name,
                    "vhost": vhost,
                    "configure": right.configure,
                    "write": right.write,
                    "read": right.read,
                }
                for name, right in self.rights.items()
                for vhost in vhosts
            ],
        }


def url(port: int, user: str, password: str, vhost: str = VHOST) -> str:
    """Return the broker's address for a user."""
    return f"amqp://{user}:{password}@127.0.0.1:{port}/{vhost}"


def wait(address: str, seconds: float) -> None:
    """Wait until the broker lets the user in."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            pika.BlockingConnection(pika.URLParameters(address)).close()
        except (pika.exceptions.AMQPError, OSError) as error:
            if time.monotonic() > deadline:
                raise StackError(
                    f"RabbitMQ did not start in {seconds:.0f} s. See ./ausm logs rabbitmq"
                ) from error
            time.sleep(0.2)
        else:
            return


def _user(name: str, password: str, administrator: bool) -> dict[str, str]:  # noqa: FBT001
    return {
        "name": name,
        "password_hash": _password_hash(password),
        "hashing_algorithm": "rabbit_password_hashing_sha256",
        "tags": "administrator" if administrator else "",
    }


def _password_hash(password: str) -> str:
    """Return RabbitMQ's salted form of a password: base64(salt + sha256(salt + password))."""
    salt = secrets.token_bytes(4)
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def _epmd() -> str:
    path = shutil.which("epmd")
    if path is None:
        raise StackError("Erlang's epmd is not installed: run ./ausm up, which installs RabbitMQ.")
    return path
