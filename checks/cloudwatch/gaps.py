"""Events that metric filters leave out by a condition that the benchmark's pattern does not have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from checks.cloudwatch.links import Link
from reporter.aws.cloudwatch.events import Sample
from reporter.aws.cloudwatch.left_out import LeftOut, first_left_out

WHERE = " where "


def selected(links: Iterable[Link]) -> frozenset[str]:
    """The names of the events that these metric filters select together."""
    return frozenset[str]().union(*(link.selected for link in links))


def gaps_of(samples: Mapping[str, Sample], links: Sequence[Link]) -> dict[str, LeftOut]:
    """The events that filters leave out of those that they select by name, by the name and what is different.

    First those that no filter selects that could help, then those that no filter selects whose end is complete, then
    those that only such a filter selects that selects no sample.
    """
    helpful = [link for link in links if link.may_help]
    complete = [link for link in helpful if link.end.complete]
    return {
        f"{name}{WHERE}{' and '.join(gap.words)}": gap
        for part in (helpful, complete, [link for link in complete if link.selected])
        for name, gap in _gaps(samples, part)
    }


def _gaps(samples: Mapping[str, Sample], links: Sequence[Link]) -> Iterator[tuple[str, LeftOut]]:
    patterns = [link.pattern for link in links if link.pattern]
    if len(patterns) < len(links):
        return
    for name in samples:
        gap = first_left_out(patterns, samples[name]) if name in selected(links) else None
        if gap:
            yield name, gap


def listed(names: Iterable[str]) -> str:
    """Names of events; those that are left out by the same condition stand together."""
    by_condition: dict[str, list[str]] = {}
    for name in names:
        event, _, condition = name.partition(WHERE)
        by_condition.setdefault(condition, []).append(event)
    groups = (
        ", ".join(events) + (f"{WHERE}{condition}" if condition else "") for condition, events in by_condition.items()
    )
    return "; ".join(groups)
