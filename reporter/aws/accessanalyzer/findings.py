"""IAM Access Analyzer: the active findings of analyzers of external access, for the account and its organisation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar

from reporter.aws.accessanalyzer.analyzers import ORGANIZATION, Analyzer
from reporter.engine.collector import Aws, collects
from reporter.engine.listing import same_as
from reporter.engine.shared import OrganizationWide
from reporter.model.answers import Fact, Unavailable
from reporter.model.subjects import Region, Resource

ACTIVE = {"status": {"eq": ["ACTIVE"]}}


@dataclass(frozen=True, slots=True)
class OpenFinding:
    """A finding that was neither resolved nor archived."""

    id: str
    account_id: str
    """The owner of the resource."""
    resource: str
    """The ARN of the resource, or the id of the finding where AWS does not name one."""
    created: datetime
    error: str = ""
    """Why the resource could not be analysed; such a finding shows no access."""


@dataclass(frozen=True, slots=True)
class OpenFindings(Fact):
    """The active findings of an analyzer; none of one that is not active or looks for other access."""

    findings: tuple[OpenFinding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalyzerFindings(Resource):
    """An active analyzer of external access, with what it found."""

    kind: ClassVar[str] = "AWS::AccessAnalyzer::Analyzer"

    of_organization: bool
    """Whether it looks at all accounts of the organisation."""
    found: OpenFindings | Unavailable


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationFindings(OrganizationWide):
    """What an active analyzer found in all accounts of the organisation; its owner's account alone sees it."""

    kind: ClassVar[str] = "AWS::AccessAnalyzer::Analyzer"
    administered_by: ClassVar[str] = "access-analyzer.amazonaws.com"

    found: OpenFindings | Unavailable


@collects("access-analyzer:ListFindings", operations=("accessanalyzer:ListFindingsV2",))
def open_findings(aws: Aws, analyzer: Analyzer) -> OpenFindings:
    """The active findings; only those of active analyzers of external access are asked for."""
    if not (analyzer.external and analyzer.active):
        return OpenFindings()
    listed = aws.items(
        "accessanalyzer",
        "list_findings_v2",
        "findings",
        page_size=100,
        region=analyzer.region,
        analyzerArn=analyzer.arn,
        filter=ACTIVE,
    )
    return OpenFindings(tuple({one["id"]: _finding(one) for one in listed}.values()))


def _finding(item: Mapping[str, Any]) -> OpenFinding:
    return OpenFinding(
        id=item["id"],
        account_id=item["resourceOwnerAccount"],
        resource=item.get("resource", item["id"]),
        created=item["createdAt"],
        error=item.get("error", ""),
    )


@collects()
def analyzer_findings(analyzer: Analyzer, found: OpenFindings | Unavailable) -> Iterator[AnalyzerFindings]:
    """The analyzer itself, if it is an active one of external access."""
    if analyzer.external and analyzer.active:
        yield AnalyzerFindings(**same_as(analyzer), of_organization=analyzer.type == ORGANIZATION, found=found)


@collects()
def organization_findings(region: Region, analyzers: Sequence[AnalyzerFindings]) -> Iterator[OrganizationFindings]:
    """The active analyzers of a region that serve the whole organisation; members see those of their own region."""
    for analyzer in analyzers:
        if analyzer.of_organization:
            found = analyzer.found
            if isinstance(found, Unavailable):
                found = replace(found, detail=f"account {region.account_id}: {found.detail}")
            yield OrganizationFindings(**same_as(analyzer), found=found)
