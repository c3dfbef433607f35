"""What rules and ACL entries open, compared with trying every address, port and protocol one by one."""

from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.aws.exposure import AclEntry, Rule, Traffic, admits, covers, open_ports

IPV4, IPV6 = "0.0.0.0/0", "::/0"
SLICES = 8
"""Address space is cut into eighths, so that an oracle can go through all of it."""


def eighths(internet: str) -> list[str]:
    network = IPv4Network(internet) if internet == IPV4 else IPv6Network(internet)
    return [str(part) for part in network.subnets(prefixlen_diff=3)]


def parts_of(cidr: str) -> set[int]:
    """Which eighths of its family a range holds whole."""
    family = IPV6 if ":" in cidr else IPV4
    kind = IPv6Network if family == IPV6 else IPv4Network
    return {index for index, part in enumerate(eighths(family)) if kind(part).subnet_of(kind(cidr))}  # type: ignore[arg-type]


def wholes() -> Iterator[str]:
    """Every range of an eighth or more, in both families."""
    for network in (IPv4Network(IPV4), IPv6Network(IPV6)):
        for bits in range(4):
            yield from map(str, network.subnets(prefixlen_diff=bits))


ports = st.integers(0, 4)
with_ports = st.builds(Traffic, st.sampled_from(["tcp", "udp", "6", "17"]), ports, ports)
without = st.builds(
    Traffic, st.sampled_from(["-1", "icmp", "icmpv6", "58"]), st.none() | st.integers(-1, 4), st.none() | ports
)
traffics = with_ports | without
cidrs = st.sampled_from([*wholes(), "10.0.0.0/8", "198.51.100.7/32", "2001:db8::/32"])
rules = st.lists(st.builds(Rule, traffics, st.lists(cidrs, max_size=6).map(tuple)), max_size=6)
entries = st.lists(
    st.builds(AclEntry, st.integers(1, 9), st.booleans(), cidrs, traffics), max_size=8, unique_by=lambda one: one.number
)


def meant(traffic: Traffic, protocol: str, port: int) -> bool:
    numbers = {"tcp": "6", "udp": "17"}
    if traffic.protocol == "-1":
        return True
    named = traffic.protocol in {protocol, numbers[protocol]}
    return named and port in range(traffic.first_port or 0, (traffic.last_port or 0) + 1)


@given(rules, st.frozensets(st.integers(0, 5)), st.sampled_from([IPV4, IPV6]))
def test_a_port_is_open_if_every_address_may_reach_it(found: list[Rule], wanted: frozenset[int], internet: str) -> None:
    def is_open(protocol: str, port: int) -> bool:
        sources = [cidr for rule in found if meant(rule.traffic, protocol, port) for cidr in rule.cidrs]
        reached = (parts_of(cidr) for cidr in sources if (":" in cidr) == (internet == IPV6))
        return len(set[int]().union(*reached)) == SLICES

    expected = {f"{protocol}/{port}" for protocol in ("tcp", "udp") for port in wanted if is_open(protocol, port)}
    assert set(open_ports(found, wanted, ("tcp", "udp"), internet)) == expected


@given(entries, st.integers(0, 5), st.sampled_from(["tcp", "udp"]), st.sampled_from([IPV4, IPV6]))
def test_the_matching_entry_with_the_lowest_number_decides(
    found: list[AclEntry], port: int, protocol: str, internet: str
) -> None:
    matching = {
        entry.number: entry.allows for entry in found if entry.cidr == internet and meant(entry.traffic, protocol, port)
    }
    assert admits(found, protocol, port, internet) is (bool(matching) and matching[min(matching)])


def test_two_halves_make_a_whole_but_not_across_protocols() -> None:
    low, high = ("0.0.0.0/1",), ("128.0.0.0/1",)
    together = [Rule(Traffic("tcp", 22, 22), low), Rule(Traffic("-1"), high)]
    apart = [Rule(Traffic("tcp", 22, 22), low), Rule(Traffic("udp", 22, 22), high)]
    assert open_ports(together, {22}, ("tcp", "udp"), IPV4) == ("tcp/22",)
    assert open_ports(apart, {22}, ("tcp", "udp"), IPV4) == ()


@pytest.mark.parametrize("traffic", [Traffic("icmp", 3, 4), Traffic("icmp", -1, -1), Traffic("icmpv6")])
def test_types_of_icmp_are_not_ports(traffic: Traffic) -> None:
    assert open_ports([Rule(traffic, (IPV4, IPV6))], {3}, ("tcp", "udp"), IPV4) == ()


@pytest.mark.parametrize("ports", [(None, 22), (22, None), (None, None)])
@pytest.mark.parametrize("protocol", ["tcp", "17"])
def test_a_rule_that_does_not_tell_its_ports_is_no_rule_for_all_of_them(
    protocol: str, ports: tuple[int | None, int | None]
) -> None:
    with pytest.raises(ValueError, match="does not tell its ports"):
        Traffic(protocol, *ports)


def test_ranges_may_have_host_bits() -> None:
    assert covers(IPV4, ["10.1.2.3/0"])
    assert not covers(IPV6, ["2001:db8::1/32"])
