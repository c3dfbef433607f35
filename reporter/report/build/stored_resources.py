"""Reads the resources of a run from its findings, each once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import duckdb

from reporter.report.build.audit import ResourceRow
from reporter.report.build.stored_findings import AT_ONCE
from reporter.runs import AccountRecord
from reporter.runs.findings_view import Extract, opened

RESOURCES = """
    SELECT account_id, arn, min(region), min(resource_type), min(resource_name)
    FROM findings WHERE parameters = '' AND arn != ''
    GROUP BY account_id, arn ORDER BY account_id, arn
"""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StoredResources(Iterable[ResourceRow]):
    """The resources that findings are about, sorted by account and ARN."""

    extract: Extract
    accounts: Mapping[str, AccountRecord]
    database: duckdb.DuckDBPyConnection

    def __iter__(self) -> Iterator[ResourceRow]:
        with opened(self.extract, self.database) as connection:
            result = connection.execute(RESOURCES)
            while rows := result.fetchmany(AT_ONCE):
                for account_id, arn, region, type_, name in rows:
                    yield ResourceRow(
                        account=self.accounts[account_id], arn=arn, region=region, resource_type=type_, name=name
                    )
