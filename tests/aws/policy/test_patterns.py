"""What patterns cover and share, against every short text there is."""

import time
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.aws.policy.patterns import covers, includes, overlaps
from tests.aws.policy.slow_evaluator import matches as is_covered

PATTERNS = st.text("ab*?", max_size=4)
TEXTS = ["".join(signs) for length in range(7) for signs in product("abc", repeat=length)]
"""Long enough, and with a letter that no pattern holds, so that a difference of two short patterns shows."""


@settings(deadline=None)
@given(PATTERNS, PATTERNS)
def test_two_patterns_overlap_exactly_if_some_text_is_covered_by_both(one: str, other: str) -> None:
    shared = any(is_covered(one, text) and is_covered(other, text) for text in TEXTS)

    assert overlaps(one, other) == overlaps(other, one) == (shared or _share_a_longer_text(one, other))


def _share_a_longer_text(one: str, other: str) -> bool:
    """Only two patterns with more signs to place than the texts have room for."""
    texts = ("".join(signs) for length in (6, 7, 8) for signs in product("ab", repeat=length))
    return any(is_covered(one, text) and is_covered(other, text) for text in texts)


@settings(deadline=None, max_examples=150)
@given(PATTERNS, PATTERNS)
def test_a_pattern_includes_another_exactly_if_it_covers_all_that_the_other_does(wide: str, narrow: str) -> None:
    assert includes(wide, narrow) == all(is_covered(wide, text) for text in TEXTS if is_covered(narrow, text))


@settings(deadline=None)
@given(st.text("ab*?", max_size=8), st.text("abc*?", max_size=10))
def test_a_pattern_covers_a_text_exactly_if_it_does_sign_by_sign(pattern: str, text: str) -> None:
    assert covers(pattern, text) == is_covered(pattern, text)


@settings(deadline=None)
@given(st.text("ab*?", max_size=12), st.text("ab*?", max_size=12), st.integers(0, 12))
def test_longer_patterns_overlap_where_a_text_made_of_both_is_covered(one: str, other: str, split: int) -> None:
    """A text that takes its beginning from one and its end from the other, stars and signs filled."""
    text = (one[:split] + other[split:]).replace("*", "").replace("?", "a")
    if is_covered(one, text) and is_covered(other, text):
        assert overlaps(one, other)
        assert overlaps(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a*b", "*ab*"),
        ("*", ""),
        ("**", "*"),
        ("?*", "*?"),
        ("a*?", "a?b"),
        ("ab", "a?"),
        ("*a*", "bab"),
        ("s?:*", "s3:x"),
    ],
)
def test_patterns_that_share_a_text_overlap(one: str, other: str) -> None:
    assert overlaps(one, other)
    assert overlaps(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a*", "b*"),
        ("*a", "*b"),
        ("?", ""),
        ("?*", ""),
        ("a?", "a"),
        ("*a*", "bbb"),
        ("a*b", "a"),
        ("ab", "ba"),
        ("x", "y"),
    ],
)
def test_patterns_that_share_nothing_do_not_overlap(one: str, other: str) -> None:
    assert not overlaps(one, other)
    assert not overlaps(other, one)


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
        ("?*", "*?"),
        ("a?*", "a*b"),
        ("*??*b", "a?*b"),
        ("*a?*c*", "ab*c"),
        ("arn:*:s3:::*/x", "arn:aws:s3:::acme/*/x"),
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
        ("?*", "*"),
        ("a?*b", "a*b"),
        ("*ab*", "*a*b*"),
        ("???*", "??*"),
    ],
)
def test_a_pattern_that_leaves_something_out_does_not_include_it(wide: str, narrow: str) -> None:
    assert not includes(wide, narrow)


@settings(deadline=None)
@given(PATTERNS)
def test_a_pattern_includes_and_overlaps_itself(pattern: str) -> None:
    assert includes(pattern, pattern)
    assert overlaps(pattern, pattern)


LONG = {
    "stars": "*" * 15_000,
    "letters": "*a" * 7_500,
    "signs": "*?" * 7_500,
    "fixed": "a?" * 7_500,
    "both": "*a?" * 5_000,
}


@pytest.mark.parametrize("one", LONG.values(), ids=LONG)
@pytest.mark.parametrize("other", LONG.values(), ids=LONG)
def test_hostile_patterns_are_compared_at_once(one: str, other: str) -> None:
    began = time.process_time()

    assert not includes(f"{one}b", other)
    assert not covers(f"{one}b", "a" * 15_000)
    assert overlaps(one, other)

    assert time.process_time() - began < 2


def test_many_neighbouring_stars_mean_one() -> None:
    assert includes("*" * 15_000 + "b", "*b")
    assert covers("a" + "*" * 15_000 + "b", "a-b")
    assert overlaps("*" * 15_000 + "?", "b")
