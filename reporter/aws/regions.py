"""The regions of an account: found out once, and only if a check needs one."""

from __future__ import annotations

from collections.abc import Iterator

from reporter.aws.known import filled
from reporter.collectors import Aws, collects
from reporter.model import Account, Region


@collects("ec2:DescribeRegions")
def regions(aws: Aws, account: Account) -> Iterator[Region]:
    """The enabled regions that are wanted, and the disabled ones that were asked for by name."""
    answer = aws.call("ec2", "describe_regions", AllRegions=False)
    enabled = {region["RegionName"] for region in filled(answer["Regions"], "the regions that every account has")}
    for name in sorted(enabled | set(aws.asked_regions)):
        if aws.wants(name):
            yield Region.of(account, name, enabled=name in enabled)
