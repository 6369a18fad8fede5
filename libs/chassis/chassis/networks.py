"""One meaning of "sender" for every limit: an IPv4 address, or the /64 that an IPv6 address lies in."""

import ipaddress
from dataclasses import dataclass

UNKNOWN = "unknown"
_IPv6_PREFIX = 64

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def network_of(client_ip: str | None) -> str:
    """Return what counts as one sender; whoever has a /64 has all of its addresses."""
    address = _address(client_ip or "")
    if address is None:
        return UNKNOWN
    if isinstance(address, ipaddress.IPv6Address):
        network = ipaddress.ip_network((int(address), _IPv6_PREFIX), strict=False)
        return str(network.network_address)
    return str(address)


@dataclass(frozen=True, slots=True)
class KnownNetworks:
    """Offices and campuses that many people send from: how many times a limit they may use."""

    factors: tuple[tuple[Network, int], ...] = ()

    @classmethod
    def parse(cls, text: str) -> "KnownNetworks":
        """Return the networks of `203.0.113.0/24=20,2001:db8::/32=5`; raise ValueError naming a wrong one."""
        found = []
        for entry in filter(None, (part.strip() for part in text.split(","))):
            network, _, factor = entry.partition("=")
            if not factor.strip().isdecimal() or int(factor) < 1:
                raise ValueError(f"known network without a factor of 1 or more: {entry}")
            found.append((ipaddress.ip_network(network.strip()), int(factor)))
        return cls(tuple(sorted(found, key=lambda one: -one[0].prefixlen)))

    def factor(self, client_ip: str | None) -> int:
        """Return how many times a limit counts for this sender; the narrowest network decides."""
        address = _address(client_ip or "")
        for network, factor in self.factors:
            if address is not None and address.version == network.version and address in network:
                return factor
        return 1


def _address(text: str) -> Address | None:
    """Return the address; one of IPv4 in the clothes of IPv6 is IPv4, and its zone says nothing."""
    try:
        address = ipaddress.ip_address(text.strip().partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address
