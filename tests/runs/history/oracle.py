"""The changes of findings from week to week, computed again in plain Python: slow and simple."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reporter.model.finding import Finding
from reporter.runs import AccountRecord, Manifest, RuleRecord

OPEN = ("FAIL", "WAIVED")


@dataclass(frozen=True)
class Week:
    """A run."""

    manifest: Manifest
    findings: tuple[Finding, ...]

    def row(self, id_: str) -> Finding | None:
        return next((one for one in self.findings if one.id == id_), None)

    def account(self, id_: str) -> AccountRecord | None:
        return next((one for one in self.manifest.accounts if one.id == id_ and one.state != "left-out"), None)

    def rule(self, id_: str) -> RuleRecord | None:
        return next((one for one in self.manifest.rules if one.check_id == id_), None)

    def why_missing(self, lost: Finding, regions: Sequence[str]) -> str:
        """Why a finding has no row; `regions` are those of its account when it was open."""
        account, rule = self.account(lost.account_id), self.rule(lost.check_id)
        if account is None:
            return "account-left"
        if rule is None:
            return "no-longer-asked"
        if account.state != "scanned":
            return "no-longer-assessed"
        if lost.region in regions and lost.region not in account.regions:
            return "no-longer-asked"
        rows = [one for one in self.findings if (one.check_id, one.account_id) == (lost.check_id, lost.account_id)]
        gaps = [one for one in rows if one.status == "NOT_ASSESSED" and one.resource_type != rule.resource_type]
        blind = any(gap.region in ("global", lost.region) for gap in gaps)
        return "no-longer-assessed" if blind or not rows else "resource-gone"


@dataclass
class Life:
    """A finding, followed from run to run."""

    ever_open: bool = False
    is_open: bool = False
    known: str = ""
    rule: RuleRecord | None = None
    """The rule when the finding was last known, else when it was last asked."""
    place: Finding | None = None
    regions: Sequence[str] = ()
    missing: str = ""
    """Why it had no row in the last run."""

    def pass_through(self, week: Week, id_: str, check_id: str) -> None:
        row, self.missing = week.row(id_), ""
        if not self.known:
            self.rule = week.rule(check_id) or self.rule
        if row is None and self.is_open and self.place:
            self.missing = week.why_missing(self.place, self.regions)
            self.is_open = self.missing != "resource-gone"
        if row is not None and row.status != "NOT_ASSESSED":
            self.known, self.is_open, self.rule = row.status, row.status in OPEN, week.rule(check_id)
            self.ever_open = self.ever_open or self.is_open
            account = week.account(row.account_id)
            self.place, self.regions = row, account.regions if account else ()

    def becomes(self, week: Week, id_: str) -> str:
        """The change in the last week; empty if there is none."""
        row = week.row(id_)
        if row is None:
            why = week.why_missing(self.place, self.regions) if self.is_open and self.place else ""
            return "" if why == self.missing and why in ("account-left", "no-longer-asked") else why
        if row.status == "FAIL":
            if not self.ever_open:
                return "new"
            if not self.is_open:
                return "reopened"
            return "waiver-ended" if self.known == "WAIVED" else "still-open"
        if not self.is_open:
            return ""
        changes = {"NOT_ASSESSED": "no-longer-assessed", "WAIVED": "waived" if self.known == "FAIL" else ""}
        return changes.get(row.status, "fixed")

    def by_rules(self, week: Week, check_id: str) -> bool:
        """Whether the check is another than before."""
        now = week.rule(check_id)
        if now is None:
            return False
        if self.rule is None:
            return True
        other_code = bool(now.version and self.rule.version) and now.version != self.rule.version
        return other_code or (now.settings, now.severity) != (self.rule.settings, self.rule.severity)


def changes_of(weeks: Sequence[Week]) -> dict[str, tuple[str, bool]]:
    """By finding id: the change in the last week, and whether the rules caused it."""
    *before, now = weeks
    checks = {one.id: one.check_id for week in weeks for one in week.findings}
    result = {}
    for id_, check_id in checks.items():
        life = Life()
        for week in before:
            life.pass_through(week, id_, check_id)
        change = life.becomes(now, id_)
        blameless = change in ("new", "reopened", "fixed", "resource-gone")
        if change:
            result[id_] = change, blameless and life.by_rules(now, check_id)
    return result
