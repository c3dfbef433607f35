"""What patterns cover and share, against every short text there is."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.aws.policy.patterns import covers, includes, overlaps

PATTERNS = st.text("ab*?", max_size=4)
TEXTS = ["".join(signs) for length in range(6) for signs in product("abc", repeat=length)]
"""Long enough, and with a letter that no pattern holds, so that a difference of two short patterns shows."""


@settings(deadline=None)
@given(PATTERNS, PATTERNS)
def test_two_patterns_overlap_exactly_if_some_text_is_covered_by_both(one: str, other: str) -> None:
    shared = any(covers(one, text) and covers(other, text) for text in TEXTS)

    assert overlaps(one, other) == overlaps(other, one) == (shared or _share_a_longer_text(one, other))


def _share_a_longer_text(one: str, other: str) -> bool:
    """Only two patterns with more signs to place than the texts have room for."""
    texts = ("".join(signs) for length in (6, 7, 8) for signs in product("ab", repeat=length))
    return any(covers(one, text) and covers(other, text) for text in texts)


@settings(deadline=None)
@given(PATTERNS, PATTERNS)
def test_a_pattern_that_includes_another_covers_all_that_the_other_does(wide: str, narrow: str) -> None:
    if includes(wide, narrow):
        assert all(covers(wide, text) for text in TEXTS if covers(narrow, text))


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        ("*", "*"),
        ("*", ""),
        ("**", "s3:*"),
        ("s3:*", "s3:put*"),
        ("s3:put*", "s3:put*"),
        ("s3:*object", "s3:get*object"),
        ("arn:aws:s3:::acme*", "arn:aws:s3:::acme/*"),
        ("?b", "ab"),
        ("?b", "?b"),
        ("*?", "*?"),
    ],
)
def test_a_wider_pattern_includes_a_narrower_one(wide: str, narrow: str) -> None:
    assert includes(wide, narrow)


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        ("", "*"),
        ("?", "*"),
        ("a", "?"),
        ("s3:put*", "s3:*"),
        ("s3:get*", "s3:put*"),
        ("s3:*object", "s3:*"),
        ("arn:aws:s3:::acme", "arn:aws:s3:::acme/*"),
        ("arn:aws:s3:::acme/a*", "arn:aws:s3:::acme/*"),
    ],
)
def test_a_pattern_that_leaves_something_out_does_not_include_it(wide: str, narrow: str) -> None:
    assert not includes(wide, narrow)


def test_in_rare_doubt_nothing_is_included() -> None:
    assert not includes("?*", "*?")


@settings(deadline=None)
@given(PATTERNS)
def test_a_pattern_includes_and_overlaps_itself(pattern: str) -> None:
    assert includes(pattern, pattern)
    assert overlaps(pattern, pattern)


def test_hostile_patterns_are_compared_at_once() -> None:
    assert not includes("*a" * 200 + "b", "a*" * 400)
    assert not overlaps("*a" * 200 + "b", "a" * 400)
    assert overlaps("*a" * 200 + "b", "*b" * 200)
