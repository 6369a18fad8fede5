"""How tests on the engine's host reach the stores, which are published nowhere."""

from urllib.parse import urlsplit, urlunsplit

from support.compose.composition import Composition
from support.compose.engine import docker

_ADDRESSES = "{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}"


def address_of(stack: Composition, secret: str) -> str:
    """Return the address that a secret holds, its host replaced by the container's own number.

    The engine's host is part of every bridge, of internal ones too.
    """
    parts = urlsplit((stack.secrets / secret).read_text().strip())
    container = stack.replicas(parts.hostname or "")[0]
    number = docker("inspect", "--format", _ADDRESSES, container.id).split()[0]
    user = parts.netloc.rpartition("@")[0]
    return urlunsplit(parts._replace(netloc=f"{user}@{number}:{parts.port}"))
