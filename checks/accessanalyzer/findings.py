"""Whether access from outside, as IAM Access Analyzer found it, was removed or archived."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

from reporter.api import (
    CAN_ONLY_HARM,
    Known,
    Region,
    Scanned,
    ScanTime,
    Severity,
    Shared,
    Unavailable,
    Verdict,
    and_more,
    check,
    failed,
    not_applicable,
    not_assessed,
    passed,
)
from reporter.aws.accessanalyzer.findings import AnalyzerFindings, OpenFinding, OpenFindings, OrganizationFindings

NAMED = 10
"""A reason stays readable, whatever an analyzer finds."""


@check(
    "accessanalyzer-findings-resolved",
    title="IAM Access Analyzer findings of external access should be resolved or archived",
    finding="IAM Access Analyzer has open findings of external access in the region",
    severity=Severity.MEDIUM,
    remediation="Remove the access, or archive the finding; an archive rule does so for access that is intended.",
    cli="# in the account of the analyzer. ANALYZER: its ARN, from list-analyzers\n"
    "aws accessanalyzer list-analyzers --region {region}\n"
    "aws accessanalyzer list-findings-v2 --region {region} --analyzer-arn ANALYZER --query "
    "'findings[].[id, status, resource]'\n"
    "# where the access is intended. FINDING: the id of the finding\n"
    "aws accessanalyzer update-findings --region {region} --analyzer-arn ANALYZER --status ARCHIVED --ids FINDING",
)
def external_access_is_resolved(
    region: Region,
    own: Known[AnalyzerFindings],
    organization: Annotated[Shared[OrganizationFindings], CAN_ONLY_HARM],
    scanned: Scanned,
    now: ScanTime,
    *,
    grace_days: int = 7,
) -> Verdict:
    """An open finding is access from another account or from everyone that no person has judged yet."""
    of_others = [one for one in organization.found if one.account_id != region.account_id]
    sources: list[AnalyzerFindings | OrganizationFindings] = [*own.found, *of_others]
    counted = Counted(region.account_id, scanned.account_ids, now, grace_days)
    findings = list(counted.of(sources))
    old = counted.old(findings)
    if old:
        return failed(_listed(old))
    unread = _unread(sources) or own.unread
    if unread:
        return not_assessed(unread)
    if not sources:
        why = "no active analyzer of external access"
        return not_applicable("; ".join(filter(None, [why, organization.doubt])))
    return passed(_open(findings, grace_days))


@dataclass(frozen=True, slots=True)
class Counted:
    """Which findings count for an account."""

    account_id: str
    scanned: frozenset[str]
    now: ScanTime
    grace_days: int

    def of(self, sources: Sequence[AnalyzerFindings | OrganizationFindings]) -> Iterator[OpenFinding]:
        """Those about its own resources, and in its own analyzers those about accounts that are not scanned."""
        for source in sources:
            for one in source.found.findings if isinstance(source.found, OpenFindings) else ():
                in_own_analyzer = source.account_id == self.account_id
                if one.account_id == self.account_id or (in_own_analyzer and one.account_id not in self.scanned):
                    yield one

    def old(self, findings: Sequence[OpenFinding]) -> list[OpenFinding]:
        """Those that show access and are older than what is granted."""
        shown = {one.id: one for one in findings if not one.error}
        return [one for one in shown.values() if self.now.days_since(one.created) > self.grace_days]


def _unread(sources: Sequence[AnalyzerFindings | OrganizationFindings]) -> Unavailable | None:
    return next((source.found for source in sources if isinstance(source.found, Unavailable)), None)


def _listed(findings: Sequence[OpenFinding]) -> str:
    named = [f"{one.resource} since {one.created:%Y-%m-%d}" for one in findings[:NAMED]]
    return "; ".join(filter(None, [*named, and_more(len(findings) - NAMED)]))


def _open(findings: Sequence[OpenFinding], grace_days: int) -> str:
    """What is open all the same: young findings, and resources that could not be analysed."""
    errors = sorted({f"{one.resource}: {one.error}" for one in findings if one.error})
    young = sum(not one.error for one in findings)
    counted = [f"open for at most {grace_days} days: {young}"] if young else []
    return "; ".join([*counted, *(f"not analysed: {error}" for error in errors[:NAMED])])
