"""Connections that a test can break, and the probe service of the integration tests."""

import socket
import sys
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import eventlet
import pytest
from chassis.testing import (  # noqa: F401
    object_store,
    process_settings,
    published_events,
    rpc_client,
    run_service,
    service_database,
    template_databases,
    vhost,
    vhosts,
)

sys.path.insert(0, str(Path(__file__).parents[2] / "integration" / "chassis"))


class TcpProxy:
    """A TCP proxy before a server that can be disconnected, and reconnected at the same address."""

    def __init__(self, url):
        self._parts = urlsplit(url)
        self._target = (self._parts.hostname, self._parts.port)
        # Bound and not listening, it keeps the port from everybody else while it is disconnected.
        self._keeper = socket.socket()
        self._keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._keeper.bind(("127.0.0.1", 0))
        self.port = self._keeper.getsockname()[1]
        self._listener = eventlet.listen(("127.0.0.1", self.port), reuse_addr=True)
        self._pairs = set()
        self.drops_after = None
        self.forwards = True
        self._accepting = eventlet.spawn(self._accept, self._listener)

    @property
    def url(self):
        """Address of the proxy."""
        user, at, _ = self._parts.netloc.rpartition("@")
        return urlunsplit(self._parts._replace(netloc=f"{user}{at}127.0.0.1:{self.port}"))

    def disconnect(self):
        """Break every connection and refuse new ones."""
        self._accepting.kill()
        self._listener.close()
        self.drop_connections()

    def drop_connections(self):
        """Break every connection; new ones are welcome."""
        for end in list(self._pairs):
            _shut(end)

    def reconnect(self):
        """Let connections through again."""
        self._listener = eventlet.listen(("127.0.0.1", self.port), reuse_addr=True)
        self._accepting = eventlet.spawn(self._accept, self._listener)

    def close(self):
        """Close for good."""
        self.disconnect()
        self._keeper.close()

    def _accept(self, listener):
        while True:
            near, _ = listener.accept()
            far = eventlet.connect(self._target)
            eventlet.spawn(self._connect, near, far)

    def _connect(self, near, far):
        self._pairs |= {near, far}
        up = eventlet.spawn(self._carry, near, far, count=self._count)
        down = eventlet.spawn(self._carry, far, near, count=len)
        up.wait()
        down.wait()
        # Not before both have ended: a socket closed while it is read confuses the event loop.
        self._pairs -= {near, far}
        near.close()
        far.close()

    def _count(self, data):
        """Count what goes to the server down to the point where connections are dropped."""
        if self.drops_after is not None:
            self.drops_after -= len(data)
            if self.drops_after <= 0:
                self.drops_after = None
                self.drop_connections()

    def _carry(self, source, target, count):
        try:
            while data := source.recv(65536):
                while not self.forwards:
                    eventlet.sleep(0.05)
                target.sendall(data)
                count(data)
        except (OSError, EOFError):
            pass
        finally:
            _shut(source)
            _shut(target)


def _shut(end):
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)


@pytest.fixture(autouse=True)  # made first, so that it is there until the services have stopped
def tcp_proxy():
    """`tcp_proxy(url)` → a proxy before that server."""
    proxies = []

    def make(url):
        proxies.append(TcpProxy(url))
        return proxies[-1]

    yield make
    for made in proxies:
        made.close()


@pytest.fixture(autouse=True)
def faults():
    """What fails inside the probe in this test: nothing, until it says so."""
    from probe.service import faults

    faults.clear()
    yield faults
    faults.clear()
