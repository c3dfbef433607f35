"""What the command `judge` prints: findings that came out differently, grouped by what differs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reporter.model.finding import Finding
    from reporter.scan.judge_again import ChangedFinding, Comparison

GROUPS = 20
"""The number of groups on the terminal, at most."""
EXAMPLES = 3
"""The number of findings shown of a group, at most."""
NAMES = {"reason_code": "reason code", "action": "missing permission", "fold": "group of failures"}
"""The words for columns whose names are not plain words."""
OF_EACH = frozenset(("reason", "operation", "action", "error_code", "request_id", "arn", "resource_name"))
"""Columns that each finding has its own value of: a group shows them in its examples only."""
WITH_ALL = "--out writes a run with all of them"


def print_comparison(comparison: Comparison, *, written: bool = False) -> None:
    """Print what came out differently; `written` says whether there is a run with it."""
    from reporter.cli.tables import print_line
    from reporter.report.words import counted

    of = f"{counted(comparison.findings, 'finding')} of {counted(comparison.accounts, 'account')}"
    if not comparison.changes:
        print_line(f"{of}: byte for byte what the run found")
        return
    print_line(f"{of}: {counted(len(comparison.changes), 'finding')} not as in the run")
    groups = _groups(comparison)
    for what, members in groups[:GROUPS]:
        _print_group(what, members)
    if len(groups) > GROUPS:
        print_line(f"{counted(len(groups) - GROUPS, 'more difference')} of {_left(groups)} not shown")
    if not written and (len(groups) > GROUPS or any(len(members) > EXAMPLES for _, members in groups)):
        print_line(WITH_ALL)


def _left(groups: Sequence[tuple[str, list[ChangedFinding]]]) -> str:
    from reporter.report.words import counted

    return counted(sum(len(members) for _, members in groups[GROUPS:]), "finding")


def _print_group(what: str, members: Sequence[ChangedFinding]) -> None:
    from reporter.cli.tables import print_line, print_paragraph
    from reporter.report.words import counted

    print_line("")
    print_paragraph(f"{counted(len(members), 'finding')}: {what}")
    for change in members[:EXAMPLES]:
        print_paragraph(_example(change), "    ", "  ")
    if len(members) > EXAMPLES:
        print_line(f"  and {len(members) - EXAMPLES:,} more")


def _groups(comparison: Comparison) -> list[tuple[str, list[ChangedFinding]]]:
    """The changed findings by what differs: verdicts first, then the largest group."""
    groups: dict[str, list[ChangedFinding]] = {}
    for change in comparison.changes:
        what = ", ".join(_differences(change, comparison.owners.get(change.finding.account_id, "")))
        groups.setdefault(what, []).append(change)
    return sorted(groups.items(), key=lambda group: (not _is_verdict(group[1][0]), -len(group[1])))


def _is_verdict(change: ChangedFinding) -> bool:
    return not change.old or not change.new or change.old.status != change.new.status


def _differences(change: ChangedFinding, account_owner: str) -> Iterator[str]:
    """What differs, each in a few words; an owner is that of the account unless the finding has its own."""
    if not change.old or not change.new:
        verdict = f"{change.finding.status} {change.finding.severity}"
        yield f"new, {verdict}" if change.new else f"gone, was {verdict}"
        return
    for column in _changed(change.old, change.new):
        name = NAMES.get(column, column.replace("_", " "))
        if column in OF_EACH:
            yield f"{name} changed"
        else:
            default = account_owner if column == "owner" else ""
            then, now = (getattr(finding, column) or default or "none" for finding in (change.old, change.new))
            yield f"{name} changed from {then} to {now}"


def _changed(old: Finding, new: Finding) -> list[str]:
    from reporter.model.finding import COLUMNS

    return [column for column in COLUMNS if getattr(old, column) != getattr(new, column)]


def _example(change: ChangedFinding) -> str:
    finding = change.finding
    place = f"{finding.check_id}, {finding.account_id} {finding.region}, {finding.resource_name or finding.arn}"
    return ": ".join((place, "; ".join(_texts(change)))).removesuffix(": ")


def _texts(change: ChangedFinding) -> Iterator[str]:
    """The texts that differ, before and after."""
    if not change.old or not change.new:
        yield change.finding.reason
        return
    for column in _changed(change.old, change.new):
        if column in OF_EACH:
            yield f"{getattr(change.old, column) or 'none'} -> {getattr(change.new, column) or 'none'}"
