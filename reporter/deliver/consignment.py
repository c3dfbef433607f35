"""What there is to deliver of a run: the reports of the whole and of its parts, who owns them, and where they lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from shlex import quote

from reporter.config.file.values import is_address
from reporter.config.settings import OwnerRule, Settings
from reporter.deliver.ledger import Ledger
from reporter.deliver.mail.headers import bare
from reporter.report.build.build import build_report
from reporter.report.build.cut import WHOLE, Cut
from reporter.report.formats.render import render
from reporter.report.model import Report
from reporter.runs import Manifest, RunFolder
from reporter.runs.history import Past, earlier
from reporter.sessions import leads_into


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

    @property
    def command(self) -> str:
        """What to type to send the rest."""
        return f"reporter send {quote(self.where)}{self.settings.option}"

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
        """By owner: where to write to, as the configuration says, which comes first.

        What else the run knows, by its rules or because an account's owner is an address itself, comes from whoever
        handed us the run: it has to be at home where the configuration writes to anyway. An owner whom somebody typed
        into a workbook may not be an address at all.
        """
        owners = {account.owner: account.owner for account in self.manifest.accounts if is_address(account.owner)}
        told = owners | _addresses(self.manifest.owners)
        near = {owner: address for owner, address in told.items() if _domain(address) in self._domains}
        return near | _addresses(self.settings.owners)

    @cached_property
    def _domains(self) -> frozenset[str]:
        mail = self.settings.deliver.mail
        named = (mail.sender, mail.reply_to, *mail.to) if mail else ()
        return frozenset(_domain(address) for address in (*named, *(rule.address for rule in self.settings.owners)))

    @property
    def unaddressed(self) -> tuple[str, ...]:
        """The owners of whom no address is known."""
        return tuple(owner for owner in self.owners if owner not in self.addresses)

    def place(self, part: str = "") -> str:
        """Where the reports of a part lie in S3; empty if they do not, or not where the configuration puts them."""
        link, s3 = self.ledger.receipt("s3", part), self.settings.deliver.s3
        return link if s3 and leads_into(link, s3.url) else ""


def _addresses(rules: Sequence[OwnerRule]) -> dict[str, str]:
    """By owner: of several the first."""
    return {rule.name: rule.address for rule in reversed(rules) if rule.address}


def _domain(address: str) -> str:
    """What stands behind the @, in small letters."""
    return bare(address).rpartition("@")[2].casefold()
