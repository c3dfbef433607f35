"""Texts that the value of a condition equals, to make events of which a pattern is true or false."""

from __future__ import annotations

from collections.abc import Iterator

from reporter.aws.cloudwatch.patterns.regex import Alternative, Atom, Regex
from reporter.aws.cloudwatch.patterns.tree import Value

LONGEST = 2000
"""The most characters of a text that is made for a regular expression."""
SIGNS = "aA0" + "".join(map(chr, range(32, 592)))
"""The characters that are tried; letters first, so that texts are readable."""


def texts_of(value: Value, within: str) -> Iterator[str]:
    """Texts that the value equals and that the wildcard text `within` covers, as far as some are found."""
    if isinstance(value, Regex):
        for one in filter(None, map(_example, value.alternatives)):
            yield from dict.fromkeys((one, within.replace("*", one)))
    else:
        found = common(value.text, within)
        yield from () if found is None else (found,)


def common(one: str, other: str) -> str | None:
    """The shortest text that two wildcard texts cover; None where no text is covered by both."""
    reached: dict[tuple[int, int], str] = {(0, 0): ""}
    for at, there in ((at, there) for at in range(len(one) + 1) for there in range(len(other) + 1)):
        if (at, there) in reached:
            for key, sign in _steps(one, other, at, there):
                longer = reached[at, there] + sign
                if key not in reached or len(longer) < len(reached[key]):
                    reached[key] = longer
    return reached.get((len(one), len(other)))


def _steps(one: str, other: str, at: int, there: int) -> Iterator[tuple[tuple[int, int], str]]:
    """The places after one more character of either text, and the character that both share there."""
    first, second = one[at : at + 1], other[there : there + 1]
    if first == "*":
        yield (at + 1, there), ""
    if second == "*":
        yield (at, there + 1), ""
    if first and second and "*" in (first, second) and first != second:
        yield ((at, there + 1), second) if first == "*" else ((at + 1, there), first)
    elif first and first == second and first != "*":
        yield (at + 1, there + 1), first


def _example(one: Alternative) -> str | None:
    """A text that an alternative matches; None where none is found, or none that is short."""
    if sum(atom.least for atom in one.atoms) > LONGEST:
        return None
    signs = [_sign(atom) for atom in one.atoms]
    if None in signs:
        return None
    return "".join(str(sign) * atom.least for sign, atom in zip(signs, one.atoms, strict=True))


def _sign(atom: Atom) -> str | None:
    return next((sign for sign in SIGNS if atom.has(sign)), None)
