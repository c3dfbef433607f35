"""What is delivered of a run: the reports of the whole and of its parts, the owners, and the links."""

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
    """A run to be delivered; reports that several channels need are made once."""

    folder: RunFolder
    manifest: Manifest
    settings: Settings
    where: str
    """The path or S3 URL at which people find the run."""
    ledger: Ledger
    scratch: Path
    """A temporary folder for rendered files: the reports of the run may be in use."""
    notes: list[str] = field(default_factory=list)
    """Notes for the sender about what did not fail but needs attention."""

    @property
    def command(self) -> str:
        """The command that sends what is missing."""
        return f"reporter send {quote(self.where)}{self.settings.option}"

    @cached_property
    def past(self) -> Past:
        """The history of the run, computed once for all parts."""
        return earlier(self.folder, self.manifest)

    @cached_property
    def whole(self) -> Report:
        """The report of the whole run."""
        return build_report(self.folder, self.manifest, past=self.past)

    def report(self, cut: Cut = WHOLE) -> Report:
        """The report of the run or of a part; raises `UserError` if there is no such part."""
        if not cut:
            return self.whole
        report = build_report(self.folder, self.manifest, cut, self.past)
        return replace(report, part=self._own_name(cut))

    def _own_name(self, cut: Cut) -> str:
        """The slug of a part; it has a hash if another owner's name gives the same slug, so no file is shared."""
        alike = sum(Cut(owner=owner).slug == cut.slug for owner in self.owners)
        return cut.slug if alike == 1 else f"{cut.slug}-{sha256(cut.label.encode()).hexdigest()[:8]}"

    def files(self, report: Report, format_: str = "xlsx") -> list[Path]:
        """The files of a report in one format."""
        return render(report, [format_], self.scratch)

    @cached_property
    def owners(self) -> tuple[str, ...]:
        """The names of all owners in the run, sorted."""
        return tuple(sorted({row.owner for row in self.whole.summary.owners if row.owner}))

    @cached_property
    def addresses(self) -> Mapping[str, str]:
        """The mail address of each owner; addresses in the configuration come first.

        The other sources are the owner rules of the run, and owners of accounts that are addresses themselves. The run
        may come from others, so these addresses must have a domain to which the configuration sends mails anyway.
        Owners typed into a workbook are not used as addresses.
        """
        owners = {account.owner: account.owner for account in self.manifest.accounts if is_address(account.owner)}
        known = owners | _addresses(self.manifest.owners)
        near = {owner: address for owner, address in known.items() if _domain(address) in self._domains}
        return near | _addresses(self.settings.owners)

    @cached_property
    def _domains(self) -> frozenset[str]:
        mail = self.settings.deliver.mail
        named = (mail.sender, mail.reply_to, *mail.to) if mail else ()
        return frozenset(_domain(address) for address in (*named, *(rule.address for rule in self.settings.owners)))

    @property
    def unaddressed(self) -> tuple[str, ...]:
        """The owners without a known address."""
        return tuple(owner for owner in self.owners if owner not in self.addresses)

    def place(self, part: str = "") -> str:
        """The link to the reports of a part in S3; empty without one, or if it leads out of the configured place."""
        link, s3 = self.ledger.receipt("s3", part), self.settings.deliver.s3
        return link if s3 and leads_into(link, s3.url) else ""


def _addresses(rules: Sequence[OwnerRule]) -> dict[str, str]:
    """The address by owner; the first rule of an owner counts."""
    return {rule.name: rule.address for rule in reversed(rules) if rule.address}


def _domain(address: str) -> str:
    """The domain of an address, in lower case."""
    return bare(address).rpartition("@")[2].casefold()
