"""One meaning of "sender" for every limit: R8.2."""

import pytest
from chassis.networks import KnownNetworks, network_of


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("::FFFF:c000:0207", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::99", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        (" 192.0.2.7 ", "192.0.2.7"),
        (None, "unknown"),
        ("", "unknown"),
        ("testclient", "unknown"),
    ],
)
def test_R8_2_what_counts_as_one_sender(address: str | None, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.parametrize(
    ("address", "factor"),
    [
        ("203.0.113.9", 20),
        ("::ffff:203.0.113.9", 20),
        ("203.0.113.130", 50),
        ("2001:db8:7::1", 5),
        ("198.51.100.1", 1),
        ("unknown", 1),
        (None, 1),
    ],
)
def test_R8_2_a_known_network_may_use_a_limit_more_often(address: str | None, factor: int) -> None:
    known = KnownNetworks.parse("203.0.113.0/24=20, 203.0.113.128/25=50,2001:db8::/32=5,")
    assert known.factor(address) == factor


@pytest.mark.parametrize(
    "text", ["203.0.113.0/24", "203.0.113.0/24=", "203.0.113.0/24=0", "203.0.113.7/24=2", "all=2"]
)
def test_R8_2_a_malformed_known_network_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        KnownNetworks.parse(text)
