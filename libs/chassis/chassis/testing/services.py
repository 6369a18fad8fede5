"""Services running inside the test's process, on the test's own database and broker."""

import base64
import os
from collections.abc import Callable, Collection, Iterator
from typing import Any

import eventlet
import pytest
from argon2 import PasswordHasher

from chassis import passwords
from chassis.config import Settings
from chassis.nameko_runtime import queue_consumer
from chassis.nameko_runtime.configuration import nameko_config
from chassis.testing.stores import TEST_BUCKET_PREFIX
from chassis.testing.vhosts import Vhosts

# Services stop as often as they start here, and a wait of half a second each time adds up.
_LOOK_UP_SECONDS = 0.03
_HURRIED_SECONDS = 0.1
# A machine that does much else takes longer to make a virtual host than to wait for a stop.
_STOP_SECONDS = 15
# Hundreds of people register in tests, and no test but those of passwords asks what a hash costs.
_CHEAP = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


def _key(fill: bytes) -> str:
    return base64.b64encode(fill * 32).decode()


PROCESS_SETTINGS = {
    "AUSM_MASTER_KEYS": f"test:{_key(b'm')}",
    "AUSM_INDEX_KEY": _key(b"i"),
    "AUSM_AUDIT_KEYS": f"test:{_key(b'a')}",
    "AUSM_SANDBOX": "1",
    # Tests ask what an answer says, not how busy the machine is.
    "AUSM_OPTIONAL_SECONDS": "3",
}


@pytest.fixture(scope="session", autouse=True)
def process_settings() -> Iterator[None]:
    """Keys of the field cipher and other settings that the whole process shares."""
    added = {name: value for name, value in PROCESS_SETTINGS.items() if name not in os.environ}
    os.environ.update(added)
    usual, queue_consumer.LOOK_UP_SECONDS = queue_consumer.LOOK_UP_SECONDS, _LOOK_UP_SECONDS
    usual_hasher, passwords.hasher = passwords.hasher, _CHEAP
    yield
    queue_consumer.LOOK_UP_SECONDS = usual
    passwords.hasher = usual_hasher
    for name in added:
        del os.environ[name]


@pytest.fixture
def run_service(
    vhost: str, vhosts: Vhosts, service_database: Callable[[str], str]
) -> Iterator[Callable[..., Any]]:
    """`run_service(IdentityService, AUSM_SANDBOX="0")` → its container, started.

    The service has the test's database and virtual host unless settings say otherwise. Periodic
    jobs named in `hurried` run ten times a second: for tests that wait for what they do.
    """
    containers: list[Any] = []

    def run(service_class: Any, hurried: Collection[str] = (), **settings: str) -> Any:
        from chassis.nameko_runtime.container import Container

        chosen = {
            "AUSM_AMQP_URI": vhost,
            "AUSM_S3_URL": os.environ.get("AUSM_TEST_S3", ""),
            "AUSM_S3_BUCKET_PREFIX": TEST_BUCKET_PREFIX,
            **settings,
        }
        if "AUSM_DATABASE_URL" not in chosen:
            chosen["AUSM_DATABASE_URL"] = service_database(service_class.name)
        container = Container(service_class, nameko_config(Settings.load(**chosen)))
        containers.append(container)
        for job in (e for e in container.entrypoints if e.method_name in hurried):
            job.interval = _HURRIED_SECONDS
        container.start()
        return container

    yield run
    if not _stop(containers):
        vhosts.spoil(vhost)


def _stop(containers: list[Any]) -> bool:
    """Stop services all at once; return whether all of them ended in time."""
    stopping = [eventlet.spawn(container.stop) for container in containers]
    for thread in stopping:
        with eventlet.Timeout(_STOP_SECONDS, False):  # noqa: FBT003
            thread.wait()
    return all(thread.dead for thread in stopping)
