"""Counts the findings of a part of a run in DuckDB: all totals of its report are sums of these counts."""

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
        owner, coalesce(min(nullif(request_id, '')), '') AS request_id, count(*) AS count
    FROM findings GROUP BY ALL ORDER BY ALL
"""
"""Everything that any table tells apart."""
COARSE = f"""
    SELECT check_id, parameters, account_id, '{GLOBAL}' AS region, status, severity, owner, count(*) AS count
    FROM findings WHERE parameters = '' GROUP BY ALL ORDER BY ALL
"""  # noqa: S608 - our own name
"""As much as score and coverage need."""


def everybodys_cells(part: Part, query: str = FINE, beside: duckdb.DuckDBPyConnection | None = None) -> list[Cell]:
    """Whoever has to act on them: a check has answered too where others own what it found. Raises `RunBroken`.

    Counting beside an open database saves opening one more.
    """
    with opened(part.everybodys, beside) as connection:
        cells = read_as(Cell, connection.execute(query))
    known = {(rule.check_id, rule.parameters) for rule in part.manifest.rules}
    strange = {(cell.check_id, cell.parameters) for cell in cells} - known
    if strange:
        raise RunBroken(f"{part.folder.findings} names '{min(strange)[0]}', a check that the run did not ask")
    return [*cells, *_silence(cells, part.manifest)]


def cells_of(part: Part, everybodys: Iterable[Cell]) -> list[Cell]:
    """Those that the part is about."""
    return [cell for cell in everybodys if part.cut.owner in ("", cell.owner)]


def _silence(cells: Iterable[Cell], manifest: Manifest) -> Iterator[Cell]:
    """A rule that left no finding in an account that was asked for was not assessed there: silence is no answer."""
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
