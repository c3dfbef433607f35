"""Doors to buckets that have settings of their own: access points, in one region and in several."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from reporter.aws.s3 import flags_off
from reporter.collectors import Aws, collects
from reporter.model import GLOBAL, Account, Fact, Region, Resource

CONTROL_REGION = "us-west-2"
"""The one region that tells of Multi-Region Access Points."""
UNFINISHED = frozenset({"CREATING", "DELETING"})
PAGE_SIZE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessPoint(Resource):
    """A named door to one bucket."""

    kind: ClassVar[str] = "AWS::S3::AccessPoint"

    bucket: str
    """The name of the bucket it leads to."""


@dataclass(frozen=True, slots=True)
class AccessPointBlock(Fact):
    """Which of the four Block Public Access settings are off at the access point."""

    off: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MultiRegionAccessPoint(Resource):
    """A door to buckets in several regions, under one global address."""

    kind: ClassVar[str] = "AWS::S3::MultiRegionAccessPoint"

    off: frozenset[str]
    """Which of the four Block Public Access settings are off at it."""


@collects("s3:ListAccessPoints")
def access_points(aws: Aws, region: Region) -> Iterator[AccessPoint]:
    """Every access point that the account has in a region."""
    listed = aws.items(
        "s3control", "list_access_points", "AccessPointList", page_size=PAGE_SIZE, region=region.region,
        AccountId=region.account_id,
    )  # fmt: skip
    for point in listed:
        yield AccessPoint(
            account_id=region.account_id,
            region=region.region,
            arn=point["AccessPointArn"],
            name=point["Name"],
            bucket=point["Bucket"],
        )


@collects("s3:GetAccessPoint")
def access_point_block(aws: Aws, point: AccessPoint) -> AccessPointBlock:
    """The settings of an access point are made with it, and never change."""
    answer = aws.call("s3control", "get_access_point", region=point.region, AccountId=point.account_id, Name=point.name)
    return AccessPointBlock(flags_off(answer["PublicAccessBlockConfiguration"]))


@collects("s3:ListMultiRegionAccessPoints")
def multi_region_access_points(aws: Aws, account: Account) -> Iterator[MultiRegionAccessPoint]:
    """Every finished one, wherever its buckets are; only the commercial partition has any."""
    if account.partition != "aws":
        return
    listed = aws.items(
        "s3control", "list_multi_region_access_points", "AccessPoints", page_size=PAGE_SIZE, region=CONTROL_REGION,
        AccountId=account.account_id,
    )  # fmt: skip
    for point in listed:
        if point["Status"] not in UNFINISHED:
            yield MultiRegionAccessPoint(
                account_id=account.account_id,
                region=GLOBAL,
                arn=f"arn:{account.partition}:s3::{account.account_id}:accesspoint/{point['Alias']}",
                name=point["Name"],
                off=flags_off(point["PublicAccessBlock"]),
            )
