"""Ports: picked once, remembered, and held against other stacks for as long as one runs.

with PortLocks() as port_locks: port_locks.assign(ports, names); start(…, pass_fds=port_locks.descriptors())
"""

import hashlib
import random
import socket
from collections.abc import Sequence
from pathlib import Path

from native.errors import StackError

GATEWAY_DEFAULT = 8000
GATEWAY_TRIES = 100
# Below the range that the kernel gives to outgoing connections, so that a port stays free.
_POOL = range(20000, 32000)


def is_free(port: int) -> bool:
    """Tell whether a server could listen on the loopback port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def is_open(port: int) -> bool:
    """Tell whether something listens on the loopback port."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


class PortLocks:
    """What no other stack of this machine can use: ports and one folder.

    A port that will be listened on looks free until then. So each is held by a socket with an
    abstract name: the kernel gives a name once, in the same network namespace as the port itself,
    and takes it back with the last process that holds the socket, however that ends. What is no
    stack of ours knows nothing of this; hence the look at the port as well.
    """

    def __init__(self) -> None:
        self._locks: dict[str, socket.socket] = {}

    def __enter__(self) -> "PortLocks":
        """Hold what will be taken until the block ends."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Let go; who inherited the sockets goes on holding the ports."""
        for holder in self._locks.values():
            holder.close()
        self._locks.clear()

    def take(self, port: int) -> bool:
        """Hold a port; False if another stack holds it, or we do, or something listens there."""
        name = f"port-{port}"
        if not self._lock(name):
            return False
        if is_free(port):
            return True
        self._locks.pop(name).close()
        return False

    def take_folder(self, folder: Path) -> None:
        """Hold a stack's folder; raises StackError if another command is at work there."""
        if not self._lock(f"folder-{hashlib.sha256(str(folder).encode()).hexdigest()}"):
            raise StackError("Another command is starting or stopping this stack: wait for it.")

    def descriptors(self) -> Sequence[int]:
        """Return what a process must inherit to hold the ports too."""
        return [holder.fileno() for holder in self._locks.values()]

    def assign(self, ports: dict[str, int], names: Sequence[str]) -> None:
        """Give each name a port, keeping the remembered ones that can still be had."""
        for name in names:
            if name not in ports or not self.take(ports[name]):
                ports[name] = self._pick()

    def assign_gateway(self, ports: dict[str, int], wanted: int | None) -> None:
        """Give the gateway the wanted, the remembered or the first port that can be had from 8000.

        People keep its address, so a remembered port that is taken is an error and not a surprise.
        """
        port = wanted or ports.get("gateway")
        if port is None:
            port = self._first_from(GATEWAY_DEFAULT)
        elif not self.take(port):
            raise StackError(
                f"Port {port} is in use by another program. Stop that program, "
                f"or choose another port: ./ausm up --port {port + 1}"
            )
        ports["gateway"] = port

    def _first_from(self, first: int) -> int:
        for port in range(first, first + GATEWAY_TRIES):
            if self.take(port):
                return port
        raise StackError(
            f"The ports {first} to {first + GATEWAY_TRIES - 1} are all in use: "
            "choose one with --port NUMBER."
        )

    def _pick(self) -> int:
        for port in random.sample(_POOL, 200):
            if self.take(port):
                return port
        raise StackError(
            "No free port was found between 20000 and 32000: too many programs listen."
        )

    def _lock(self, name: str) -> bool:
        holder = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            holder.bind(f"\0ausm-{name}")
        except OSError:
            holder.close()
            return False
        self._locks[name] = holder
        return True
