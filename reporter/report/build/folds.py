"""Gathers the failures that summaries show together: a row for each group, account and check; totals include them."""

from __future__ import annotations

from collections.abc import Iterable

from reporter.model.verdicts import Severity, Status
from reporter.report.build.measures import group
from reporter.report.model import Cell, Fold, FoldRow
from reporter.runs import AccountRecord, RuleRecord


def folds(cells: Iterable[Cell]) -> tuple[Fold, ...]:
    """The groups among failures, with the number of their failures and of their places."""
    return tuple(_fold(name, alike) for name, alike in sorted(group(_folded(cells), lambda cell: cell.fold).items()))


def fold_rows(
    rules: Iterable[RuleRecord], accounts: Iterable[AccountRecord], cells: Iterable[Cell]
) -> tuple[FoldRow, ...]:
    """A row for each account and check with failures of a group, the most severe and the most failures first."""
    by_id, by_account = {rule.check_id: rule for rule in rules}, {account.id: account for account in accounts}
    by_line = group(_folded(cells), lambda cell: (cell.fold, cell.account_id, cell.check_id))
    rows = (
        FoldRow(rule=by_id[check], account=by_account[account], severity=_worst(alike), fold=_fold(name, alike))
        for (name, account, check), alike in by_line.items()
    )
    return tuple(
        sorted(rows, key=lambda row: (row.severity.rank, -row.fold.failing, row.rule.check_id, row.account.id))
    )


def lines(cells: Iterable[Cell]) -> int:
    """The number of lines that failures take: one each, and one for each account with failures of a group."""
    cells = tuple(cells)
    alone = sum(cell.count for cell in cells if not cell.fold)
    return alone + len({(cell.fold, cell.account_id) for cell in cells if cell.fold})


def _folded(cells: Iterable[Cell]) -> Iterable[Cell]:
    return (cell for cell in cells if cell.fold and cell.status is Status.FAIL)


def _fold(name: str, cells: list[Cell]) -> Fold:
    places = {(cell.account_id, cell.region) for cell in cells}
    return Fold(group=name, failing=sum(cell.count for cell in cells), places=len(places))


def _worst(cells: Iterable[Cell]) -> Severity:
    return min((cell.severity for cell in cells), key=lambda severity: severity.rank)
