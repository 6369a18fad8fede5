"""Free ports: picked once, remembered, checked again at each start."""

import random
import socket

from native.errors import StackError

GATEWAY_DEFAULT = 8000
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


def settle(ports: dict[str, int], names: tuple[str, ...]) -> None:
    """Give each name a port that is free now, keeping the remembered ones that still are."""
    for name in names:
        if name not in ports or not is_free(ports[name]):
            ports[name] = _pick(set(ports.values()))


def settle_gateway(ports: dict[str, int], wanted: int | None) -> None:
    """Give the gateway the wanted, the remembered or the first free port from 8000 on.

    People keep its address, so a remembered port that is taken is an error and not a surprise.
    """
    port = wanted or ports.get("gateway")
    if port is None:
        port = next((p for p in range(GATEWAY_DEFAULT, GATEWAY_DEFAULT + 100) if is_free(p)), None)
        if port is None:
            raise StackError(
                "The ports 8000 to 8099 are all in use: choose one with --port NUMBER."
            )
    if not is_free(port):
        raise StackError(
            f"Port {port} is in use by another program. Stop that program, "
            f"or choose another port: ./ausm up --port {port + 1}"
        )
    ports["gateway"] = port


def _pick(taken: set[int]) -> int:
    for port in random.sample(_POOL, 200):
        if port not in taken and is_free(port):
            return port
    raise StackError("No free port was found between 20000 and 32000: too many programs listen.")
