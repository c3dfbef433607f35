"""IAM Access Analyzer: the analyzers of each region."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from reporter.aws.shared.known import known
from reporter.engine.collector import Aws, Listing, collects
from reporter.engine.listing import Identity, each
from reporter.engine.shared import OrganizationWide
from reporter.model.subjects import Region, Resource

ORGANIZATION = "ORGANIZATION"
EXTERNAL = frozenset({"ACCOUNT", ORGANIZATION})
"""The types of analyzers for external access; the others look for unused or internal access."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Analyzer(Resource):
    """An analyzer, in its own region."""

    kind: ClassVar[str] = "AWS::AccessAnalyzer::Analyzer"

    type: str
    status: str

    @property
    def external(self) -> bool:
        """Whether it looks for access from outside the account or the organisation."""
        return self.type in EXTERNAL

    @property
    def active(self) -> bool:
        """Whether it is active."""
        return self.status == "ACTIVE"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationAnalyzer(OrganizationWide):
    """An analyzer for external access to any account of the organisation, in its own region.

    A member does not see the analyzers of its management account or of a delegated administrator.
    """

    kind: ClassVar[str] = "AWS::AccessAnalyzer::Analyzer"
    administered_by: ClassVar[str] = "access-analyzer.amazonaws.com"

    active: bool


TYPES = {f"{zone}{kind}" for zone in ("ACCOUNT", "ORGANIZATION") for kind in ("", "_UNUSED_ACCESS", "_INTERNAL_ACCESS")}
STATUSES = {"ACTIVE", "CREATING", "DISABLED", "FAILED"}


@collects("access-analyzer:ListAnalyzers")
def analyzers(aws: Aws, region: Region) -> Listing[Analyzer]:
    """The analyzers of a region, of all types."""
    found = aws.items("accessanalyzer", "list_analyzers", "analyzers", page_size=100, region=region.region)
    return each(region, found, partial(_who, region), _analyzer)


def _who(region: Region, found: Mapping[str, Any]) -> Identity:
    return Identity(
        account_id=region.account_id,
        region=region.region,
        arn=found["arn"],
        name=found["arn"].rpartition("/")[2],
        tags=found.get("tags", {}),
    )


def _analyzer(who: Identity, found: Mapping[str, Any]) -> Analyzer:
    return Analyzer(**who, type=known(found["type"], TYPES), status=known(found["status"], STATUSES))


@collects()
def organization_analyzers(region: Region, found: Sequence[Analyzer]) -> Iterator[OrganizationAnalyzer]:
    """The analyzers of the account that serve its whole organisation."""
    for analyzer in found:
        if analyzer.type == ORGANIZATION:
            yield OrganizationAnalyzer(
                account_id=region.account_id,
                region=region.region,
                arn=analyzer.arn,
                name=analyzer.name,
                tags=analyzer.tags,
                active=analyzer.active,
            )
