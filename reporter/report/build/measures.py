"""Defines how findings are counted, and how score and coverage are computed."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

from reporter.model.verdicts import Severity, Status
from reporter.report.model import Cell, Tally

SCORE_MEANING = (
    "The share of PASS among PASS and FAIL; every finding counts once. What was not assessed, is manual, "
    "is waived or does not apply is not counted. Rounded down, so that 100 % means that nothing fails; "
    "'-' when nothing passed or failed, and where the coverage is below 50 %: then too few checks "
    "could be evaluated."
)
SCORED_FROM = 50
"""Minimum coverage in percent for a score: few answers say nothing about an account."""
COVERAGE_MEANING = (
    "How much could be evaluated: every check counts once in every account in scope, "
    "and one that could be evaluated for only some of its findings counts by their share. Rounded down, so that 100 % "
    "means that nothing was missed; accounts left out do not count."
)


Item = TypeVar("Item")
Key = TypeVar("Key", bound=Hashable)


def group(items: Iterable[Item], key: Callable[[Item], Key]) -> dict[Key, list[Item]]:
    """The items by key, in the order in which the keys first occur."""
    groups: dict[Key, list[Item]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return groups


def joined(words: Iterable[str]) -> str:
    """The distinct words, sorted and joined; empty ones are left out."""
    return ", ".join(sorted({word for word in words if word}))


def tally(cells: Iterable[Cell]) -> Tally:
    """The number of findings for every status, and of failures for every severity."""
    statuses: Counter[Status] = Counter()
    failing: Counter[Severity] = Counter()
    for cell in cells:
        statuses[cell.status] += cell.count
        if cell.status is Status.FAIL:
            failing[cell.severity] += cell.count
    return Tally(
        {status: statuses[status] for status in Status}, {severity: failing[severity] for severity in Severity}
    )


def score(tally: Tally, coverage: float | None) -> float | None:
    """The score in percent, as in `SCORE_MEANING`."""
    if coverage is None or coverage < SCORED_FROM:
        return None
    passed, failed = tally.by_status[Status.PASS], tally.by_status[Status.FAIL]
    return 1000 * passed // (passed + failed) / 10 if passed + failed else None


def coverage(cells: Iterable[Cell], questions: int) -> float | None:
    """The coverage in percent, as in `COVERAGE_MEANING`; `questions` is the number of checks times accounts."""
    if not questions:
        return None
    seen: Counter[tuple[str, str]] = Counter()
    unseen: Counter[tuple[str, str]] = Counter()
    for cell in cells:
        counter = unseen if cell.status is Status.NOT_ASSESSED else seen
        counter[cell.account_id, cell.check_id] += cell.count or 1
    missed = math.fsum(unseen[question] / (unseen[question] + seen[question]) for question in unseen)
    return (1000 - math.ceil(1000 * missed / questions)) / 10
