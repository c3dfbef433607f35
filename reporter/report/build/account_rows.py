"""Builds the account rows of a report, each with its counts, score and coverage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from reporter.model.verdicts import Severity, Status
from reporter.report.build.measures import coverage, group, score, tally
from reporter.report.build.part import Part
from reporter.report.model import ASKED, AccountRow, Cell
from reporter.runs import AccountRecord


def account_rows(part: Part, cells: Iterable[Cell], changes: Mapping[str, int]) -> tuple[AccountRow, ...]:
    """The rows of all accounts: unreachable first, then by severity of failures.

    `changes` are by account id, if known.
    """
    by_account = group(cells, lambda cell: cell.account_id)
    checks = sum(not rule.parameters for rule in part.manifest.rules)
    rows = []
    for account in part.manifest.accounts:
        own = by_account.get(account.id, [])
        asked = checks if part.cut.owns(account) else len({cell.check_id for cell in own})
        questions = asked if account.state in ASKED else 0
        rows.append(_account_row(account, own, questions, changes.get(account.id)))
    return tuple(sorted(rows, key=_most_severe_first))


def _account_row(account: AccountRecord, cells: list[Cell], questions: int, change: int | None) -> AccountRow:
    counts, covered = tally(cells), coverage(cells, questions)
    by_both: Counter[tuple[Status, Severity]] = Counter()
    for cell in cells:
        by_both[cell.status, cell.severity] += cell.count
    return AccountRow(
        account=account,
        tally=counts,
        score=score(counts, covered),
        coverage=covered,
        questions=questions,
        counts=+by_both,
        change=change,
    )


def _most_severe_first(row: AccountRow) -> tuple[int, list[int], str]:
    states = ("unreachable", "not-scanned", "scanned", "left-out")
    return states.index(row.account.state), [-count for count in row.tally.failing.values()], row.account.id
