"""Doors to buckets that have settings of their own: access points, in one region and in several."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from reporter.aws.identity import partition_of
from reporter.aws.s3 import flags_off
from reporter.collectors import Aws, Listing, collects
from reporter.listing import Identity, each
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
def access_points(aws: Aws, region: Region) -> Listing[AccessPoint]:
    """Every access point that the account has in a region."""
    found = _listed(aws, "list_access_points", "AccessPointList", region.region, region.account_id)
    return each(region, found, partial(_in_region, region), _access_point)


def _in_region(region: Region, point: Mapping[str, Any]) -> Identity:
    """Where AWS leaves out the ARN: it is made of the name."""
    prefix = f"arn:{partition_of(region)}:s3:{region.region}:{region.account_id}:accesspoint"
    return Identity(
        account_id=region.account_id,
        region=region.region,
        arn=point.get("AccessPointArn", f"{prefix}/{point['Name']}"),
        name=point["Name"],
        tags={},
    )


def _access_point(who: Identity, point: Mapping[str, Any]) -> AccessPoint:
    return AccessPoint(**who, bucket=point["Bucket"])


@collects("s3:GetAccessPoint")
def access_point_block(aws: Aws, point: AccessPoint) -> AccessPointBlock:
    """The settings of an access point are made with it, and never change."""
    answer = aws.call("s3control", "get_access_point", region=point.region, AccountId=point.account_id, Name=point.name)
    return AccessPointBlock(flags_off(answer["PublicAccessBlockConfiguration"]))


@collects("s3:ListMultiRegionAccessPoints")
def multi_region_access_points(aws: Aws, account: Account) -> Listing[MultiRegionAccessPoint]:
    """Every finished one, wherever its buckets are; only the commercial partition has any."""
    if account.partition != "aws":
        return iter(())
    found = _listed(aws, "list_multi_region_access_points", "AccessPoints", CONTROL_REGION, account.account_id)
    return each(account, found, partial(_in_account, account), _multi_region_access_point)


def _in_account(account: Account, point: Mapping[str, Any]) -> Identity:
    """The ARN has the alias; for one that cannot be read, the name has to do, which is as unique in the account."""
    return Identity(
        account_id=account.account_id,
        region=GLOBAL,
        arn=f"arn:{account.partition}:s3::{account.account_id}:accesspoint/{point.get('Alias') or point['Name']}",
        name=point["Name"],
        tags={},
    )


def _multi_region_access_point(who: Identity, point: Mapping[str, Any]) -> MultiRegionAccessPoint | None:
    if point["Status"] in UNFINISHED:
        return None
    if "Alias" not in point:
        raise LookupError("no Alias, which its ARN is made of")
    return MultiRegionAccessPoint(**who, off=flags_off(point["PublicAccessBlock"]))


def _listed(aws: Aws, operation: str, key: str, region: str, account_id: str) -> Iterator[dict[str, Any]]:
    """Every element of a list that botocore has no paginator for."""
    token: dict[str, str] = {}
    while True:
        answer = aws.call("s3control", operation, region=region, AccountId=account_id, MaxResults=PAGE_SIZE, **token)
        yield from answer[key]
        if not answer.get("NextToken"):
            return
        token = {"NextToken": answer["NextToken"]}
