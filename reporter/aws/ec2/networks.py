"""Sets of IP addresses, computed as sorted ranges of numbers; says which of them amount to the internet. No AWS."""

from __future__ import annotations

import socket
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address
from typing import TypeAlias

Ranges: TypeAlias = tuple[tuple[int, int], ...]
"""First address of each range and the one after its last, in order; no two of them touch."""


class Family(StrEnum):
    """IPv4 or IPv6: two networks that know nothing of each other."""

    IPV4 = "ipv4"
    IPV6 = "ipv6"

    @property
    def label(self) -> str:
        """`IPv4` or `IPv6`."""
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
    """The address after its last one."""

    def __str__(self) -> str:
        return f"{ADDRESSES[self.family](self.start)}/{BITS[self.family] - (self.end - self.start).bit_length() + 1}"

    @property
    def is_everything(self) -> bool:
        """Whether it holds all addresses of its family."""
        return self.end - self.start == 1 << BITS[self.family]

    def holds(self, other: Block) -> bool:
        """Whether all addresses of another block are in it."""
        return self.family is other.family and self.start <= other.start and other.end <= self.end


@lru_cache(maxsize=16384)
def block(cidr: str) -> Block:
    """What a text such as `10.0.0.0/8` or `::/0` means, however it is written; raises ValueError.

    Bits behind the prefix do not matter, as they do not to AWS.
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
    """The text, if it means a block of addresses; raises ValueError, so that an answer with it is a malformed one."""
    block(cidr)
    return cidr


def collapsed(cidrs: Iterable[str]) -> list[Block]:
    """The fewest blocks that hold the same addresses as these."""
    found: list[Block] = []
    for one in sorted(map(block, cidrs), key=lambda each: (each.family, each.start, -each.end)):
        if found and found[-1].holds(one):
            continue
        found.append(one)
        while len(found) > 1 and (joined := _joined(found[-2], found[-1])):
            found[-2:] = [joined]
    return found


def _joined(low: Block, high: Block) -> Block | None:
    """The block of which these are the two halves, if they are."""
    length = high.end - high.start
    are_halves = low.end == high.start and low.end - low.start == length and low.start % (2 * length) == 0
    return Block(low.family, low.start, high.end) if low.family is high.family and are_halves else None


def union(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """All addresses that are in one of the ranges, which may be in any order and overlap."""
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
    """Both sets are walked through once, side by side."""
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
    """How many addresses these are."""
    return sum(end - start for start, end in ranges)


def held(cidrs: Iterable[str], family: Family) -> Ranges:
    """The addresses of one family that these blocks hold together."""
    found = map(block, cidrs)
    return union((one.start, one.end) for one in found if one.family is family)


NOT_PUBLIC = (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",
    "240.0.0.0/4",
)  # fmt: skip
"""IPv4 addresses that nothing on the internet has: private, shared, local, reserved, or made for examples."""


@dataclass(frozen=True, slots=True)
class Internet:
    """The public addresses of one family."""

    public: Ranges
    may_miss: int
    """What lacks fewer of them than this is the internet all the same; Amazon S3 draws the line there too."""

    def is_within(self, ranges: Ranges) -> bool:
        """Whether a set of addresses holds the internet, or all but too little to matter."""
        return size(without(self.public, ranges)) < self.may_miss


INTERNETS = {
    Family.IPV4: Internet(without(held(["0.0.0.0/0"], Family.IPV4), held(NOT_PUBLIC, Family.IPV4)), may_miss=1 << 24),
    Family.IPV6: Internet(held(["2000::/3"], Family.IPV6), may_miss=1 << 96),
}
"""A /8 or more of public IPv4, or a /32 or more of public IPv6, is a part that matters."""


def is_public_ipv6(address: str) -> bool:
    """Whether an address is one of the IPv6 internet; raises ValueError."""
    return block("2000::/3").holds(block(address))
