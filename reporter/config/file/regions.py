"""Finds misspelt region names in a configuration or on a command line, and names newer than this product."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from typing import Any, TypeAlias

from reporter.config.file.mistakes import Location

LoadRegions: TypeAlias = Callable[[], Collection[str]]
"""Returns every known region of every partition."""
NEAR = 0.85
"""The similarity from which a name counts as another one misspelt; the names of two real regions may be as similar."""
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
"""The places where a configuration names a region, alone or within an ARN."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """An unknown region, and what to do about it."""

    what: str
    remedy: str
    misspelt: bool
    """Whether it is certainly a mistake; otherwise it may be a region that AWS has added since."""


def doubt_about(name: str, known: Collection[str]) -> Doubt | None:
    """What is doubtful about a region name; None for a known region."""
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
    """The most similar known name. Letters in the wrong order are the most common mistake, so they come first."""
    turned = [one for one in sorted(known) if sorted(one) == sorted(name)]
    return next(iter(turned or get_close_matches(name, sorted(known), n=1)), "")


def _directions(name: str) -> set[str]:
    """The words between the area and the number, such as `central` in eu-central-1."""
    return set(name.split("-")[1:-1])


def regions_in(data: Mapping[str, Any]) -> Iterator[tuple[Location, str]]:
    """Every region that a configuration names, with its location."""
    for place in PLACES:
        for location, text in _texts(data, place, ()):
            region = text.split(":")[3] if text.startswith("arn:") and text.count(":") > 3 else text  # noqa: PLR2004
            if region and (text.startswith("arn:") or place[-1] in ("include", "exclude", "region")):
                yield location, region


def _texts(node: Any, rest: Location, done: Location) -> Iterator[tuple[Location, str]]:
    """The texts at a place of the configuration; a list on the way stands for each of its elements."""
    if isinstance(node, list):
        for position, one in enumerate(node):
            yield from _texts(one, rest, (*done, position))
    elif isinstance(node, str) and not rest:
        yield done, node
    elif isinstance(node, dict) and rest and rest[0] in node:
        yield from _texts(node[rest[0]], rest[1:], (*done, rest[0]))


def doubts(found: Iterable[tuple[Location, str]], load: LoadRegions) -> Iterator[tuple[Location, Doubt]]:
    """The unknown ones among these regions; the known regions are loaded only if there is one to compare."""
    named = list(found)
    known = load() if named else ()
    for location, region in named:
        doubt = doubt_about(region, known)
        if doubt:
            yield location, doubt
