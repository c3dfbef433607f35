"""Sets of IP addresses as sorted ranges of numbers, and whether they include the internet; without AWS."""

from __future__ import annotations

import socket
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address
from typing import TypeAlias

Ranges: TypeAlias = tuple[tuple[int, int], ...]
"""The first address of each range and the address after its last, in order; ranges do not touch."""


class Family(StrEnum):
    """IPv4 or IPv6, which are separate networks."""

    IPV4 = "ipv4"
    IPV6 = "ipv6"

    @property
    def label(self) -> str:
        """The family as written in reports: `IPv4` or `IPv6`."""
        return f"IP{self[2:]}"


SOCKETS = {Family.IPV4: socket.AF_INET, Family.IPV6: socket.AF_INET6}
BITS = {Family.IPV4: 32, Family.IPV6: 128}
ADDRESSES: Mapping[Family, type[IPv4Address | IPv6Address]] = {Family.IPV4: IPv4Address, Family.IPV6: IPv6Address}


@dataclass(frozen=True, slots=True)
class Block:
    """The addresses of one CIDR block."""

    family: Family
    start: int
    end: int
    """The address after the last one."""

    def __str__(self) -> str:
        return f"{ADDRESSES[self.family](self.start)}/{BITS[self.family] - (self.end - self.start).bit_length() + 1}"

    @property
    def is_everything(self) -> bool:
        """Whether it contains all addresses of its family."""
        return self.end - self.start == 1 << BITS[self.family]

    def holds(self, other: Block) -> bool:
        """Whether it contains all addresses of another block."""
        return self.family is other.family and self.start <= other.start and other.end <= self.end


@lru_cache(maxsize=16384)
def block(cidr: str) -> Block:
    """The block of a CIDR such as `10.0.0.0/8` or `::/0`, in any notation; raises ValueError.

    Host bits behind the prefix are ignored, as AWS does.
    """
    address, slash, prefix = cidr.partition("/")
    family = Family.IPV6 if ":" in address else Family.IPV4
    bits = BITS[family]
    try:
        number = int.from_bytes(socket.inet_pton(SOCKETS[family], address), "big")  # ipaddress takes ten times as long
        behind = bits - int(prefix if slash else bits)
    except (OSError, ValueError) as error:
        raise ValueError(f"'{cidr}' is no block of addresses") from error
    if not 0 <= behind <= bits:
        raise ValueError(f"'{cidr}' is no block of addresses: its prefix has {bits} bits at most")
    start = number >> behind << behind
    return Block(family, start, start + (1 << behind))


def checked(cidr: str) -> str:
    """The CIDR, if it is valid; raises ValueError, which makes the answer a malformed one."""
    block(cidr)
    return cidr


def collapsed(cidrs: Iterable[str]) -> list[Block]:
    """The smallest list of blocks that contains the same addresses."""
    found: list[Block] = []
    for one in sorted(map(block, cidrs), key=lambda each: (each.family, each.start, -each.end)):
        if found and found[-1].holds(one):
            continue
        found.append(one)
        while len(found) > 1 and (joined := _joined(found[-2], found[-1])):
            found[-2:] = [joined]
    return found


def _joined(low: Block, high: Block) -> Block | None:
    """The block of which these two are the halves; None if they are not."""
    length = high.end - high.start
    are_halves = low.end == high.start and low.end - low.start == length and low.start % (2 * length) == 0
    return Block(low.family, low.start, high.end) if low.family is high.family and are_halves else None


def union(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """The addresses that are in any of the ranges, which may overlap and have any order."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def without(ranges: Ranges, taken: Ranges) -> Ranges:
    """The addresses of the first set that are not in the second."""
    return tuple(_left(ranges, taken))


def _left(ranges: Ranges, taken: Ranges) -> Iterator[tuple[int, int]]:
    """Yields the remaining ranges; both sets are walked once, side by side."""
    position = 0
    for first, end in ranges:
        start = first
        while position < len(taken) and taken[position][0] < end:
            taken_start, taken_end = taken[position]
            if start < taken_start:
                yield start, taken_start
            start = max(start, taken_end)
            if taken_end > end:
                break
            position += 1
        if start < end:
            yield start, end


def size(ranges: Ranges) -> int:
    """The number of addresses."""
    return sum(end - start for start, end in ranges)


def held(cidrs: Iterable[str], family: Family) -> Ranges:
    """The addresses of one family in these blocks."""
    found = map(block, cidrs)
    return union((one.start, one.end) for one in found if one.family is family)


NOT_PUBLIC = (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",
    "240.0.0.0/4",
)  # fmt: skip
"""IPv4 ranges without public addresses: private, shared, local, reserved, or for documentation."""


@dataclass(frozen=True, slots=True)
class Internet:
    """The public addresses of one family."""

    public: Ranges
    may_miss: int
    """A set counts as the internet if it lacks fewer public addresses than this; Amazon S3 uses the same limit."""

    def is_within(self, ranges: Ranges) -> bool:
        """Whether a set of addresses contains the internet, or lacks too little of it to matter."""
        return size(without(self.public, ranges)) < self.may_miss


INTERNETS = {
    Family.IPV4: Internet(without(held(["0.0.0.0/0"], Family.IPV4), held(NOT_PUBLIC, Family.IPV4)), may_miss=1 << 24),
    Family.IPV6: Internet(held(["2000::/3"], Family.IPV6), may_miss=1 << 96),
}
"""The limits: a /8 of public IPv4, and a /32 of public IPv6."""


def is_public_ipv6(address: str) -> bool:
    """Whether an IPv6 address is public; raises ValueError."""
    return block("2000::/3").holds(block(address))
