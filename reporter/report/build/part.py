"""Selects the accounts and findings of a report."""

from __future__ import annotations

from dataclasses import dataclass

from reporter.report.build.cut import Acting, Cut, narrowed
from reporter.report.build.measures import group
from reporter.runs import Manifest, RunFolder
from reporter.runs.findings_view import Extract, opened


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a run that a report is made of."""

    folder: RunFolder
    manifest: Manifest
    """With the accounts of the part only."""
    cut: Cut
    extract: Extract
    """The findings of the part."""

    @property
    def all_owners(self) -> Extract:
        """The findings in the accounts of the part, of any owner."""
        return _extract(self.folder, self.manifest)


def part_of(folder: RunFolder, manifest: Manifest, cut: Cut) -> Part:
    """The part of a run that a cut selects; raises `UserError` if it is empty."""
    acting = _acting(_extract(folder, manifest)) if cut.owner else {}
    own = narrowed(manifest, cut, acting)
    return Part(folder, own, cut, _extract(folder, own, cut.owner))


def _extract(folder: RunFolder, manifest: Manifest, owner: str = "") -> Extract:
    owners = {account.id: account.owner for account in manifest.accounts}
    return Extract(file=folder.findings, owners=owners, care=folder.follow_up().care, owner=owner)


def _acting(extract: Extract) -> Acting:
    with opened(extract) as connection:
        pairs = connection.execute("SELECT DISTINCT account_id, owner FROM findings").fetchall()
    by_account = group(pairs, lambda pair: pair[0])
    return {account_id: {owner for _, owner in alike} for account_id, alike in by_account.items()}
