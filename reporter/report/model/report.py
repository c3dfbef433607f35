"""The report of a run: what every format shows, computed once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from reporter.model.verdicts import Severity
from reporter.report.build.audit import EvidenceRow, ResourceRow, WeaknessRow
from reporter.report.model.rows import AccountRow, ChangeRow, ControlRow, CoverageRow, FindingRow, WaiverRow
from reporter.report.model.summary import Summary, TrendPoint
from reporter.runs import AccountRecord, Conflict, Manifest
from reporter.runs.history import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The data that every format is rendered from."""

    run: Manifest
    part: str = ""
    """The part as in file names, for example `owner-shop-team`; empty for the whole run."""
    summary: Summary
    coverage: tuple[CoverageRow, ...]
    accounts: tuple[AccountRow, ...]
    controls: tuple[ControlRow, ...]
    findings: Collection[FindingRow]
    """Read from the run again at each iteration."""
    resources: Iterable[ResourceRow] = ()
    """Read from the run again at each iteration."""
    weaknesses: tuple[WeaknessRow, ...] = ()
    accepted: tuple[WeaknessRow, ...] = ()
    """The weaknesses accepted by waivers: a row for each check, account and waiver."""
    evidence: Collection[EvidenceRow] = ()
    trend: tuple[TrendPoint, ...] = ()
    """The runs so far; this run is last."""
    compared_with: Manifest | None = None
    """The previous run; None for the first run."""
    changes: Collection[ChangeRow] = ()
    """Read from the runs again at each iteration."""
    change_counts: Mapping[Change, int] = field(default_factory=dict)
    """The number of findings by change; FIXED without those that pass because the rules changed.

    New, reopened and still open add up to what fails now. Empty for the first run.
    """
    rule_change_counts: Mapping[Change, int] = field(default_factory=dict)
    """The number of findings by change, where a change of the rules is the cause."""
    new_by_severity: Mapping[Severity, int] = field(default_factory=dict)
    """The number of new failures by severity; empty for the first run."""
    newly_scanned: tuple[AccountRecord, ...] = ()
    """Accounts that this run scanned and the previous run did not: they joined, or could not be reached."""
    new_there: Mapping[Severity, int] = field(default_factory=dict)
    """The number of new failures in the newly scanned accounts, by severity."""
    joined: tuple[AccountRecord, ...] = ()
    """Accounts that were to be scanned in this run only."""
    left: tuple[AccountRecord, ...] = ()
    """Accounts that were to be scanned in the previous run only."""
    waivers: tuple[WaiverRow, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    """Values typed into workbooks that were not accepted."""
    unread: tuple[str, ...] = ()
    """What could not be read of an earlier follow-up: a sentence each."""
    run_hash: str = ""
    """SHA-256 of the manifest, byte for byte."""
    rules_hash: str = ""
    """SHA-256 of the rules in force with their settings: equal for two runs that asked the same."""
