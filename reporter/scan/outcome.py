"""The result of a scan, with the figures that its caller needs at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from reporter.model.finding import Finding
from reporter.model.verdicts import Severity, Status
from reporter.runs import Manifest, RunFolder, State


@dataclass(slots=True)
class ScanTally:
    """Findings counted by status and by severity; findings that only a framework asked for do not count."""

    statuses: Counter[Status] = field(default_factory=Counter)
    failures: Counter[Severity] = field(default_factory=Counter)
    together: Counter[str] = field(default_factory=Counter)
    """Failures that summaries show together, by group; see `Finding.fold`."""
    places: set[tuple[str, str, str]] = field(default_factory=set)
    """Group, account and region of each place with such failures."""

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> ScanTally:
        """The figures of one account."""
        main = [finding for finding in findings if not finding.parameters]
        failing = [finding for finding in main if finding.status is Status.FAIL]
        folded = [finding for finding in failing if finding.fold]
        return cls(
            Counter(finding.status for finding in main),
            Counter(finding.severity for finding in failing),
            Counter(finding.fold for finding in folded),
            {(finding.fold, finding.account_id, finding.region) for finding in folded},
        )

    def merge(self, other: ScanTally) -> None:
        """Add the figures of another account."""
        self.statuses.update(other.statuses)
        self.failures.update(other.failures)
        self.together.update(other.together)
        self.places |= other.places


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a scan."""

    folder: RunFolder
    manifest: Manifest
    by_account: dict[str, ScanTally]

    @property
    def tally(self) -> ScanTally:
        """The figures of all accounts together."""
        total = ScanTally()
        for tally in self.by_account.values():
            total.merge(tally)
        return total

    @property
    def interrupted(self) -> bool:
        """Whether accounts are missing because the scan was stopped."""
        return self.manifest.state is State.PARTIAL

    @property
    def complete(self) -> bool:
        """Whether everything that was requested was assessed."""
        unreachable = any(account.state == "unreachable" for account in self.manifest.accounts)
        return not self.interrupted and not unreachable and not self.tally.statuses[Status.NOT_ASSESSED]


def outcome_of(folder: RunFolder) -> Outcome:
    """The outcome of a closed run, from its folder; raises `RunBroken`."""
    manifest = folder.manifest()
    judged = [record.id for record in manifest.accounts if record.entered]
    return Outcome(folder, manifest, {id_: ScanTally.of(folder.decoded_findings(id_)) for id_ in judged})
