"""Computes what security groups and network ACLs admit, and whether that is the whole internet.

These are pure functions without AWS. A security group only allows; a network ACL allows and denies in the order of its
rule numbers. One computation serves both.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from reporter.aws.ec2.networks import INTERNETS, Family, Ranges, block, union

EVERY_PROTOCOL = frozenset({"-1", "all"})
PROTOCOL_NAMES = {"6": "tcp", "17": "udp"}
WITH_PORTS = frozenset({"tcp", "udp"})
LAST_PORT = 65535

Service: TypeAlias = tuple[str, int]
"""A protocol, `tcp` or `udp`, and a port."""
Say: TypeAlias = tuple[int, bool]
"""The number of an entry, and whether it denies. For an address, the matching entry with the lowest number decides."""
Claim: TypeAlias = tuple[int, int, Say]
"""An entry about a block of addresses: its first address, minus the address after its last, and the decision. In sorted
order, a block comes before all blocks inside it."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """A protocol, by name or number, and its port range; raises ValueError where only one end of the range is given."""

    protocol: str
    first_port: int | None = None
    last_port: int | None = None

    def __post_init__(self) -> None:
        if self._name in WITH_PORTS and (self.first_port is None) != (self.last_port is None):
            raise ValueError(f"a rule for {self._name} does not say which its ports are")

    @property
    def _name(self) -> str:
        return PROTOCOL_NAMES.get(self.protocol, self.protocol.lower())

    def among(self, services: Sequence[Service]) -> Sequence[Service]:
        """The services that the traffic includes.

        Without ports it includes all ports of the protocol; ICMP types are not ports.
        """
        if self.protocol in EVERY_PROTOCOL:
            return services
        name = self._name
        first = 0 if self.first_port is None else self.first_port
        last = LAST_PORT if self.last_port is None else self.last_port
        return [service for service in services if service[0] == name and first <= service[1] <= last]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of a security group, which can only allow."""

    traffic: Traffic
    cidrs: tuple[str, ...] = ()
    """Source ranges of both families; source groups are not part of the internet, and are not kept."""
    prefix_lists: tuple[str, ...] = ()
    """Ids of prefix lists with further sources."""

    @property
    def claims(self) -> Iterator[tuple[Family, Claim]]:
        """One claim for each source; all have the same number, since no rule takes precedence."""
        for one in map(block, self.cidrs):
            yield one.family, (one.start, -one.end, (0, False))


@dataclass(frozen=True, slots=True)
class AclEntry:
    """An entry of a network ACL; of the matching entries the one with the lowest number decides."""

    number: int
    allows: bool
    cidr: str
    traffic: Traffic

    @property
    def claims(self) -> Iterator[tuple[Family, Claim]]:
        """The single claim of the entry."""
        one = block(self.cidr)
        yield one.family, (one.start, -one.end, (self.number, not self.allows))


def open_to_internet(
    rules: Iterable[Rule | AclEntry], services: Sequence[Service], families: Collection[Family]
) -> str:
    """The services that the rules together open to the internet, by family, as text; empty for none."""
    found: dict[Family, list[str]] = {}
    for (family, (protocol, port)), ranges in admitted(rules, services, families).items():
        if INTERNETS[family].is_within(ranges):
            found.setdefault(family, []).append(f"{protocol}/{port}")
    return "; ".join(f"to the {family.label} internet: {', '.join(opened)}" for family, opened in found.items())


def admitted(
    rules: Iterable[Rule | AclEntry], services: Sequence[Service], families: Collection[Family]
) -> Mapping[tuple[Family, Service], Ranges]:
    """The addresses that the rules together admit, for each family and service that a rule matches."""
    claims: dict[tuple[Family, Service], list[Claim]] = {}
    for rule in rules:
        meant = rule.traffic.among(services)
        for family, claim in rule.claims if meant else ():
            for service in meant:
                claims.setdefault((family, service), []).append(claim)
    wanted = ((family, service) for family in sorted(families) for service in services)
    return {key: union(_allowed(sorted(claims[key]))) for key in wanted if key in claims}


BEHIND_ALL: Claim = (1 << 129, 0, (0, True))
"""A claim behind all addresses, at which every open block ends."""


def _allowed(claims: Iterable[Claim]) -> Iterator[tuple[int, int]]:
    """The ranges of addresses for which the matching entry with the lowest number allows; the claims must be sorted.

    Blocks are nested or disjoint, never partly overlapping, so a stack holds the blocks around an address. With the end
    of each block the stack holds the decision that counts inside it: its own, or that of a block around it.
    """
    inside: list[tuple[int, Say]] = []
    position = 0
    for start, minus_end, own in (*claims, BEHIND_ALL):
        while inside and inside[-1][0] <= start:
            end, (_, denied) = inside.pop()
            if position < end and not denied:
                yield position, end
            position = end
        if inside and position < start and not inside[-1][1][1]:
            yield position, start
        position = start
        inside.append((-minus_end, min(own, inside[-1][1]) if inside else own))
