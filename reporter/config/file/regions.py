"""The names of regions in a configuration or on a command line: what is misspelt, and what may be newer than we are."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from typing import Any, TypeAlias

from reporter.config.file.mistakes import Location

LoadRegions: TypeAlias = Callable[[], Collection[str]]
"""Gives every region of every partition that is known."""
NEAR = 0.85
"""How alike two names are of which one is taken for the other misspelt; those of two true regions may be as alike."""
PLACES: tuple[Location, ...] = (
    ("regions", "include"),
    ("regions", "exclude"),
    ("credentials", "region"),
    ("deliver", "s3", "region"),
    ("deliver", "mail", "ses", "region"),
    ("deliver", "sns", "topic"),
    ("deliver", "s3", "kms_key"),
    ("output", "runs_kms_key"),
    ("output", "signing_key"),
)
"""Where a configuration names regions, by themselves or within an ARN."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A region that is not known, and what may be meant."""

    what: str
    remedy: str
    misspelt: bool
    """Whether it can be nothing else: AWS adds regions, whose names we cannot know."""


def doubt_about(name: str, known: Collection[str]) -> Doubt | None:
    """None for a region that is known."""
    if name in known:
        return None
    nearest = _nearest(name, known)
    meant = f"did you mean '{nearest}'?" if nearest else "look it up."
    alike = nearest and SequenceMatcher(None, name, nearest).ratio() >= NEAR
    if alike and not _directions(name) <= {word for one in known for word in _directions(one)}:
        return Doubt(
            f"there is no region '{name}'", f"{meant} If it is new: pip install --upgrade botocore", misspelt=True
        )
    return Doubt(f"no region '{name}' is known here", f"{meant} A new one is asked for as it stands", misspelt=False)


def _nearest(name: str, known: Collection[str]) -> str:
    """Letters in the wrong order are the most common mistake."""
    turned = [one for one in sorted(known) if sorted(one) == sorted(name)]
    return next(iter(turned or get_close_matches(name, sorted(known), n=1)), "")


def _directions(name: str) -> set[str]:
    """The words between the area and the number."""
    return set(name.split("-")[1:-1])


def regions_in(data: Mapping[str, Any]) -> Iterator[tuple[Location, str]]:
    """Every region that a configuration names, and where."""
    for place in PLACES:
        for location, text in _texts(data, place, ()):
            region = text.split(":")[3] if text.startswith("arn:") and text.count(":") > 3 else text  # noqa: PLR2004
            if region and (text.startswith("arn:") or place[-1] in ("include", "exclude", "region")):
                yield location, region


def _texts(node: Any, rest: Location, done: Location) -> Iterator[tuple[Location, str]]:
    """The texts at a place; a list on the way stands for each of its elements."""
    if isinstance(node, list):
        for position, one in enumerate(node):
            yield from _texts(one, rest, (*done, position))
    elif isinstance(node, str) and not rest:
        yield done, node
    elif isinstance(node, dict) and rest and rest[0] in node:
        yield from _texts(node[rest[0]], rest[1:], (*done, rest[0]))


def doubts(found: Iterable[tuple[Location, str]], load: LoadRegions) -> Iterator[tuple[Location, Doubt]]:
    """What is not known of these; nothing is loaded where there are none."""
    named = list(found)
    known = load() if named else ()
    for location, region in named:
        doubt = doubt_about(region, known)
        if doubt:
            yield location, doubt
