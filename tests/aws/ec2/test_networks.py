"""Sets of addresses, compared with Python's own networks and with sets of single addresses."""

from ipaddress import IPv4Network, IPv6Network, collapse_addresses
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.aws.ec2.networks import (
    INTERNETS,
    NOT_PUBLIC,
    Family,
    block,
    checked,
    collapsed,
    held,
    is_public_ipv6,
    size,
    union,
    without,
)

V4, V6 = Family.IPV4, Family.IPV6
ranges = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 9)).map(lambda one: (one[0], one[0] + one[1])), max_size=8
)
cidrs = st.builds(
    lambda last, prefix: str(IPv4Network((last, prefix), strict=False)), st.integers(0, 255), st.integers(24, 32)
)


def members(found: object) -> set[int]:
    return {address for start, end in found for address in range(start, end)}  # type: ignore[attr-defined]


@given(ranges, ranges)
def test_sets_are_joined_and_taken_away_as_sets_of_single_addresses_are(
    one: list[tuple[int, int]], other: list[tuple[int, int]]
) -> None:
    left = without(union(one), union(other))
    assert members(union(one)) == members(one)
    assert members(left) == members(one) - members(other)
    assert size(left) == len(members(left))
    for found in (union(one), left):
        assert all(start < end for start, end in found)
        assert all(end < start for (_, end), (start, _) in pairwise(found))


@given(st.integers(0, 2**32 - 1), st.integers(0, 32))
def test_a_block_of_ipv4_is_what_python_takes_it_for(number: int, prefix: int) -> None:
    text = f"{number >> 24}.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}/{prefix}"
    network = IPv4Network(text, strict=False)
    found = block(text)
    assert (found.family, found.start, found.end - 1) == (V4, int(network[0]), int(network[-1]))
    assert str(found) == str(network)


@given(st.integers(0, 2**128 - 1), st.integers(0, 128), st.sampled_from(["compressed", "exploded"]))
def test_a_block_of_ipv6_is_what_python_takes_it_for(number: int, prefix: int, spelling: str) -> None:
    network = IPv6Network((number, prefix), strict=False)
    found = block(getattr(network, spelling))
    assert (found.family, found.start, found.end - 1) == (V6, int(network[0]), int(network[-1]))
    assert str(found) == str(network)


@pytest.mark.parametrize("everything", ["::/0", "0::/0", "::0/0", "0:0:0:0:0:0:0:0/0", "2001:db8::1/0"])
def test_everything_can_be_written_in_many_ways(everything: str) -> None:
    assert block(everything) == block("::/0")
    assert block(everything).is_everything


def test_an_address_without_a_prefix_is_a_block_of_one() -> None:
    assert block("198.51.100.7") == block("198.51.100.7/32")
    assert block("2001:db8::1") == block("2001:db8::1/128")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "anywhere",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/",
        "10.0.0/8",
        "10.0.0.0/x",
        "::/129",
        "1::2::3/64",
        "0/0",
    ],
)
def test_what_is_no_block_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no block of addresses"):
        checked(text)


def test_a_block_is_kept_as_it_was_written() -> None:
    assert checked("10.1.2.3/8") == "10.1.2.3/8"


@given(st.lists(cidrs, max_size=12))
def test_blocks_are_collapsed_as_python_collapses_them(found: list[str]) -> None:
    expected = collapse_addresses(map(IPv4Network, found))
    assert [str(one) for one in collapsed(found)] == [str(one) for one in expected]


def test_halves_are_joined_however_often_they_were_cut() -> None:
    quarters = ["10.0.192.0/18", "10.0.0.0/18", "10.0.128.0/18", "10.0.64.0/18"]
    assert [str(one) for one in collapsed([*quarters, "10.0.7.0/24"])] == ["10.0.0.0/16"]
    assert [str(one) for one in collapsed(["10.1.0.0/16", "10.2.0.0/16"])] == ["10.1.0.0/16", "10.2.0.0/16"]


def test_families_are_not_mixed() -> None:
    assert [str(one) for one in collapsed(["::/0", "0.0.0.0/0", "255.0.0.0/8"])] == ["0.0.0.0/0", "::/0"]
    assert not block("::/0").holds(block("0.0.0.0/0"))
    assert held(["::/0"], V4) == ()


HALVES = ["0.0.0.0/1", "128.0.0.0/1"]


@pytest.mark.parametrize(
    ("family", "cidrs"),
    [
        (V4, ["0.0.0.0/0"]),
        (V4, HALVES),
        (V4, ["0.0.0.0/2", "64.0.0.0/2", "128.0.0.0/2", "192.0.0.0/2"]),
        (
            V4,
            [
                "1.0.0.0/8",
                "2.0.0.0/7",
                "4.0.0.0/6",
                "8.0.0.0/5",
                "16.0.0.0/4",
                "32.0.0.0/3",
                "64.0.0.0/2",
                "128.0.0.0/1",
            ],
        ),
        (V6, ["::/0"]),
        (V6, ["2000::/3"]),
        (V6, ["2000::/4", "3000::/4"]),
    ],
)
def test_these_are_the_internet(family: Family, cidrs: list[str]) -> None:
    assert INTERNETS[family].is_within(held(cidrs, family))


@pytest.mark.parametrize(
    ("family", "cidrs"),
    [
        (V4, []),
        (V4, HALVES[:1]),
        (V4, list(NOT_PUBLIC)),
        (V4, ["10.0.0.0/8"]),
        (V6, []),
        (V6, ["2000::/4"]),
        (V6, ["fc00::/7"]),
        (V6, ["2001:db8::/32"]),
    ],
)
def test_these_are_not(family: Family, cidrs: list[str]) -> None:
    assert not INTERNETS[family].is_within(held(cidrs, family))


@pytest.mark.parametrize(
    ("family", "everything", "lacking", "still"),
    [
        (V4, "0.0.0.0/0", "8.8.8.8/32", True),
        (V4, "0.0.0.0/0", "8.0.0.0/9", True),
        (V4, "0.0.0.0/0", "8.0.0.0/8", False),
        (V4, "0.0.0.0/0", "10.0.0.0/8", True),
        (V4, "0.0.0.0/0", "240.0.0.0/4", True),
        (V4, "0.0.0.0/0", "100.0.0.0/8", True),  # a quarter of it is shared address space
        (V6, "2000::/3", "2600::1/128", True),
        (V6, "2000::/3", "2600::/33", True),
        (V6, "2000::/3", "2600::/32", False),
        (V6, "::/0", "fc00::/7", True),
    ],
)
def test_the_internet_may_lack_a_little(family: Family, everything: str, lacking: str, *, still: bool) -> None:
    ranges = without(held([everything], family), held([lacking], family))
    assert INTERNETS[family].is_within(ranges) is still


def test_parts_that_are_small_by_themselves_add_up() -> None:
    lacking = held(["8.0.0.0/9", "44.0.0.0/9"], V4)
    assert not INTERNETS[V4].is_within(without(held(["0.0.0.0/0"], V4), lacking))


@pytest.mark.parametrize(
    ("address", "public"), [("2600:1f18::1", True), ("3fff::1", True), ("fd00::1", False), ("fe80::1", False)]
)
def test_public_ipv6_is_one_eighth_of_all(address: str, *, public: bool) -> None:
    assert is_public_ipv6(address) is public
