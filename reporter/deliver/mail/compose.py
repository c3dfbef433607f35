"""Makes a letter from a report: what a reader needs before opening the workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from typing import TypedDict

from reporter.deliver.mail.letter import (
    CauseLine,
    Control,
    Figure,
    FrameworkLine,
    Letter,
    OwnerLine,
    Unreached,
    Waiver,
    WorkbookPlace,
)
from reporter.deliver.verdict import subject_of, verdict_of
from reporter.model.text import visible
from reporter.model.verdicts import Severity, Status
from reporter.report.model import NOT_ENTERED, FindingRow, GapRow, Report, WaiverRow, WaiverState
from reporter.report.tables.causes import CAUSES
from reporter.report.tables.columns import ColumnKind, show
from reporter.report.words import CHANGES, REASONS, SEVERITIES, WAIVERS, counted, folds_in_words
from reporter.runs import AccountRecord
from reporter.runs.history import Change

SOON = timedelta(days=7)
OF_OWNERS = (WaiverState.EXPIRED, WaiverState.EXPIRES_SOON)
"""The waiver states that an owner's mail lists."""
OF_THE_WHOLE = (*OF_OWNERS, WaiverState.COVERS_NOTHING)
"""The waiver states in other mails: a waiver without effect in a part may cover a failure elsewhere."""
ALWAYS_SHOWN = (Change.NEW, Change.REOPENED, Change.STILL_OPEN, Change.FIXED, Change.NO_LONGER_ASSESSED)
"""Changes that are always listed; the others only if there are any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """The failures that are overdue or due soon on the day of the run."""

    overdue: int
    soon: int


class _Standing(TypedDict):
    """The figures of a letter about coverage and failures."""

    score: str
    coverage: str
    scanned: int
    accounts: int
    failing: int
    folded: str
    not_assessed: int
    severities: tuple[Figure, ...]


class _Since(TypedDict):
    """What a letter says about the previous run."""

    compared: bool
    changes: tuple[Figure, ...]
    because_of_rules: int
    newly_scanned: tuple[str, ...]
    new_there: int
    joined: tuple[str, ...]
    left: tuple[str, ...]


class _NotSeen(TypedDict):
    """What a letter says about what was not assessed."""

    unreached: tuple[Unreached, ...]
    unreached_causes: tuple[CauseLine, ...]
    partly: int
    causes: tuple[CauseLine, ...]


def compose(report: Report, place: WorkbookPlace, owner: str = "", unaddressed: Iterable[str] = ()) -> Letter:
    """The letter about a report; `owner` is the owner of the part, `unaddressed` the owners who get no mail."""
    summary, deadlines = report.summary, deadlines_of(report)
    return Letter(
        subject=subject_of(report),
        verdict=verdict_of(report),
        title=visible(report.run.title),
        owner=visible(owner),
        started=show(ColumnKind.TIME, report.run.started),
        run_id=visible(report.run.run_id),
        classification=visible(report.run.classification),
        headline=visible(summary.headline),
        complete=summary.complete,
        **_standing(report),
        **_since(report),
        overdue=deadlines.overdue,
        due_soon=deadlines.soon,
        controls=tuple(_controls(report)),
        frameworks=tuple(_frameworks(report)),
        **_not_seen(report, whole=not owner),
        owners=() if owner else tuple(_owners(report)),
        waivers=tuple(_waiver(row) for row in report.waivers if row.state in (OF_OWNERS if owner else OF_THE_WHOLE)),
        unaddressed=tuple(map(visible, unaddressed)),
        place=place,
    )


def _standing(report: Report) -> _Standing:
    summary = report.summary
    return _Standing(
        score=show(ColumnKind.PERCENT, summary.score),
        coverage=show(ColumnKind.PERCENT, summary.coverage),
        scanned=summary.scanned,
        accounts=summary.scanned + summary.unreachable + summary.not_scanned,
        failing=summary.tally.by_status[Status.FAIL],
        folded=visible(folds_in_words(summary.folds)),
        not_assessed=summary.tally.by_status[Status.NOT_ASSESSED],
        severities=tuple(_severities(report)),
    )


def _since(report: Report) -> _Since:
    return _Since(
        compared=report.compared_with is not None,
        changes=tuple(_changes(report)),
        because_of_rules=sum(report.rule_change_counts.values()),
        newly_scanned=_names(report.newly_scanned),
        new_there=sum(report.new_there.values()),
        joined=_names(report.joined),
        left=_names(report.left),
    )


def _not_seen(report: Report, *, whole: bool) -> _NotSeen:
    """Owners are not given the operations that were refused: they cannot allow them."""
    causes = tuple(_causes(report, entered=True))
    return _NotSeen(
        unreached=tuple(_unreached(report)),
        unreached_causes=tuple(_causes(report, entered=False)),
        partly=len({gap.account.id for gap in _gaps(report, entered=True)}),
        causes=causes if whole else tuple(replace(cause, detail="") for cause in causes),
    )


def deadlines_of(report: Report) -> Deadlines:
    """Count the failures with a due date; failures are the first rows of the findings."""
    today = report.run.started.astimezone(UTC).date()
    due = [row.due for row in _failing(report.findings) if row.due]
    return Deadlines(overdue=sum(day < today for day in due), soon=sum(today <= day <= today + SOON for day in due))


def _failing(rows: Iterable[FindingRow]) -> Iterator[FindingRow]:
    for row in rows:
        if row.finding.status is not Status.FAIL:
            return
        yield row


def _severities(report: Report) -> Iterator[Figure]:
    for severity in Severity:
        word = SEVERITIES[severity]
        new = report.new_by_severity.get(severity, 0) if report.compared_with else None
        yield Figure(title=word.title, tone=word.tone, count=report.summary.tally.failing[severity], new=new)


def _changes(report: Report) -> Iterator[Figure]:
    for change in Change if report.compared_with else ():
        count = report.change_counts.get(change, 0)
        if count or change in ALWAYS_SHOWN:
            yield Figure(title=CHANGES[change].title, tone=CHANGES[change].tone, count=count)


def _controls(report: Report) -> Iterator[Control]:
    for row in report.summary.worst:
        word = SEVERITIES[row.severity]
        yield Control(
            severity=word.title,
            tone=word.tone,
            title=visible(row.rule.title),
            finding=visible(row.rule.failure),
            failing=row.failing,
            folded=visible(folds_in_words(row.folds)),
            accounts=row.accounts,
            remediation=visible(row.rule.remediation),
        )


def _frameworks(report: Report) -> Iterator[FrameworkLine]:
    for row in report.summary.frameworks:
        title = visible(f"{row.framework.title} {row.framework.version}")
        yield FrameworkLine(title=title, failing=row.results[Status.FAIL], requirements=sum(row.results.values()))


def _unreached(report: Report) -> Iterator[Unreached]:
    for gap in report.summary.gaps:
        if gap.account.state in NOT_ENTERED:
            known = REASONS.get(gap.reason_code)
            why = ": ".join(filter(None, (known.title if known else gap.reason_code, gap.account.reason)))
            yield Unreached(account=_name(gap.account), why=visible(why))


def _gaps(report: Report, *, entered: bool) -> list[GapRow]:
    return [gap for gap in report.summary.gaps if (gap.account.state not in NOT_ENTERED) is entered]


def _causes(report: Report, *, entered: bool) -> Iterator[CauseLine]:
    """The causes of gaps in accounts that were entered, or of those that were not."""
    part = replace(report, summary=replace(report.summary, gaps=tuple(_gaps(report, entered=entered))))
    shown = {column.name: column.shown for column in CAUSES.columns}
    for row in CAUSES.rows(part):
        yield CauseLine(
            title=shown["reason_code"](row),
            accounts=f"{counted(len(row.accounts), 'account')}: {shown['account_names'](row)}",
            detail=shown["detail"](row),
        )


def _owners(report: Report) -> Iterator[OwnerLine]:
    for row in report.summary.owners:
        yield OwnerLine(
            owner=visible(row.owner) or "(no owner named)",
            accounts=row.accounts,
            unreached=row.unreachable,
            critical=row.tally.failing[Severity.CRITICAL],
            high=row.tally.failing[Severity.HIGH],
            failing=row.tally.by_status[Status.FAIL],
        )


def _names(accounts: Iterable[AccountRecord]) -> tuple[str, ...]:
    return tuple(map(_name, accounts))


def _name(account: AccountRecord) -> str:
    return visible(f"{account.name} ({account.id})")


def _waiver(row: WaiverRow) -> Waiver:
    return Waiver(
        id=visible(row.id),
        state=WAIVERS[row.state].title,
        tone=WAIVERS[row.state].tone,
        expires=f"{row.expires:%Y-%m-%d}",
        scope=visible(row.scope),
        owner=visible(row.owner),
        failing_again=row.failing_again,
    )
