"""The tables that people work with between runs: changes, waivers and remediation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reporter.model.commands import general
from reporter.model.verdicts import Severity
from reporter.report.build.audit import WeaknessRow
from reporter.report.build.measures import group
from reporter.report.model import ChangeRow, Report, WaiverRow
from reporter.report.tables.columns import Column, ColumnKind, Table
from reporter.report.tables.finding_columns import WORKING_STATUSES, conflicts_in_words, current_working_status
from reporter.report.tables.shared_columns import CHECK_FINDING, CHECK_ID, CHECK_TITLE, REMEDIATION
from reporter.report.words import counted
from reporter.runs import RuleRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class RemedyRow:
    """A check that has failures, with its remediation."""

    rule: RuleRecord
    severity: Severity
    """The highest severity of its failures."""
    failing: int
    weaknesses: tuple[WeaknessRow, ...]
    """The weaknesses of the check, by account."""


def remedies(report: Report) -> tuple[RemedyRow, ...]:
    """Every check that has failures, the most severe first."""
    by_check = group(report.weaknesses, lambda row: row.rule.check_id)
    rows = (_remedy(rows) for rows in by_check.values())
    return tuple(sorted(rows, key=lambda row: (row.severity.rank, -row.failing, row.rule.check_id)))


def _remedy(rows: list[WeaknessRow]) -> RemedyRow:
    return RemedyRow(
        rule=rows[0].rule,
        severity=min((row.severity for row in rows), key=lambda severity: severity.rank),
        failing=sum(row.failing for row in rows),
        weaknesses=tuple(sorted(rows, key=lambda row: (-row.failing, row.account.id))),
    )


def _where(rows: Iterable[WeaknessRow]) -> str:
    return "; ".join(f"{row.account.name} ({row.account.id}): {_failures(row)}" for row in rows)


def _failures(row: WeaknessRow) -> str:
    count = counted(row.failing, "failure")
    if not row.folded:
        return count
    return f"{count} in {row.fold}s" if row.folded == row.failing else f"{count}, {row.folded:,} in {row.fold}s"


def _before(row: ChangeRow) -> str | None:
    return row.before or None


def _now(row: ChangeRow) -> str | None:
    return row.now or None


def _cause(row: ChangeRow) -> str:
    return "Rules changed" if row.because_of_rules else ""


CHANGES: Table[ChangeRow] = Table(
    "changes",
    "Changes",
    "What changed since the previous run; what could not be re-checked counts as still open.",
    (
        Column("change", "Change", "How it changed.", 18, ColumnKind.CHANGE, lambda row: row.change),
        Column("before", "Before", "Its last known status before this run.", 14, ColumnKind.STATUS, _before),
        Column("status", "Now", "Its status in this run; '-' where it no longer exists.", 14, ColumnKind.STATUS, _now),
        Column(
            "cause", "Cause", "'Rules changed' where the check or its settings changed.", 14, ColumnKind.TEXT, _cause
        ),
        Column("severity", "Severity", "Its severity.", 11, ColumnKind.SEVERITY, lambda row: row.row.finding.severity),
        Column("check_id", "Check", "The check's id.", 36, ColumnKind.TEXT, lambda row: row.row.rule.check_id),
        Column("title", "Title", "What the check requires.", 44, ColumnKind.LONG, lambda row: row.row.rule.title),
        Column("account_id", "Account ID", "The account.", 15, ColumnKind.TEXT, lambda row: row.row.account.id),
        Column("account_name", "Account", "Its name.", 22, ColumnKind.TEXT, lambda row: row.row.account.name),
        Column("region", "Region", "The region.", 14, ColumnKind.TEXT, lambda row: row.row.finding.region),
        Column(
            "resource",
            "Resource",
            "The resource's name or id.",
            30,
            ColumnKind.LONG,
            lambda row: row.row.finding.resource_name,
        ),
        Column("reason", "Reason", "What the check found.", 52, ColumnKind.LONG, lambda row: row.row.finding.reason),
        Column(
            "first_seen",
            "First seen",
            "Start of the first run that found it open.",
            12,
            ColumnKind.DATE,
            lambda row: row.row.first_seen,
        ),
        Column(
            "last_seen",
            "Last seen",
            "Start of the last run that found it.",
            12,
            ColumnKind.DATE,
            lambda row: row.row.last_seen,
        ),
        Column(
            "owner",
            "Owner",
            "Who was responsible.",
            22,
            ColumnKind.TEXT,
            lambda row: row.row.finding.owner,
            fill=True,
        ),
        Column(
            "working_status",
            "Working status",
            "Progress of the fix.",
            15,
            ColumnKind.TEXT,
            lambda row: current_working_status(row.row.care.working_status),
            choices=WORKING_STATUSES,
            fill=True,
        ),
        Column(
            "comment",
            "Comment",
            "Notes of the owner.",
            32,
            ColumnKind.LONG,
            lambda row: row.row.care.comment,
            fill=True,
        ),
        Column(
            "conflicts",
            "Conflicts",
            "Conflicting or invalid entries.",
            32,
            ColumnKind.LONG,
            lambda row: conflicts_in_words(row.row.conflicts),
        ),
        Column(
            "id",
            "ID",
            "Names the finding in every run and every format.",
            34,
            ColumnKind.ID,
            lambda row: row.row.finding.id,
        ),
    ),
    lambda report: report.changes,
    "Nothing changed since the previous run, or this is the first run.",
    frozen=1,
)
WAIVERS: Table[WaiverRow] = Table(
    "waivers",
    "Waivers",
    "Accepted exceptions: those that need a decision first, then by expiry.",
    (
        Column("id", "Waiver", "The waiver's id.", 16, ColumnKind.TEXT, lambda row: row.id),
        Column(
            "state",
            "State",
            "Whether it is in force; see State of a waiver.",
            16,
            ColumnKind.WAIVER,
            lambda row: row.state,
        ),
        Column(
            "scope",
            "Scope",
            "What it may cover: a finding must match everything named.",
            50,
            ColumnKind.LONG,
            lambda row: row.scope,
        ),
        Column("reason", "Reason", "Why it was accepted.", 50, ColumnKind.LONG, lambda row: row.reason),
        Column("owner", "Owner", "Who requested it.", 22, ColumnKind.TEXT, lambda row: row.owner),
        Column("approver", "Approver", "Who approved it.", 22, ColumnKind.TEXT, lambda row: row.approver),
        Column("ticket", "Ticket", "Where it was discussed.", 18, ColumnKind.TEXT, lambda row: row.ticket),
        Column(
            "starts",
            "Starts",
            "The first day on which it is in force, UTC.",
            12,
            ColumnKind.DATE,
            lambda row: row.starts,
        ),
        Column(
            "expires",
            "Expires",
            "The last day on which it is in force, UTC.",
            12,
            ColumnKind.DATE,
            lambda row: row.expires,
        ),
        Column(
            "days_left",
            "Days left",
            "Whole days until then; below zero: expired.",
            10,
            ColumnKind.COUNT,
            lambda row: row.days_left,
        ),
        Column("covers", "Covers", "Number of findings that it covers.", 10, ColumnKind.COUNT, lambda row: row.covers),
        Column(
            "failing_again",
            "Failing again",
            "Number of failures that it would cover if it had not expired.",
            10,
            ColumnKind.COUNT,
            lambda row: row.failing_again,
            "fail",
        ),
    ),
    lambda report: report.waivers,
    "There are no waivers.",
    frozen=1,
)
REMEDIATION_TABLE: Table[RemedyRow] = Table(
    "remediation",
    "Remediation",
    "How to fix each failing check, most severe first, and where it fails.",
    (
        Column(
            "severity",
            "Severity",
            "The highest severity among its failures.",
            11,
            ColumnKind.SEVERITY,
            lambda row: row.severity,
        ),
        CHECK_FINDING,
        Column("failing", "Failing", "Number of failures.", 10, ColumnKind.COUNT, lambda row: row.failing),
        Column(
            "accounts",
            "Accounts",
            "Number of accounts where it fails.",
            10,
            ColumnKind.COUNT,
            lambda row: len(row.weaknesses),
        ),
        Column(
            "rationale",
            "Why it matters",
            "What can happen where it fails.",
            46,
            ColumnKind.LONG,
            lambda row: row.rule.rationale,
        ),
        REMEDIATION,
        Column(
            "cli",
            "Command",
            "AWS CLI commands that fix it, or show where to start; the sheet Findings has them for each failure. "
            "Replace the words in capitals.",
            110,
            ColumnKind.LONG,
            lambda row: general(row.rule.cli),
            lines=True,
        ),
        Column(
            "where",
            "Where it fails",
            "Failures by account, most first.",
            56,
            ColumnKind.LONG,
            lambda row: _where(row.weaknesses),
        ),
        CHECK_ID,
        CHECK_TITLE,
    ),
    remedies,
    "No check fails: there is nothing to fix.",
    frozen=2,
    printed_columns=8,
)
