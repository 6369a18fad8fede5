"""Virtual hosts for one test after the other: each is found as it was when it was new."""

import itertools
import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import eventlet
import pytest
from amqp import spec

from chassis import topology
from chassis.messaging.amqp import connect
from chassis.testing.management import manage
from chassis.testing.servers import RUN_ID, server

_numbers = itertools.count(1)
_SECONDS_TO_LEAVE = 3.0


class Vhost:
    """One virtual host with the topology of the events, and what it held when it was new."""

    def __init__(self) -> None:
        uri = urlsplit(server("AUSM_TEST_AMQP"))
        self._path = quote(f"ausm-test-{RUN_ID}-{next(_numbers)}")
        self.uri = urlunsplit(("amqp", uri.netloc, f"/{self._path}", "", ""))
        everything = {"configure": ".*", "write": ".*", "read": ".*"}
        manage("PUT", f"vhosts/{self._path}", {})
        manage("PUT", f"permissions/{self._path}/{quote(uri.username or 'guest')}", everything)
        topology.declare_all(self.uri)
        self._new = self._contents()

    def restore(self) -> bool:
        """Delete what came since it was new; False if it cannot be made as it was."""
        found = self._contents()
        if any(row not in found[kind] for kind, rows in self._new.items() for row in rows):
            return False
        connection = connect(self.uri, "test vhosts")
        try:
            channel = connection.channel()
            self._delete_what_came(channel, found)
            emptied = _empty(channel, [queue["name"] for queue in self._new["queues"]])
        finally:
            connection.close()
        return emptied and (found == self._new or self._contents() == self._new)

    def drop(self) -> None:
        """Delete it, and with it every connection that somebody left open."""
        manage("DELETE", f"vhosts/{self._path}")

    def _delete_what_came(self, channel: Any, found: dict[str, Any]) -> None:
        for queue in _beyond(found["queues"], self._new["queues"]):
            channel.queue_delete(queue)
        for exchange in _beyond(found["exchanges"], self._new["exchanges"]):
            channel.exchange_delete(exchange)

    def _contents(self) -> dict[str, Any]:
        """Return queues, exchanges, bindings and policies, each in an order of its own."""
        definitions = manage("GET", f"definitions/{self._path}")
        lists = {name: rows for name, rows in definitions.items() if isinstance(rows, list)}
        return {name: sorted(rows, key=json.dumps) for name, rows in lists.items()}


def _beyond(found: list[Any], known: list[Any]) -> list[str]:
    return [row["name"] for row in found if row not in known]


def _empty(channel: Any, queues: list[str]) -> bool:
    """Drop the queues' messages; False if somebody still consumes from one."""
    limit = time.monotonic() + _SECONDS_TO_LEAVE
    # With its last consumer gone, what that one had not acknowledged is back.
    states = _states(channel, queues)
    while any(consumers for _, _, consumers in states):
        if time.monotonic() > limit:
            return False
        eventlet.sleep(0.02)
        states = _states(channel, queues)
    for queue, messages, _ in states:
        if messages:
            channel.queue_purge(queue)
    return True


def _states(channel: Any, queues: list[str]) -> list[tuple[str, int, int]]:
    """Return the name, messages and consumers of each queue.

    All are asked for before the first answer is awaited: one after the other, they would take as
    many turns of a busy machine as there are queues.
    """
    for queue in queues:
        # Passive, and an answer is wanted; all else is of no account then.
        arguments = (0, queue, True, *[False] * 4, {})
        channel.send_method(spec.Queue.Declare, "BsbbbbbF", arguments)
    return [channel.wait(spec.Queue.DeclareOk, returns_tuple=True) for _ in queues]


class Vhosts:
    """The virtual hosts of a session. To make and drop one takes a broker half a second."""

    def __init__(self) -> None:
        self._free: list[Vhost] = []
        self._spoilt: set[str] = set()

    def take(self) -> Vhost:
        """Return one that nobody uses."""
        return self._free.pop() if self._free else Vhost()

    def spoil(self, uri: str) -> None:
        """Say that somebody may act there after the test: it is not used again."""
        self._spoilt.add(uri)

    def put_back(self, vhost: Vhost) -> None:
        """Keep one for the next test if it can be made as it was."""
        if vhost.uri not in self._spoilt and vhost.restore():
            self._free.append(vhost)
        else:
            vhost.drop()

    def drop_all(self) -> None:
        """Delete those that are left."""
        for vhost in self._free:
            vhost.drop()


@pytest.fixture(scope="session")
def vhosts() -> Iterator[Vhosts]:
    """The virtual hosts that the tests take in turn."""
    made = Vhosts()
    yield made
    made.drop_all()


@pytest.fixture
def vhost(vhosts: Vhosts) -> Iterator[str]:
    """AMQP address of a virtual host with the topology of the events and nothing else."""
    taken = vhosts.take()
    yield taken.uri
    vhosts.put_back(taken)
