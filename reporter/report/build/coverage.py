"""Builds the coverage rows: how much was assessed by account, region and service."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import TypeAlias

from reporter.model.subjects import GLOBAL
from reporter.model.verdicts import Status
from reporter.report.build.cut import WHOLE, Cut
from reporter.report.build.measures import group, joined
from reporter.report.model import Cell, CoverageRow, Seen
from reporter.report.words import deleted_in_words
from reporter.runs import AccountRecord, Manifest

ALL = "all"


Place: TypeAlias = tuple[str, str]
"""A region and a service."""


def coverage_rows(
    manifest: Manifest, cells: Iterable[Cell], all_cells: Iterable[Cell] = (), cut: Cut = WHOLE
) -> tuple[CoverageRow, ...]:
    """At least one row for each account, unassessed first.

    A place counts as empty only if `all_cells` has nothing there; only the owner of the account gets such a row.
    """
    services = {rule.check_id: rule.service for rule in manifest.rules}
    by_account, taken = _by_place(cells, services), _by_place(all_cells, services)
    regional = sorted({service for places in by_account.values() for region, service in places if region != GLOBAL})
    rows: list[CoverageRow] = []
    for account in manifest.accounts:
        empty = set(product(account.regions, regional)) if cut.owns(account) else set()
        places = by_account.get(account.id, {})
        rows += _rows_of(account, places, sorted(empty - {*places, *taken.get(account.id, {})}))
        rows += [_deleted(account)] if account.gone and cut.owns(account) else []
    return tuple(sorted(rows, key=_unseen_first))


def _by_place(cells: Iterable[Cell], services: Mapping[str, str]) -> dict[str, dict[Place, list[Cell]]]:
    return {
        account_id: group(own, lambda cell: (cell.region, services[cell.check_id]))
        for account_id, own in group(cells, lambda cell: cell.account_id).items()
    }


def _unseen_first(row: CoverageRow) -> tuple[int, str, bool, str, str]:
    return list(Seen).index(row.seen), row.account.id, row.region != GLOBAL, row.region, row.service


def _rows_of(
    account: AccountRecord, places: Mapping[Place, list[Cell]], empty: Iterable[Place]
) -> Iterator[CoverageRow]:
    if account.state != "scanned":
        yield _whole_account(account, [cell for cells in places.values() for cell in cells])
        return
    for place, cells in places.items():
        yield _row(account, place, cells)
    for place in empty:
        yield _nothing_there(account, place)


def _whole_account(account: AccountRecord, cells: list[Cell]) -> CoverageRow:
    return CoverageRow(
        account=account,
        region=ALL,
        service=ALL,
        seen=Seen(account.state),
        assessed=0,
        not_assessed=sum(cell.count for cell in cells),
        reason_codes=(account.reason_code,) if account.reason_code else (),
        detail=account.reason,
        error_codes=joined(cell.error_code for cell in cells),
        request_id=_request_of(cells),
    )


def _deleted(account: AccountRecord) -> CoverageRow:
    """A row for resources that were listed, and deleted before they were read."""
    return CoverageRow(
        account=account,
        region=ALL,
        service=ALL,
        seen=Seen.DELETED,
        assessed=0,
        not_assessed=0,
        detail=deleted_in_words(account),
    )


def _row(account: AccountRecord, place: Place, cells: list[Cell]) -> CoverageRow:
    unseen = [cell for cell in cells if cell.status is Status.NOT_ASSESSED]
    seen = [cell for cell in cells if cell.status is not Status.NOT_ASSESSED]
    gap = Seen.PARTLY if seen else Seen.NOT_ASSESSED
    region, service = place
    return CoverageRow(
        account=account,
        region=region,
        service=service,
        seen=gap if unseen else Seen.ASSESSED,
        assessed=sum(cell.count for cell in seen),
        not_assessed=sum(cell.count for cell in unseen),
        reason_codes=tuple(sorted({cell.reason_code for cell in unseen})),
        detail=joined(cell.action or cell.operation for cell in unseen),
        error_codes=joined(cell.error_code for cell in unseen),
        request_id=_request_of(unseen),
    )


def _request_of(cells: Iterable[Cell]) -> str:
    """The id of one refused request; empty if AWS gave none."""
    return next((cell.request_id for cell in cells if cell.request_id), "")


def _nothing_there(account: AccountRecord, place: Place) -> CoverageRow:
    """A row for a region with nothing to judge; a listing that failed would have left a finding."""
    region, service = place
    return CoverageRow(
        account=account, region=region, service=service, seen=Seen.NOTHING_THERE, assessed=0, not_assessed=0
    )
