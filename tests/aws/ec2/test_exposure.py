"""What rules and entries admit, compared with an evaluator that tries address by address."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.aws.ec2.exposure import AclEntry, Rule, Service, Traffic, admitted, open_to_internet
from reporter.aws.ec2.networks import NOT_PUBLIC, Family, Ranges, size

V4, V6 = Family.IPV4, Family.IPV6
BOTH = (V4, V6)
IPV4, IPV6 = "0.0.0.0/0", "::/0"
HALVES = ("0.0.0.0/1", "128.0.0.0/1")
SSH: Service = ("tcp", 22)
SERVICES: list[Service] = [SSH, ("tcp", 3389), ("udp", 22), ("udp", 3389)]
TCP_SSH = Traffic("tcp", 22, 22)
EVERYTHING = Traffic("-1")
Address = IPv4Address | IPv6Address


# The evaluator: for one address, protocol and port, entry after entry, as AWS documents it.


def speaks_of(traffic: Traffic, service: Service) -> bool:
    protocol, port = service
    if traffic.protocol in {"-1", "all"}:
        return True
    if traffic.protocol not in {protocol, {"tcp": "6", "udp": "17"}[protocol]}:
        return False
    return traffic.first_port is None or port in range(traffic.first_port, (traffic.last_port or 0) + 1)


def is_admitted(entries: Iterable[AclEntry], service: Service, address: Address) -> bool:
    for entry in sorted(entries, key=lambda one: one.number):
        if speaks_of(entry.traffic, service) and address in ip_network(entry.cidr, strict=False):
            return entry.allows
    return False


def is_allowed(rules: Iterable[Rule], service: Service, address: Address) -> bool:
    return any(
        address in ip_network(cidr, strict=False)
        for rule in rules
        if speaks_of(rule.traffic, service)
        for cidr in rule.cidrs
    )


ports = st.integers(0, 4)
with_ports = st.builds(
    lambda protocol, one, other: Traffic(protocol, min(one, other), max(one, other)),
    st.sampled_from(["tcp", "udp", "6", "17"]),
    ports,
    ports,
)
without_ports = st.builds(Traffic, st.sampled_from(["-1", "tcp", "17"]))
types_of_icmp = st.builds(Traffic, st.sampled_from(["icmp", "1", "icmpv6", "58"]), st.none() | ports, st.none() | ports)
traffics = with_ports | without_ports | types_of_icmp
services = st.tuples(st.sampled_from(["tcp", "udp"]), st.integers(0, 5))

TOY = 16
"""So many addresses has the toy internet, in the middle of the real one."""
TOY_V4, TOY_V6 = int(IPv4Address("8.8.8.0")), int(IPv6Address("2600::"))
toy_v4 = st.builds(
    lambda last, prefix: f"{IPv4Address(TOY_V4 + last)}/{prefix}", st.integers(0, TOY - 1), st.integers(28, 32)
)
toy_v6 = st.builds(
    lambda last, prefix: f"{IPv6Address(TOY_V6 + last).exploded}/{prefix}",
    st.integers(0, TOY - 1),
    st.integers(124, 128),
)
toys = toy_v4 | toy_v6 | st.sampled_from([IPV4, IPV6, "8.0.0.0/7", "2000::/3"])
real_v4 = st.builds(
    lambda number, prefix: f"{IPv4Address(number)}/{prefix}", st.integers(0, 2**32 - 1), st.integers(0, 32)
)
real_v6 = st.builds(
    lambda number, prefix: f"{IPv6Address(number)}/{prefix}", st.integers(0, 2**128 - 1), st.integers(0, 128)
)


def entries_of(cidrs: st.SearchStrategy[str]) -> st.SearchStrategy[list[AclEntry]]:
    entry = st.builds(AclEntry, st.integers(1, 99), st.booleans(), cidrs, traffics)
    return st.lists(entry, max_size=10, unique_by=lambda one: one.number)


def rules_of(cidrs: st.SearchStrategy[str]) -> st.SearchStrategy[list[Rule]]:
    return st.lists(st.builds(Rule, traffics, st.lists(cidrs, max_size=5).map(tuple)), max_size=6)


def holds(ranges: Ranges, address: Address) -> bool:
    return any(start <= int(address) < end for start, end in ranges)


def toy_addresses(family: Family) -> list[Address]:
    return [IPv4Address(TOY_V4 + last) if family is V4 else IPv6Address(TOY_V6 + last) for last in range(TOY)]


def telling_addresses(cidrs: Iterable[str], family: Family) -> list[Address]:
    """Those at the edges of all blocks: between two of them nothing changes."""
    networks = [ip_network(cidr, strict=False) for cidr in cidrs]
    edges = {int(one) + step for network in networks for one in (network[0], network[-1]) for step in (-1, 0, 1)}
    kind, bits = (IPv4Address, 32) if family is V4 else (IPv6Address, 128)
    return [kind(edge) for edge in sorted(edges) if 0 <= edge < 2**bits]


@given(entries_of(toys), services, st.sampled_from(BOTH))
def test_an_acl_admits_what_its_first_matching_entry_allows(
    found: list[AclEntry], service: Service, family: Family
) -> None:
    ranges = admitted(found, [service], [family]).get((family, service), ())
    for address in toy_addresses(family):
        assert holds(ranges, address) is is_admitted(found, service, address)


@given(entries_of(real_v4 | real_v6), services, st.sampled_from(BOTH))
def test_an_acl_is_right_at_every_edge_of_its_entries(found: list[AclEntry], service: Service, family: Family) -> None:
    ranges = admitted(found, [service], [family]).get((family, service), ())
    for address in telling_addresses((entry.cidr for entry in found), family):
        assert holds(ranges, address) is is_admitted(found, service, address)


@given(rules_of(toys), services, st.sampled_from(BOTH))
def test_a_group_admits_what_any_of_its_rules_allows(found: list[Rule], service: Service, family: Family) -> None:
    ranges = admitted(found, [service], [family]).get((family, service), ())
    for address in toy_addresses(family):
        assert holds(ranges, address) is is_allowed(found, service, address)


large = st.sampled_from(
    [str(part) for bits in range(5) for part in IPv4Network(IPV4).subnets(prefixlen_diff=bits)]
    + ["8.0.0.0/8", "44.0.0.0/9", "10.0.0.0/8", "8.8.8.8/32", "100.64.0.0/10"]
)


@given(entries_of(large))
def test_the_internet_gets_in_if_too_few_of_its_addresses_are_kept_out(found: list[AclEntry]) -> None:
    """Between two edges nothing changes, so one address speaks for all up to the next."""
    private = [ip_network(cidr) for cidr in NOT_PUBLIC]
    starts = [int(one) for one in telling_addresses((*NOT_PUBLIC, *(entry.cidr for entry in found)), V4)]
    kept_out = 0
    for start, end in zip([0, *starts], [*starts, 2**32], strict=True):
        address = IPv4Address(start)
        if not any(address in network for network in private) and not is_admitted(found, SSH, address):
            kept_out += end - start
    assert bool(open_to_internet(found, [SSH], [V4])) is (kept_out < 2**24)


def opened(*rules: Rule | AclEntry) -> str:
    return open_to_internet(rules, SERVICES, BOTH)


def allow(number: int, cidr: str, traffic: Traffic = TCP_SSH) -> AclEntry:
    return AclEntry(number, allows=True, cidr=cidr, traffic=traffic)


def deny(number: int, cidr: str, traffic: Traffic = TCP_SSH) -> AclEntry:
    return AclEntry(number, allows=False, cidr=cidr, traffic=traffic)


OPEN = "to the IPv4 internet: tcp/22"


@pytest.mark.parametrize(
    "entries",
    [
        [allow(100, IPV4)],
        [allow(100, HALVES[0]), allow(200, HALVES[1])],
        [allow(100, HALVES[0], EVERYTHING), allow(200, HALVES[1])],
        [deny(90, "8.8.8.8/32"), allow(100, IPV4)],
        [deny(90, "10.0.0.0/8"), allow(100, IPV4)],
        [deny(200, IPV4), allow(100, IPV4)],
        [allow(80, HALVES[1]), deny(90, HALVES[1]), allow(100, IPV4)],
        [allow(100, "203.0.113.9/0")],
        [allow(100, IPV4, Traffic("6", 22, 22))],
        [allow(100, IPV4, Traffic("TCP", 20, 25))],
        [deny(90, IPV4, Traffic("tcp", 23, 23)), allow(100, IPV4)],
        [deny(90, IPV6), allow(100, IPV4)],
        [deny(80, "8.0.0.0/9"), allow(90, "8.0.0.0/9"), allow(100, IPV4)],
    ],
)
def test_an_acl_is_open(entries: list[AclEntry]) -> None:
    assert opened(*entries) == opened(*reversed(entries)) == OPEN


@pytest.mark.parametrize(
    "entries",
    [
        [],
        [deny(100, IPV4)],
        [allow(100, HALVES[0])],
        [deny(90, IPV4), allow(100, IPV4)],
        [deny(90, IPV4, EVERYTHING), allow(100, IPV4)],
        [deny(90, IPV4, Traffic("tcp")), allow(100, IPV4)],
        [deny(80, HALVES[0]), deny(90, HALVES[1]), allow(100, IPV4)],
        [deny(90, HALVES[0]), allow(100, IPV4)],
        [deny(90, "8.0.0.0/8"), allow(100, IPV4)],
        [deny(80, "8.0.0.0/9"), deny(90, "44.0.0.0/9"), allow(100, IPV4)],
        [allow(100, HALVES[0]), deny(150, HALVES[1]), allow(200, HALVES[1])],
        [allow(100, HALVES[0]), allow(200, HALVES[1], Traffic("tcp", 3389, 3389))],
        [allow(100, "10.0.0.0/8"), allow(110, "172.16.0.0/12"), allow(120, "192.168.0.0/16")],
        [allow(100, IPV4, Traffic("1", 22, 22))],
        [allow(100, IPV4, Traffic("icmp", -1, -1))],
    ],
)
def test_an_acl_is_closed(entries: list[AclEntry]) -> None:
    assert opened(*entries) == opened(*reversed(entries)) == ""


@pytest.mark.parametrize("cidr", ["::/0", "0::/0", "::0/0", "0:0:0:0:0:0:0:0/0", "0000::/0", "2000::/3", "2600::1/0"])
def test_everything_is_recognised_in_every_spelling_of_ipv6(cidr: str) -> None:
    assert opened(allow(100, cidr)) == opened(Rule(TCP_SSH, (cidr,))) == "to the IPv6 internet: tcp/22"


def test_a_small_part_of_ipv6_may_be_kept_out_and_a_large_one_may_not() -> None:
    assert opened(deny(90, "2600::/33"), allow(100, IPV6))
    assert not opened(deny(90, "2600::/32"), allow(100, IPV6))
    assert not opened(deny(90, "2000::/3"), allow(100, IPV6))


def test_all_that_is_open_is_named_by_family_and_protocol() -> None:
    assert opened(allow(100, IPV4, EVERYTHING), allow(101, IPV6, Traffic("17"))) == (
        "to the IPv4 internet: tcp/22, tcp/3389, udp/22, udp/3389; to the IPv6 internet: udp/22, udp/3389"
    )
    assert opened(Rule(EVERYTHING, (IPV4,))) == "to the IPv4 internet: tcp/22, tcp/3389, udp/22, udp/3389"


def test_only_the_families_that_were_asked_about_are_looked_at() -> None:
    assert open_to_internet([Rule(TCP_SSH, (IPV4, IPV6))], [SSH], [V6]) == "to the IPv6 internet: tcp/22"


def test_two_halves_make_a_whole_but_not_across_protocols() -> None:
    low, high = ("0.0.0.0/1",), ("128.0.0.0/1",)
    assert opened(Rule(TCP_SSH, low), Rule(EVERYTHING, high)) == OPEN
    assert not opened(Rule(TCP_SSH, low), Rule(Traffic("udp", 22, 22), high))


@pytest.mark.parametrize(
    "traffic", [Traffic("icmp", 22, 22), Traffic("icmp", -1, -1), Traffic("icmpv6"), Traffic("58")]
)
def test_types_of_icmp_are_not_ports(traffic: Traffic) -> None:
    assert not opened(Rule(traffic, (IPV4, IPV6)))


@pytest.mark.parametrize("protocol", ["tcp", "6"])
def test_no_ports_are_all_ports(protocol: str) -> None:
    assert opened(Rule(Traffic(protocol), (IPV4,))) == "to the IPv4 internet: tcp/22, tcp/3389"


@pytest.mark.parametrize("ports", [(None, 22), (22, None)])
@pytest.mark.parametrize("protocol", ["tcp", "17"])
def test_half_a_range_of_ports_is_no_answer(protocol: str, ports: tuple[int | None, int | None]) -> None:
    with pytest.raises(ValueError, match="does not say which its ports are"):
        Traffic(protocol, *ports)


@pytest.mark.parametrize(
    ("first", "last", "meant"), [(0, 65535, True), (22, 22, True), (23, 3388, False), (0, 21, False)]
)
def test_a_range_includes_both_its_ends(first: int, last: int, *, meant: bool) -> None:
    assert bool(open_to_internet([Rule(Traffic("tcp", first, last), (IPV4,))], [SSH], [V4])) is meant


def test_a_block_ends_where_the_one_around_it_ends() -> None:
    found = admitted([deny(10, "8.8.8.8/30"), allow(20, "8.8.8.0/28"), deny(15, "8.8.8.12/30")], [SSH], [V4])
    [ranges] = found.values()
    assert [(str(ip_address(start)), str(ip_address(end - 1))) for start, end in ranges] == [("8.8.8.0", "8.8.8.7")]
    assert size(ranges) == 8


def test_the_work_grows_with_the_rules_and_not_with_their_square() -> None:
    def seconds(count: int) -> float:
        rules = [Rule(TCP_SSH, (f"{IPv4Address(number * 65_537)}/32",)) for number in range(count)]
        start = process_time()
        open_to_internet(rules, [SSH], BOTH)
        return process_time() - start

    seconds(100)
    assert seconds(16_000) < 64 * max(seconds(1_000), 0.001)


def test_networks_of_both_families_are_kept_apart() -> None:
    found = admitted([Rule(TCP_SSH, ("::/0", "10.0.0.0/8"))], [SSH], BOTH)
    assert found[V4, SSH] == ((10 << 24, 11 << 24),)
    assert found[V6, SSH] == ((0, 1 << 128),)
    assert IPv6Network("::/0").num_addresses == size(found[V6, SSH])
