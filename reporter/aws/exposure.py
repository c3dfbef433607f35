"""What the internet can reach through the rules of security groups and network ACLs: pure functions, no AWS."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, collapse_addresses

EVERY_PROTOCOL = "-1"
PROTOCOL_NAMES = {"6": "tcp", "17": "udp"}
WITH_PORTS = ("tcp", "udp")
IPV4_INTERNET = "0.0.0.0/0"
IPV6_INTERNET = "::/0"


@dataclass(frozen=True, slots=True)
class Traffic:
    """A protocol and a range of its ports; ValueError where it has ports and they are not told."""

    protocol: str
    first_port: int | None = None
    last_port: int | None = None

    def __post_init__(self) -> None:
        if self._name in WITH_PORTS and None in (self.first_port, self.last_port):
            raise ValueError(f"a rule for {self._name} does not tell its ports")

    @property
    def _name(self) -> str:
        return PROTOCOL_NAMES.get(self.protocol, self.protocol)

    def includes(self, protocol: str, port: int) -> bool:
        """Whether packets of `tcp` or `udp` to a port are meant."""
        if self.protocol == EVERY_PROTOCOL:
            return True
        if self._name != protocol or self.first_port is None or self.last_port is None:
            return False
        return self.first_port <= port <= self.last_port


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of a security group: it only ever allows."""

    traffic: Traffic
    cidrs: tuple[str, ...] = ()
    """Sources of both families; groups that are allowed in are not the internet, and not kept."""
    prefix_lists: tuple[str, ...] = ()
    """Ids of lists of further sources."""


@dataclass(frozen=True, slots=True)
class AclEntry:
    """An entry of a network ACL; of those that match, the one with the lowest number decides."""

    number: int
    allows: bool
    cidr: str
    traffic: Traffic


def open_ports(rules: Iterable[Rule], ports: Iterable[int], protocols: Iterable[str], internet: str) -> tuple[str, ...]:
    """The ports, as `tcp/22`, that the rules taken together open to the whole internet of one address family."""
    every_rule = tuple(rules)
    wanted = [(protocol, port) for protocol in protocols for port in sorted(ports)]
    return tuple(
        f"{protocol}/{port}"
        for protocol, port in wanted
        if covers(
            internet, (cidr for rule in every_rule if rule.traffic.includes(protocol, port) for cidr in rule.cidrs)
        )
    )


def covers(internet: str, cidrs: Iterable[str]) -> bool:
    """Whether address ranges together make up the whole of `0.0.0.0/0` or `::/0`; two halves do."""
    if internet == IPV6_INTERNET:
        ranges6 = [IPv6Network(cidr, strict=False) for cidr in cidrs if ":" in cidr]
        return any(network.prefixlen == 0 for network in collapse_addresses(ranges6))
    ranges4 = [IPv4Network(cidr, strict=False) for cidr in cidrs if ":" not in cidr]
    return any(network.prefixlen == 0 for network in collapse_addresses(ranges4))


def admits(entries: Iterable[AclEntry], protocol: str, port: int, internet: str) -> bool:
    """Whether a network ACL lets the whole internet through to a port; entries for parts of it are passed over."""
    for entry in sorted(entries, key=lambda one: one.number):
        if entry.cidr == internet and entry.traffic.includes(protocol, port):
            return entry.allows
    return False
