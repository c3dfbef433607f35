"""Events that patterns leave out: which are found, and that none is made up."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.aws.cloudwatch.events import Sample
from reporter.aws.cloudwatch.left_out import LeftOut, first_left_out
from reporter.aws.cloudwatch.patterns import parse_pattern
from reporter.aws.cloudwatch.patterns.placing import ABSENT, Path, placed
from reporter.aws.cloudwatch.patterns.regex import parse_regex
from reporter.aws.cloudwatch.patterns.tree import Number, Wildcard
from reporter.aws.cloudwatch.patterns.witnesses import common, texts_of
from tests.aws.cloudwatch.trees import TREES, expected, printed

EVENT = {"eventName": "ab", "type": "b", "count": 2, "on": True, "userIdentity": {"type": "aa"}, "userAgent": None}
SAMPLE = Sample(
    event=EVENT,
    wanted=parse_pattern("{ $.eventName = ab }"),
    fixed=frozenset(),
    values={"eventName": "ab"},
    other={},
    excluded=frozenset(),
)


def left_out(*patterns: str) -> LeftOut | None:
    return first_left_out([parse_pattern(one) for one in patterns], SAMPLE)


@pytest.mark.parametrize(
    ("one", "other", "shortest"),
    [
        ("abc", "*", "abc"),
        ("*", "*", ""),
        ("AccessDenied*", "*Exception", "AccessDeniedException"),
        ("ab*", "*bc", "abc"),
        ("a*c", "ab*", "abc"),
        ("a*a", "a", None),
        ("a", "b", None),
        ("a*", "b*", None),
        ("abc", "ab", None),
    ],
)
def test_the_shortest_text_that_two_wildcards_cover(one: str, other: str, shortest: str | None) -> None:
    assert common(one, other) == common(other, one) == shortest


@given(st.text("ab*", max_size=5), st.text("ab*", max_size=5))
def test_a_common_text_is_found_wherever_there_is_one(one: str, other: str) -> None:
    found = common(one, other)
    covered = [
        text
        for length in range(len(one) + len(other) + 1)
        for text in map("".join, product("ab", repeat=min(length, 8)))
        if Wildcard(one).equals(text) and Wildcard(other).equals(text)
    ]
    assert (len(found) if found is not None else None) == (min(map(len, covered)) if covered else None)
    assert found is None or (Wildcard(one).equals(found) and Wildcard(other).equals(found))


def test_a_regular_expression_has_an_example_for_each_alternative() -> None:
    found = list(texts_of(parse_regex(r"^a[0-9]{2}b?c+$|\W[^a]|x"), "Denied*"))
    assert found == ["a00c", "Denieda00c", " A", "Denied A", "x", "Deniedx"]


@pytest.mark.parametrize("expression", [r"a\x01", "a{2001}"])
def test_an_expression_without_an_example_has_none(expression: str) -> None:
    assert not list(texts_of(parse_regex(expression), "*"))


def test_a_number_is_a_text_of_the_same_characters() -> None:
    assert list(texts_of(Number("10"), "*")) == ["10"]
    assert not list(texts_of(Number("10"), "a*"))


@pytest.mark.parametrize(
    ("path", "value", "event"),
    [
        (("b",), 2, {"a": {"x": 1}, "n": None, "b": 2}),
        (("a", "y"), 2, {"a": {"x": 1, "y": 2}, "n": None}),
        (("a", "x"), ABSENT, {"a": {}, "n": None}),
        (("n", "y", "z"), 2, {"a": {"x": 1}, "n": {"y": {"z": 2}}}),
        (("l", None, "y"), 2, {"a": {"x": 1}, "n": None, "l": [{"y": 2}]}),
        (("l", 1), 2, {"a": {"x": 1}, "n": None, "l": [2, 2]}),
        (("l", 20), 2, {"a": {"x": 1}, "n": None, "l": [2] * 21}),
        (("l", 21), 2, None),
        (("a", 0), 2, None),
        (("a", "x", "y"), 2, None),
    ],
)
def test_a_value_is_put_where_nothing_of_another_sort_is(path: Path, value: Any, event: Any) -> None:
    before = {"a": {"x": 1}, "n": None}
    assert placed(before, path, value) == event
    assert before == {"a": {"x": 1}, "n": None}


@pytest.mark.parametrize(
    "pattern",
    [
        "{ $.eventName = ab }",
        "{ $.eventName = a* }",
        "{ $.eventName != b }",
        '{ $.eventName = ab && $.userAgent.name != "x" || $.eventName = ab }',
        "{ $.type != x || $.type != y }",
        "{ $.eventName.x NOT EXISTS }",
        "{ $.on IS TRUE }",
        "{ $.count > 1 }",
        "ab",
    ],
)
def test_what_selects_every_such_event_leaves_out_none(pattern: str) -> None:
    assert left_out(pattern) is None


def test_several_filters_may_select_them_together() -> None:
    assert left_out("{ $.type != x }", "{ $.type = x }") is None
    found = left_out("{ $.type != x }", "{ $.type = y }")
    assert found
    assert found.words == ("type is x",)


def test_what_must_hold_at_once_is_changed_at_once() -> None:
    found = left_out('{ $.type != "a*" || $.userIdentity.type = aa }')
    assert found
    assert found.words == ("type is a*", "userIdentity.type is not aa")


def test_the_search_gives_up() -> None:
    clauses = " || ".join(f"$.a{place} NOT EXISTS" for place in range(300))
    assert left_out(f"{{ {clauses} }}") is None


@given(TREES)
def test_an_event_that_is_left_out_is_wanted_and_not_selected(tree: Any) -> None:
    found = left_out(f"{{ {printed(tree, ' ', '')} }}")
    if found:
        assert found.event["eventName"] == "ab"
        assert not expected(tree, found.event)
        assert bool(found.words) is expected(tree, EVENT)


PLACES = ("eventName", "type", "userIdentity.type", "missing")
CONDITION = st.one_of(
    st.tuples(st.sampled_from(["=", "!="]), st.text("ab*", min_size=1, max_size=3)),
    st.tuples(st.sampled_from(["EXISTS", "NOT EXISTS"]), st.none()),
)
CLAUSE = st.dictionaries(st.sampled_from(PLACES), CONDITION, min_size=1)


def tree_of(clause: dict[str, Any]) -> Any:
    """Conditions of which one has to hold."""
    parts = [
        ("text" if value else "state", place.split("."), operator, value) for place, (operator, value) in clause.items()
    ]
    return ("||", parts)


def possible_events() -> list[dict[str, Any]]:
    """Events like the sample, with every short text in each place; only what the sample lacks may be missing."""
    texts = [*("".join(one) for length in range(1, 4) for one in product("ab", repeat=length)), "c"]
    wanted = [{"eventName": "ab", "type": one, "userIdentity": {"type": other}} for one in texts for other in texts]
    return [*wanted, *({**one, "missing": text} for one in wanted for text in texts)]


POSSIBLE = possible_events()


@given(st.lists(CLAUSE, min_size=1, max_size=3))
def test_whatever_narrows_the_pattern_of_a_benchmark_is_found(clauses: list[dict[str, Any]]) -> None:
    tree = ("&&", [("text", ["eventName"], "=", "ab"), *map(tree_of, clauses)])
    dropped = any(not expected(tree, event) for event in POSSIBLE)
    assert bool(left_out(f"{{ {printed(tree, ' ', '')} }}")) is dropped
