"""The log groups of CloudWatch Logs, and how long they keep their events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from reporter.engine.collector import Aws, Listing, collects
from reporter.engine.listing import Identity, each
from reporter.model.subjects import Region, Resource


@dataclass(frozen=True, slots=True, kw_only=True)
class LogGroup(Resource):
    """A log group, in its own region."""

    kind: ClassVar[str] = "AWS::Logs::LogGroup"

    retention_days: int | None
    """None where events never expire."""
    retention_policy: str = ""
    """The name of the account's retention policy that gives the value; empty for a value of its own."""
    log_class: str = ""
    """`STANDARD`, `INFREQUENT_ACCESS` or `DELIVERY`."""


@collects("logs:DescribeLogGroups")
def log_groups(aws: Aws, region: Region) -> Listing[LogGroup]:
    """Every log group of a region."""
    found = aws.items("logs", "describe_log_groups", "logGroups", page_size=50, region=region.region)
    return each(region, found, partial(_who, region), _log_group)


def _who(region: Region, item: Mapping[str, Any]) -> Identity:
    return Identity(
        account_id=region.account_id,
        region=region.region,
        arn=item["arn"].removesuffix(":*"),
        name=item["logGroupName"],
        tags={},
    )


def _log_group(who: Identity, item: Mapping[str, Any]) -> LogGroup:
    """AWS leaves out what is not set: the number of days, and the policy."""
    return LogGroup(
        **who,
        retention_days=item.get("retentionInDays"),
        retention_policy=item.get("retentionPolicyName", ""),
        log_class=item["logGroupClass"],
    )
