"""Distributions of CloudFront, and where their access logs go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from reporter.aws.shared.identity import by_arn
from reporter.engine.collector import Aws, Listing, collects
from reporter.engine.listing import each
from reporter.model.answers import Fact, Unavailable
from reporter.model.gaps import Known
from reporter.model.subjects import Account, Resource

LOGS_REGION = "us-east-1"
"""The only region in which CloudWatch Logs delivers logs of CloudFront."""
COMMERCIAL = "aws"
"""The only partition in which it does."""
ACCESS_LOGS = "ACCESS_LOGS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution(Resource):
    """A distribution."""

    kind: ClassVar[str] = "AWS::CloudFront::Distribution"


@dataclass(frozen=True, slots=True)
class LegacyLogging(Fact):
    """Whether a distribution itself writes access logs to a bucket."""

    enabled: bool


@dataclass(frozen=True, slots=True)
class LogDeliveries(Fact):
    """The ARNs of distributions whose access logs CloudWatch Logs delivers."""

    arns: frozenset[str]


@dataclass(frozen=True, slots=True)
class KnownDeliveries(Fact):
    """The same, also where they could not be read: a distribution may log access in the other way."""

    arns: frozenset[str] = frozenset()
    unread: Unavailable | None = None
    """The reason why they are not known; None where they are."""


@collects("cloudfront:ListDistributions")
def distributions(aws: Aws, account: Account) -> Listing[Distribution]:
    """The distributions of the account, which are in no region."""
    return each(account, _listed(aws), by_arn(account, "ARN", "Id"), lambda who, _: Distribution(**who))


def _listed(aws: Aws) -> Iterator[Mapping[str, Any]]:
    """The items of all pages. Where there are none, the answer says so by their number, and has no list."""
    for page in aws.pages("cloudfront", "list_distributions", page_size=100):
        listed = page["DistributionList"]
        yield from listed["Items"] if listed["Quantity"] else ()


@collects("cloudfront:GetDistributionConfig")
def legacy_logging(aws: Aws, distribution: Distribution) -> LegacyLogging:
    """The setting of the distribution itself, which the list does not have."""
    answer = aws.call("cloudfront", "get_distribution_config", Id=distribution.name)
    return LegacyLogging(answer["DistributionConfig"]["Logging"]["Enabled"])


@collects("logs:DescribeDeliverySources", "logs:DescribeDeliveries")
def log_deliveries(aws: Aws, account: Account, found: Known[Distribution]) -> LogDeliveries:
    """The deliveries of access logs; not asked for where there is no distribution."""
    if account.partition != COMMERCIAL or not found.found:
        return LogDeliveries(frozenset())
    where: dict[str, Any] = {"page_size": 50, "region": LOGS_REGION}
    listed = aws.items("logs", "describe_delivery_sources", "deliverySources", **where)
    sources = {one["name"]: one["resourceArns"] for one in listed if one["logType"] == ACCESS_LOGS}
    deliveries = aws.items("logs", "describe_deliveries", "deliveries", **where)
    delivered = {one["deliverySourceName"] for one in deliveries}
    return LogDeliveries(frozenset(arn for name, arns in sources.items() if name in delivered for arn in arns))


@collects()
def known_deliveries(account: Account, deliveries: LogDeliveries | Unavailable) -> KnownDeliveries:
    """The deliveries, or the reason why they are not known."""
    if isinstance(deliveries, Unavailable):
        return KnownDeliveries(unread=deliveries)
    return KnownDeliveries(deliveries.arns)
