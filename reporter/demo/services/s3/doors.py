"""The demo's access points, directory buckets, and bucket names that other accounts took."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from reporter.demo.place import Place
from reporter.demo.services.s3.buckets import BLOCK_FLAGS, expiry
from reporter.demo.services.s3.state import S3State

READ_BY_ALL = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}
PUBLIC_POLICY = json.dumps({"Version": "2012-10-17", "Statement": [READ_BY_ALL]})


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """Access points and directory buckets of an account."""

    access_points: dict[str, str] = field(default_factory=dict)
    """By name: the bucket of the access point."""
    multi_region: dict[str, str] = field(default_factory=dict)
    """By name: the bucket of the multi-Region access point that matters here."""
    careless: tuple[str, ...] = ()
    """Names of access points of both kinds with a public policy that nothing blocks."""
    directories: dict[str, int] = field(default_factory=dict)
    """Directory buckets in eu-west-1, by name: days until objects are deleted; 0 for never."""
    squatted: tuple[str, ...] = ()
    """Bucket names that other accounts took first; `{account}` is replaced by the account id."""


def seed_doors(place: Place, doors: Doors) -> None:
    """Create all access points and directory buckets; their buckets must exist."""
    control = place.client("s3control", "us-west-2")
    for name, bucket in doors.access_points.items():
        block = {"PublicAccessBlockConfiguration": _block(name, doors)}
        control.create_access_point(AccountId=place.account_id, Name=name, Bucket=bucket, **block)
        if name in doors.careless:
            control.put_access_point_policy(AccountId=place.account_id, Name=name, Policy=PUBLIC_POLICY)
    for name, bucket in doors.multi_region.items():
        details = {"Name": name, "PublicAccessBlock": _block(name, doors), "Regions": [{"Bucket": bucket}]}
        control.create_multi_region_access_point(AccountId=place.account_id, ClientToken=name, Details=details)
        if name in doors.careless:
            policy = {"Name": name, "Policy": PUBLIC_POLICY}
            control.put_multi_region_access_point_policy(AccountId=place.account_id, ClientToken=name, Details=policy)
    place.state.of(S3State).directory_buckets["eu-west-1"] = {
        name: [expiry(days)] if days else [] for name, days in doors.directories.items()
    }
    place.state.of(S3State).foreign_buckets |= {name.format(account=place.account_id) for name in doors.squatted}


def _block(name: str, doors: Doors) -> dict[str, bool]:
    careful = name not in doors.careless
    return dict.fromkeys(BLOCK_FLAGS, True) | {"BlockPublicPolicy": careful, "RestrictPublicBuckets": careful}
