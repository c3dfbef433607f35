"""Counts the findings of a part of a run in DuckDB: all totals of a report are sums of these counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import duckdb

from reporter.model.subjects import GLOBAL
from reporter.model.verdicts import Severity, Status
from reporter.report.build.part import Part
from reporter.report.model import ASKED, NO_RESULT, Cell
from reporter.runs import Manifest, RunBroken
from reporter.runs.findings_view import opened, read_as

FINE = """
    SELECT check_id, parameters, account_id, region, status, severity, reason_code, operation, action, error_code,
        owner, fold, coalesce(min(nullif(request_id, '')), '') AS request_id, count(*) AS count
    FROM findings GROUP BY ALL ORDER BY ALL
"""
"""Groups by everything that any table shows separately."""
COARSE = f"""
    SELECT check_id, parameters, account_id, '{GLOBAL}' AS region, status, severity, owner, count(*) AS count
    FROM findings WHERE parameters = '' GROUP BY ALL ORDER BY ALL
"""  # noqa: S608 - our own name
"""Groups by what score and coverage need."""


def count_cells(part: Part, query: str = FINE, beside: duckdb.DuckDBPyConnection | None = None) -> list[Cell]:
    """The counts of all findings in the part's accounts, of any owner; raises `RunBroken`.

    All are needed for coverage: a check has also answered if another owner has its findings. Counting in an open
    database saves opening another one.
    """
    with opened(part.all_owners, beside) as connection:
        cells = read_as(Cell, connection.execute(query))
    known = {(rule.check_id, rule.parameters) for rule in part.manifest.rules}
    strange = {(cell.check_id, cell.parameters) for cell in cells} - known
    if strange:
        raise RunBroken(f"{part.folder.findings} names '{min(strange)[0]}', a check that the run did not ask")
    return [*cells, *_silence(cells, part.manifest)]


def cells_of(part: Part, all_cells: Iterable[Cell]) -> list[Cell]:
    """The cells that belong to the part."""
    return [cell for cell in all_cells if part.cut.owner in ("", cell.owner)]


def _silence(cells: Iterable[Cell], manifest: Manifest) -> Iterator[Cell]:
    """A NOT_ASSESSED cell for each rule without a finding in an account: a missing answer is no pass."""
    answered = {(cell.account_id, cell.check_id, cell.parameters) for cell in cells}
    for account in manifest.accounts:
        for rule in manifest.rules if account.state in ASKED else ():
            if (account.id, rule.check_id, rule.parameters) not in answered:
                yield Cell(
                    check_id=rule.check_id,
                    parameters=rule.parameters,
                    account_id=account.id,
                    region=GLOBAL,
                    status=Status.NOT_ASSESSED,
                    severity=Severity(rule.severity),
                    reason_code=account.reason_code or NO_RESULT,
                    owner=account.owner,
                    count=0,
                )
