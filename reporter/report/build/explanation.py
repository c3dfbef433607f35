"""Adds to a finding its account, its rule, its follow-up and its due date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from reporter.model.finding import COLUMNS, Finding
from reporter.model.verdicts import Severity, Status
from reporter.report.build.controls import requirements_by_check
from reporter.report.build.due import due_date
from reporter.report.build.measures import group
from reporter.report.model import FindingRow
from reporter.runs import NO_CARE, AccountRecord, Care, Conflict, FollowUp, Manifest, RuleRecord

FINDING = ", ".join(f"findings.{name}" for name in COLUMNS)
"""The columns of a query that `Explanation.row` takes, in this order."""
STATUSES = {status.value: status for status in Status}
SEVERITIES = {severity.value: severity for severity in Severity}


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The data that explains the findings of one run."""

    accounts: Mapping[str, AccountRecord]
    rules: Mapping[str, RuleRecord]
    """By check id."""
    requirements: Mapping[str, str]
    """By check id; a check that answers no requirement has no entry."""
    due_days: Mapping[Severity, int]
    """By severity, for those with a due date."""
    care: Mapping[str, Care]
    """The follow-up by finding id."""
    conflicts: Mapping[str, Sequence[Conflict]]
    """By finding id."""

    def row(self, values: Sequence[str], first_seen: datetime, last_seen: datetime) -> FindingRow:
        """The finding row for the values of a finding's columns as text."""
        named = dict(zip(COLUMNS, values, strict=True))
        named["status"], named["severity"] = STATUSES[named["status"]], SEVERITIES[named["severity"]]
        care = self.care.get(named["id"], NO_CARE)
        named["owner"] = care.owner or named["owner"]  # the view of an earlier run has what people said up to that one
        finding = Finding(**named)  # type: ignore[arg-type] # the two that are more than text are converted above
        is_failing = finding.status is Status.FAIL
        return FindingRow(
            finding=finding,
            account=self.accounts[finding.account_id],
            rule=self.rules[finding.check_id],
            requirements=self.requirements.get(finding.check_id, ""),
            first_seen=first_seen,
            last_seen=last_seen,
            care=care,
            conflicts=self.conflicts.get(finding.id, ()),
            due=care.due or (due_date(first_seen, finding.severity, self.due_days) if is_failing else None),
        )


def explanation(manifest: Manifest, follow_up: FollowUp) -> Explanation:
    """The data that explains the findings of a run, with the latest follow-up."""
    return Explanation(
        accounts={account.id: account for account in manifest.accounts},
        rules={rule.check_id: rule for rule in manifest.rules if not rule.parameters},
        requirements=requirements_by_check(manifest),
        due_days=manifest.due_days,
        care=follow_up.care,
        conflicts=group(follow_up.conflicts, lambda conflict: conflict.finding_id),
    )
