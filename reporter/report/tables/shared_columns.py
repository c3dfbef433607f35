"""The columns that several tables have in common."""

from __future__ import annotations

from typing import Protocol

from reporter.model.verdicts import Severity, Status
from reporter.report.model import Tally
from reporter.report.tables.columns import Column, ColumnKind
from reporter.report.words import RESULTS, SEVERITIES
from reporter.runs import AccountRecord, RuleRecord


class _OfAccount(Protocol):
    @property
    def account(self) -> AccountRecord: ...


class _OfRule(Protocol):
    @property
    def rule(self) -> RuleRecord: ...


class _Tallied(Protocol):
    @property
    def tally(self) -> Tally: ...


class _Covered(Protocol):
    @property
    def score(self) -> float | None: ...
    @property
    def coverage(self) -> float | None: ...


ACCOUNT_ID: Column[_OfAccount] = Column(
    "account_id",
    "Account ID",
    "The 12 digits of the AWS account, as text.",
    15,
    ColumnKind.TEXT,
    lambda row: row.account.id,
)
ACCOUNT_NAME: Column[_OfAccount] = Column(
    "account_name", "Account", "The account's name.", 25, ColumnKind.TEXT, lambda row: row.account.name
)
OU: Column[_OfAccount] = Column(
    "ou", "OU", "The organisational unit of the account.", 19, ColumnKind.TEXT, lambda row: row.account.ou
)
OWNER: Column[_OfAccount] = Column(
    "owner", "Owner", "Who is responsible for the account.", 22, ColumnKind.TEXT, lambda row: row.account.owner
)
CHECK_ID: Column[_OfRule] = Column(
    "check_id", "Check", "The id of the check; it never changes.", 34, ColumnKind.TEXT, lambda row: row.rule.check_id
)
CHECK_TITLE: Column[_OfRule] = Column(
    "title", "Title", "What the check requires.", 38, ColumnKind.LONG, lambda row: row.rule.title
)
CHECK_FINDING: Column[_OfRule] = Column(
    "finding", "Finding", "What is wrong where the check fails.", 38, ColumnKind.LONG, lambda row: row.rule.failure
)
REMEDIATION: Column[_OfRule] = Column(
    "remediation", "Remediation", "How to fix it.", 44, ColumnKind.LONG, lambda row: row.rule.remediation
)
SCORE: Column[_Covered] = Column(
    "score",
    "Score",
    "Share of passing findings among those that pass or fail; see Score.",
    10,
    ColumnKind.PERCENT,
    lambda row: row.score,
    graded=True,
)
COVERAGE_SHARE: Column[_Covered] = Column(
    "coverage",
    "Coverage",
    "How much could be evaluated; see Coverage.",
    11,
    ColumnKind.PERCENT,
    lambda row: row.coverage,
)


def _status_count(name: str, title: str, status: Status) -> Column[_Tallied]:
    meaning = f"Number of findings with the status {RESULTS[status].title}."
    return Column(name, title, meaning, 11, ColumnKind.COUNT, lambda row: row.tally.by_status[status])


def _severity_count(severity: Severity) -> Column[_Tallied]:
    title = SEVERITIES[severity].title
    meaning = f"Number of failures of severity {title}."
    return Column(
        f"failing_{severity}", title, meaning, 9, ColumnKind.COUNT, lambda row: row.tally.failing[severity], severity
    )


STATUS_COUNTS = (
    _status_count("failing", "Failing", Status.FAIL),
    _status_count("not_assessed", "Not assessed", Status.NOT_ASSESSED),
    _status_count("manual", "Manual", Status.MANUAL),
    _status_count("waived", "Waived", Status.WAIVED),
    _status_count("passing", "Passing", Status.PASS),
    _status_count("not_applicable", "Not applicable", Status.NOT_APPLICABLE),
)
SEVERITY_COUNTS = tuple(_severity_count(severity) for severity in Severity)
