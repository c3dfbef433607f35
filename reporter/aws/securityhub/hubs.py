"""Security Hub CSPM: whether each region is subscribed, and to which standards and integrations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reporter.aws.shared.known import known
from reporter.engine.collector import Aws, collects
from reporter.model.answers import Fact
from reporter.model.subjects import Region

OFF = frozenset({"InvalidAccessException", "ResourceNotFoundException"})
"""Error codes for a region that is not subscribed."""
WORKING = ("READY", "INCOMPLETE", "PENDING")
"""The states of a standard that is on; AWS shows PENDING while it adds controls, too."""
STATUSES = (*WORKING, "FAILED", "DELETING")
AWS_ITSELF = "AWS"


@dataclass(frozen=True, slots=True)
class Hub(Fact):
    """Whether a region is subscribed to Security Hub CSPM."""

    arn: str
    """Empty where it is not."""


@dataclass(frozen=True, slots=True)
class Standard:
    """A standard that a region has enabled."""

    arn: str
    status: str
    provider: str
    why: str = ""
    """The code of AWS for a standard that is not ready."""

    @property
    def name(self) -> str:
        """The name and version at the end of its ARN."""
        return self.arn.split(":", 5)[-1].removeprefix("standards/").removeprefix("ruleset/").replace("/v/", " ")

    @property
    def works(self) -> bool:
        """Whether it judges resources in AWS."""
        return self.status in WORKING and self.provider == AWS_ITSELF


@dataclass(frozen=True, slots=True)
class EnabledStandards(Fact):
    """The standards of a region."""

    standards: tuple[Standard, ...] = ()
    subscribed: bool = True
    """Whether the region has a hub."""


@dataclass(frozen=True, slots=True)
class EnabledIntegrations(Fact):
    """The products that send findings to the hub of a region."""

    arns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HubV2(Fact):
    """Whether the newer Security Hub is on in a region."""

    enabled: bool


@collects("securityhub:DescribeHub")
def hub(aws: Aws, region: Region) -> Hub:
    """The hub of a region."""
    answer = aws.find("securityhub", "describe_hub", absent=OFF, region=region.region)
    return Hub(answer["HubArn"] if answer is not None else "")


@collects("securityhub:GetEnabledStandards")
def enabled_standards(aws: Aws, region: Region, hub: Hub) -> EnabledStandards:
    """The standards of a region; not asked for where there is no hub."""
    if not hub.arn:
        return EnabledStandards(subscribed=False)
    listed = aws.items(
        "securityhub", "get_enabled_standards", "StandardsSubscriptions", page_size=100, region=region.region
    )
    return EnabledStandards(tuple(dict.fromkeys(map(_standard, listed))))


def _standard(item: Mapping[str, Any]) -> Standard:
    """A standard; one without a provider is of AWS, and one that is ready has no reason."""
    why = item.get("StandardsStatusReason", {}).get("StatusReasonCode", "")
    status = known(item["StandardsStatus"], STATUSES)
    return Standard(item["StandardsArn"], status, item.get("Provider", AWS_ITSELF), why)


@collects("securityhub:ListEnabledProductsForImport")
def enabled_integrations(aws: Aws, region: Region, hub: Hub) -> EnabledIntegrations:
    """The integrations of a region; not asked for where there is no hub."""
    if not hub.arn:
        return EnabledIntegrations(())
    operation = "list_enabled_products_for_import"
    pages = aws.pages("securityhub", operation, page_size=100, region=region.region)
    return EnabledIntegrations(tuple(arn for page in pages for arn in page["ProductSubscriptions"]))


@collects("securityhub:DescribeSecurityHubV2")
def hub_v2(aws: Aws, region: Region) -> HubV2:
    """Whether the newer Security Hub is on."""
    found = aws.find(
        "securityhub", "describe_security_hub_v2", absent="ResourceNotFoundException", region=region.region
    )
    return HubV2(found is not None and bool(found["HubV2Arn"]))
