"""What there is to deliver of a run: the reports of the whole and of its parts, who owns them, and where they lie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from reporter.config.forms import is_address
from reporter.deliver.ledger import Ledger
from reporter.history import Past, earlier
from reporter.report.build import build_report
from reporter.report.cut import WHOLE, Cut
from reporter.report.model import Report
from reporter.report.render import render
from reporter.runs import Manifest, RunFolder
from reporter.settings import Settings


@dataclass(kw_only=True)
class Consignment:
    """One run on its way out; what channels share is made once."""

    folder: RunFolder
    manifest: Manifest
    settings: Settings
    where: str
    """Where people find the run: a path, or a place in S3."""
    ledger: Ledger
    scratch: Path
    """A folder for what is rendered: people may be at work in the run's own reports."""
    notes: list[str] = field(default_factory=list)
    """What the sender should hear although nothing failed."""

    @cached_property
    def past(self) -> Past:
        """What earlier runs know: asked for every part, and found out once."""
        return earlier(self.folder, self.manifest)

    @cached_property
    def whole(self) -> Report:
        """The report of the whole run."""
        return build_report(self.folder, self.manifest, past=self.past)

    def report(self, cut: Cut = WHOLE) -> Report:
        """The report of the run or of a part; raises `UserError` if it has no such part."""
        if not cut:
            return self.whole
        report = build_report(self.folder, self.manifest, cut, self.past)
        return replace(report, part=self._own_name(cut))

    def _own_name(self, cut: Cut) -> str:
        """As always, unless two owners are named almost alike: neither may get the file of the other."""
        alike = sum(Cut(owner=owner).slug == cut.slug for owner in self.owners)
        return cut.slug if alike == 1 else f"{cut.slug}-{sha256(cut.label.encode()).hexdigest()[:8]}"

    def file(self, report: Report, format_: str = "xlsx") -> Path:
        """A report in one format."""
        [file] = render(report, [format_], self.scratch)
        return file

    @cached_property
    def owners(self) -> tuple[str, ...]:
        """The names of all who own something in the run, in order."""
        return tuple(sorted({row.owner for row in self.whole.summary.owners if row.owner}))

    @cached_property
    def addresses(self) -> Mapping[str, str]:
        """By owner: where to write to. The rules of the run come first; an account's owner may be an address itself.

        An owner whom somebody typed into a workbook may not: whoever did would decide who reads the report.
        """
        rules = [*self.manifest.owners, *self.settings.owners]
        known = {rule.name: rule.address for rule in reversed(rules) if rule.address}
        owners = {account.owner for account in self.manifest.accounts}
        return {owner: owner for owner in owners if is_address(owner)} | known

    @property
    def unaddressed(self) -> tuple[str, ...]:
        """The owners of whom no address is known."""
        return tuple(owner for owner in self.owners if owner not in self.addresses)

    def place(self, part: str = "") -> str:
        """Where the reports of a part lie in S3; empty if they do not."""
        return self.ledger.receipt("s3", part)
