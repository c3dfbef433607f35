"""Patterns as trees, and what they mean: an evaluator that shares no code with the product."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import strategies as st

NAMES = st.sampled_from(["eventName", "type", "count", "on"])
TEXTS = st.text(alphabet="ab*", min_size=1, max_size=4)
VALUES = st.one_of(st.text(alphabet="ab", max_size=4), st.integers(0, 3), st.booleans(), st.none())
EVENTS = st.dictionaries(NAMES, st.one_of(VALUES, st.dictionaries(NAMES, VALUES), st.lists(VALUES, max_size=3)))
PATHS = st.lists(NAMES, min_size=1, max_size=2)
CONDITIONS = st.one_of(
    st.tuples(st.just("text"), PATHS, st.sampled_from(["=", "!="]), TEXTS),
    st.tuples(st.just("number"), PATHS, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), st.integers(0, 3)),
    st.tuples(
        st.just("state"), PATHS, st.sampled_from(["EXISTS", "NOT EXISTS", "IS TRUE", "IS FALSE", "IS NULL"]), st.none()
    ),
)
TREES: st.SearchStrategy[Any] = st.recursive(
    CONDITIONS,
    lambda inner: st.tuples(st.sampled_from(["&&", "||"]), st.lists(inner, min_size=2, max_size=3)),
    max_leaves=8,
)


def printed(tree: Any, space: str, quote: str) -> str:
    """The tree as a pattern; a part in another is put in parentheses."""
    if tree[0] in ("&&", "||"):
        return f"{space}{tree[0]}{space}".join(f"({printed(part, space, quote)})" for part in tree[1])
    sort, path, operator, value = tree
    place = "$." + ".".join(path)
    if sort == "state":
        return f"{place} {operator}"
    return f"{place}{space}{operator}{space}{quote}{value}{quote}" if sort == "text" else f"{place}{operator} {value}"


MISSING = object()


def expected(tree: Any, event: Any) -> bool:
    """What the tree means, written without a thought for speed."""
    if tree[0] in ("&&", "||"):
        return (all if tree[0] == "&&" else any)([expected(part, event) for part in tree[1]])
    sort, path, operator, value = tree
    found = event
    for name in path:
        found = found[name] if isinstance(found, dict) and name in found else MISSING
    if sort == "state":
        return {
            "EXISTS": found is not MISSING,
            "NOT EXISTS": found is MISSING,
            "IS TRUE": found is True,
            "IS FALSE": found is False,
            "IS NULL": found is None,
        }[operator]
    if found is MISSING or found is None or isinstance(found, dict | list):
        return False
    if sort == "text":
        shown = str(found).lower() if isinstance(found, bool) else str(found)
        return bool(re.fullmatch(value.replace("*", ".*"), shown)) is (operator == "=")
    is_number = isinstance(found, int) and not isinstance(found, bool)
    if operator in ("=", "!="):
        return ((found == value) if is_number else found == str(value)) is (operator == "=")
    return is_number and bool(eval(f"{found}{operator}{value}"))  # noqa: S307 - two numbers of ours
