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

    First for the filters that select a sample and whose end is complete, then with all that are complete, then with all
    that could help: what more filters leave out, fewer leave out too.
    """
    helpful = [link for link in links if link.may_help]
    complete = [link for link in helpful if link.end.complete]
    groups = [link for link in complete if link.selected], complete, helpful
    return {
        f"{name}{WHERE}{' and '.join(gap.words)}": gap
        for name, sample in samples.items()
        for gap in _gaps(sample, [group for group in groups if name in selected(group)])
    }


def _gaps(sample: Sample, groups: Iterable[Sequence[Link]]) -> Iterator[LeftOut]:
    for links in groups:
        patterns = [link.pattern for link in links if link.pattern]
        gap = first_left_out(patterns, sample) if len(patterns) == len(links) else None
        if not gap:
            return
        yield gap


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
