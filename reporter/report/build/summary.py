"""Builds the summary of a report: the state, the gaps, and the owners who must act."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from reporter.model.verdicts import Severity, Status
from reporter.report.build.folds import fold_rows, folds, lines
from reporter.report.build.measures import coverage, group, joined, score, tally
from reporter.report.model import (
    ASKED,
    NOT_ENTERED,
    AccountRow,
    Cell,
    ControlRow,
    FrameworkRow,
    GapRow,
    OwnerRow,
    Summary,
    WorstRow,
)
from reporter.report.words import RESULTS, counted
from reporter.runs import AccountRecord, Manifest, RuleRecord

TEN = 10
"""The number of worst checks in the summary."""


def summarise(
    manifest: Manifest, cells: list[Cell], accounts: Iterable[AccountRow], controls: Iterable[ControlRow]
) -> Summary:
    """The summary of cells under the settings of the configuration, and of the rows made from them."""
    accounts = tuple(accounts)
    states = Counter(account.state for account in manifest.accounts)
    asked = sum(states[state] for state in ASKED)
    counts = tally(cells)
    covered = coverage(cells, sum(row.questions for row in accounts))
    gaps = tuple(_gaps(accounts, cells))
    checks = [rule for rule in manifest.rules if not rule.parameters]
    return Summary(
        headline=_interruption(states, asked) or _headline(accounts, gaps, asked, len(checks)),
        complete=bool(asked and checks) and not gaps,
        tally=counts,
        score=score(counts, covered),
        coverage=covered,
        scanned=states["scanned"],
        unreachable=states["unreachable"],
        not_scanned=states["not-scanned"],
        left_out=states["left-out"],
        gaps=gaps,
        worst=_worst(checks, cells)[:TEN],
        folds=folds(cells),
        folded=fold_rows(checks, manifest.accounts, cells),
        owners=_owners(manifest.accounts, cells),
        frameworks=_frameworks(manifest, controls),
    )


def _interruption(states: Counter[str], asked: int) -> str:
    """The headline of an interrupted run; empty for any other."""
    if not states["not-scanned"]:
        return ""
    lost = f"; {states['unreachable']:,} could not be reached" if states["unreachable"] else ""
    done = f"{states['scanned']:,} of {counted(asked, 'account')}"
    return f"Partial: {done} {'was' if asked == 1 else 'were'} scanned before the run was interrupted{lost}."


def _headline(accounts: Iterable[AccountRow], gaps: Iterable[GapRow], asked: int, checks: int) -> str:
    if not asked or not checks:
        return f"Nothing was assessed: no {'check was selected' if asked else 'account was in scope'}."
    unreached = {gap.account.id for gap in gaps if gap.account.state == "unreachable"}
    entered = {gap.account.id for gap in gaps} - unreached
    blind = {row.account.id for row in accounts if row.account.id in entered and _saw_nothing(row)}
    parts = []
    if unreached:
        parts.append(f"{len(unreached):,} of {counted(asked, 'account')} could not be reached")
    if blind:
        parts.append(f"in {_accounts(len(blind), asked)} nothing could be assessed")
    if entered - blind:
        parts.append(f"in {_accounts(len(entered - blind), asked)} some checks could not be assessed")
    if parts:
        return f"Incomplete: {', and '.join(parts)}."
    return f"Complete: every check was assessed in {_accounts(asked, asked) if asked > 1 else 'the one account'}."


def _accounts(number: int, asked: int) -> str:
    return f"all {asked:,} accounts" if number == asked > 1 else counted(number, "account")


def _saw_nothing(row: AccountRow) -> bool:
    """Whether no check was assessed; some are not applicable to any account, whatever it refuses."""
    counts = row.tally.by_status
    return sum(counts.values()) == counts[Status.NOT_ASSESSED] + counts[Status.NOT_APPLICABLE]


def _gaps(accounts: Iterable[AccountRow], cells: Iterable[Cell]) -> Iterator[GapRow]:
    """In the order of the accounts: one row for an account that was not entered, one for each reason in the others."""
    unseen = group((cell for cell in cells if cell.status is Status.NOT_ASSESSED), lambda cell: cell.account_id)
    for account in (row.account for row in accounts):
        own = unseen.get(account.id, [])
        by_reason = group(own, lambda cell: cell.reason_code)
        if account.state in NOT_ENTERED:
            yield _gap(account, account.reason_code, own, account.reason)
        else:
            for reason, alike in sorted(by_reason.items()):
                yield _gap(account, reason, alike, joined(cell.action or cell.operation for cell in alike))


def _gap(account: AccountRecord, reason_code: str, cells: Iterable[Cell], detail: str) -> GapRow:
    check_ids = frozenset(cell.check_id for cell in cells)
    return GapRow(account=account, reason_code=reason_code, check_ids=check_ids, detail=detail)


def _worst(checks: Iterable[RuleRecord], cells: Iterable[Cell]) -> tuple[WorstRow, ...]:
    failing = group((cell for cell in cells if cell.status is Status.FAIL), lambda cell: cell.check_id)
    rows = (_worst_row(rule, failing[rule.check_id]) for rule in checks if rule.check_id in failing)
    length = {check_id: lines(alike) for check_id, alike in failing.items()}
    return tuple(sorted(rows, key=lambda row: (row.severity.rank, -length[row.rule.check_id], row.rule.check_id)))


def _worst_row(rule: RuleRecord, cells: list[Cell]) -> WorstRow:
    return WorstRow(
        rule=rule,
        severity=min((cell.severity for cell in cells), key=lambda severity: severity.rank),
        failing=sum(cell.count for cell in cells),
        accounts=len({cell.account_id for cell in cells}),
        folds=folds(cells),
    )


def _owners(accounts: Iterable[AccountRecord], cells: list[Cell]) -> tuple[OwnerRow, ...]:
    """The owners of findings, and of accounts without findings."""
    by_owner = group(cells, lambda cell: cell.owner)
    found = {cell.account_id for cell in cells}
    owned = group((account for account in accounts if account.state in ASKED), lambda account: account.owner)
    idle = (owner for owner, own in owned.items() if any(account.id not in found for account in own))
    rows = (_owner_row(owner, owned.get(owner, []), by_owner.get(owner, [])) for owner in {*by_owner, *idle})
    return tuple(sorted(rows, key=_most_to_do_first))


def _owner_row(owner: str, accounts: list[AccountRecord], cells: list[Cell]) -> OwnerRow:
    return OwnerRow(
        owner=owner,
        accounts=len(accounts),
        unreachable=sum(account.state == "unreachable" for account in accounts),
        tally=tally(cells),
    )


def _most_to_do_first(row: OwnerRow) -> tuple[list[int], int, str]:
    return [-row.tally.failing[severity] for severity in Severity], -row.unreachable, row.owner


def _frameworks(manifest: Manifest, controls: Iterable[ControlRow]) -> tuple[FrameworkRow, ...]:
    results = Counter((row.framework.id, row.result) for row in controls)
    return tuple(
        FrameworkRow(framework=framework, results={result: results[framework.id, result] for result in RESULTS})
        for framework in manifest.frameworks
    )
