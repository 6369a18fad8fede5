"""Broker users with the rights of their role, through RabbitMQ's management interface."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import requests
from chassis import topology
from native.rabbitmq import VHOST
from native.rights import RIGHTS
from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_fixed

from deploy import mounted

# A broker that has just started on a busy machine takes its time for a virtual host or a user.
_SECONDS = 30


def set_up(secrets: Path) -> str:
    """Create or correct users and rights, then declare exchanges and queues; safe to repeat."""
    interface = _Interface(mounted.read(secrets, "rabbitmq_api_url"))
    interface.wait()
    interface.put(f"vhosts/{quote(VHOST, safe='')}", {})
    interface.allow("admin")
    users = [name for name in RIGHTS if name != "admin"]
    for name in users:
        password = urlsplit(mounted.read(secrets, f"{name}_amqp_uri")).password
        interface.put(f"users/{name}", {"password": password, "tags": ""})
        interface.allow(name)
    queues = topology.declare_all(mounted.read(secrets, "broker_admin_uri"))
    return f"{len(users)} users, {queues} queues"


class _Interface:
    """The few calls of the management interface that are needed here."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._session = requests.Session()
        self._session.auth = (parts.username or "", parts.password or "")
        host = parts.netloc.rpartition("@")[2]
        self._base = urlunsplit((parts.scheme, host, "/api/", "", ""))

    @retry(
        retry=retry_if_exception_type(requests.RequestException),
        stop=stop_after_delay(90),
        wait=wait_fixed(1),
        reraise=True,
    )
    def wait(self) -> None:
        """Wait until the interface answers."""
        self._session.get(f"{self._base}overview", timeout=_SECONDS).raise_for_status()

    def put(self, path: str, body: Mapping[str, object]) -> None:
        """Create or replace one thing."""
        answer = self._session.put(f"{self._base}{path}", json=body, timeout=_SECONDS)
        answer.raise_for_status()

    def allow(self, user: str) -> None:
        """Give a user the rights of its role."""
        right = RIGHTS[user]
        rights = {"configure": right.configure, "write": right.write, "read": right.read}
        self.put(f"permissions/{quote(VHOST, safe='')}/{user}", rights)
