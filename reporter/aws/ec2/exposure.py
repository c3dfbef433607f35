"""What the rules of security groups and the entries of network ACLs admit, and whether that is the whole internet.

Pure functions, no AWS. A group only allows; an ACL allows and denies in the order of its numbers. One computation
answers for both.
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
"""`tcp` or `udp`, and a port."""
Say: TypeAlias = tuple[int, bool]
"""The number of an entry, and whether it denies. Of all that speak of an address, the lowest number decides."""
Claim: TypeAlias = tuple[int, int, Say]
"""What an entry says of a block of addresses: the first one, minus the one after the last, and its say.

So sorted, a block comes before all that are within it.
"""


@dataclass(frozen=True, slots=True)
class Traffic:
    """A protocol, by name or number, and a range of its ports; ValueError where only one end of the range is there."""

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
        """The services that are meant; without ports it is all of them, and the types of ICMP are no ports."""
        if self.protocol in EVERY_PROTOCOL:
            return services
        name = self._name
        first = 0 if self.first_port is None else self.first_port
        last = LAST_PORT if self.last_port is None else self.last_port
        return [service for service in services if service[0] == name and first <= service[1] <= last]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of a security group: it only ever allows."""

    traffic: Traffic
    cidrs: tuple[str, ...] = ()
    """Sources of both families; groups that are allowed in are not the internet, and not kept."""
    prefix_lists: tuple[str, ...] = ()
    """Ids of lists of further sources."""

    @property
    def claims(self) -> Iterator[tuple[Family, Claim]]:
        """One for each source; no rule comes before another."""
        for one in map(block, self.cidrs):
            yield one.family, (one.start, -one.end, (0, False))


@dataclass(frozen=True, slots=True)
class AclEntry:
    """An entry of a network ACL; of those that match, the one with the lowest number decides."""

    number: int
    allows: bool
    cidr: str
    traffic: Traffic

    @property
    def claims(self) -> Iterator[tuple[Family, Claim]]:
        """The one that it makes."""
        one = block(self.cidr)
        yield one.family, (one.start, -one.end, (self.number, not self.allows))


def open_to_internet(
    rules: Iterable[Rule | AclEntry], services: Sequence[Service], families: Collection[Family]
) -> str:
    """In words, the services that the rules together open to the internet of each family; empty: none."""
    found: dict[Family, list[str]] = {}
    for (family, (protocol, port)), ranges in admitted(rules, services, families).items():
        if INTERNETS[family].is_within(ranges):
            found.setdefault(family, []).append(f"{protocol}/{port}")
    return "; ".join(f"to the {family.label} internet: {', '.join(opened)}" for family, opened in found.items())


def admitted(
    rules: Iterable[Rule | AclEntry], services: Sequence[Service], families: Collection[Family]
) -> Mapping[tuple[Family, Service], Ranges]:
    """The addresses that the rules together let in, for every family and service that any of them speaks of."""
    claims: dict[tuple[Family, Service], list[Claim]] = {}
    for rule in rules:
        meant = rule.traffic.among(services)
        for family, claim in rule.claims if meant else ():
            for service in meant:
                claims.setdefault((family, service), []).append(claim)
    wanted = ((family, service) for family in sorted(families) for service in services)
    return {key: union(_allowed(sorted(claims[key]))) for key in wanted if key in claims}


BEHIND_ALL: Claim = (1 << 129, 0, (0, True))
"""Where every block has ended."""


def _allowed(claims: Iterable[Claim]) -> Iterator[tuple[int, int]]:
    """The ranges of which the lowest number says that they may come in; the claims are sorted.

    Blocks hold one another or stand apart, they never cross: so a stack of them knows which ones an address is in.
    Beside the end of each block is the say that counts in it: its own, or that of a block around it.
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
