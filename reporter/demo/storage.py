"""The demo's buckets, access points, directory buckets and trails."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import Any

from reporter.demo.access import NO_ACCESS, Access, access_statements, seed_acls
from reporter.demo.place import HOME, Place, tag_list

BLOCK_FLAGS = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")

READ_BY_ALL = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}
PUBLIC_POLICY = json.dumps({"Version": "2012-10-17", "Statement": [READ_BY_ALL]})


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """A bucket with AWS's defaults, and the changes of its owners."""

    name: str
    """`{account}` is replaced by the account id."""
    region: str = HOME
    blocked: bool = True
    ownership: str = "BucketOwnerEnforced"
    encryption: str = "AES256"
    """Empty for none, as in old buckets."""
    versioning: bool = False
    mfa_delete: bool = False
    tls_only: bool = False
    access: Access = NO_ACCESS
    logs_to: str = ""
    """The target bucket of its access logs; it must be earlier in the list."""
    expires_after: int = 0
    """Days until objects are deleted; 0 for never."""
    customer_keys_blocked: bool = False
    locked: str = ""
    """The mode of its Object Lock, which needs versioning; empty for none."""
    copies_to: str = ""
    """The bucket that objects are replicated to; both need versioning."""
    copies_to_account: str = ""
    website: bool = False
    written_from: str = ""
    """The origin of web pages that may write to it."""
    eventbridge: bool = False
    tags: dict[str, str] = field(default_factory=dict)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """A CloudTrail trail of the account."""

    name: str
    bucket: str
    object_events: str = ""
    """The object events it records: `All`, `ReadOnly` or `WriteOnly`; empty for none."""
    logging: bool = True
    multi_region: bool = True


def seed_buckets(place: Place, buckets: tuple[Bucket, ...]) -> None:
    """Create the buckets in this order."""
    for planned in buckets:
        bucket = replace(planned, name=planned.name.format(account=place.account_id))
        s3 = place.client("s3", bucket.region)
        s3.create_bucket(
            Bucket=bucket.name,
            ObjectOwnership=bucket.ownership,
            ObjectLockEnabledForBucket=bool(bucket.locked),
            **_location(bucket.region),
        )
        _protect(s3, bucket)
        _keep_track(place, s3, bucket)
        _open_to_web(place, s3, bucket)
        _copy(place, s3, bucket)
        seed_acls(s3, bucket.name, bucket.access)
        statements = [*_tls_statements(bucket), *access_statements(bucket.name, place.account_id, bucket.access)]
        if statements:
            document = {"Version": "2012-10-17", "Statement": statements}
            s3.put_bucket_policy(Bucket=bucket.name, Policy=json.dumps(document))


def _location(region: str) -> dict[str, Any]:
    return {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}


def _protect(s3: Any, bucket: Bucket) -> None:
    if bucket.blocked:
        block = dict.fromkeys(BLOCK_FLAGS, True)
        s3.put_public_access_block(Bucket=bucket.name, PublicAccessBlockConfiguration=block)
    if bucket.encryption:
        default = {"SSEAlgorithm": bucket.encryption}
        rules = {"Rules": [{"ApplyServerSideEncryptionByDefault": default}]}
        s3.put_bucket_encryption(Bucket=bucket.name, ServerSideEncryptionConfiguration=rules)
    if bucket.locked:
        retention = {"DefaultRetention": {"Mode": bucket.locked, "Days": 365}}
        lock = {"ObjectLockEnabled": "Enabled", "Rule": retention}
        s3.put_object_lock_configuration(Bucket=bucket.name, ObjectLockConfiguration=lock)
    if bucket.expires_after:
        rules = {"Rules": [_expiry(bucket.expires_after)]}
        s3.put_bucket_lifecycle_configuration(Bucket=bucket.name, LifecycleConfiguration=rules)


def _keep_track(place: Place, s3: Any, bucket: Bucket) -> None:
    if bucket.versioning:
        s3.put_bucket_versioning(Bucket=bucket.name, VersioningConfiguration={"Status": "Enabled"})
    if bucket.mfa_delete:
        place.state.mfa_delete.add(bucket.name)
    if bucket.customer_keys_blocked:
        place.state.blocked_encryption[bucket.name] = ("SSE-C",)
    if bucket.logs_to:
        target = {"TargetBucket": bucket.logs_to, "TargetPrefix": f"{bucket.name}/"}
        s3.put_bucket_logging(Bucket=bucket.name, BucketLoggingStatus={"LoggingEnabled": target})
    if bucket.tags:
        s3.put_bucket_tagging(Bucket=bucket.name, Tagging={"TagSet": tag_list(bucket.tags)})


def _open_to_web(place: Place, s3: Any, bucket: Bucket) -> None:
    if bucket.website:
        s3.put_bucket_website(Bucket=bucket.name, WebsiteConfiguration={"IndexDocument": {"Suffix": "index.html"}})
    if bucket.written_from:
        rule = {"AllowedOrigins": [bucket.written_from], "AllowedMethods": ["GET", "PUT"]}
        s3.put_bucket_cors(Bucket=bucket.name, CORSConfiguration={"CORSRules": [rule]})
    if bucket.eventbridge:
        place.state.eventbridge.add(bucket.name)


def _copy(place: Place, s3: Any, bucket: Bucket) -> None:
    if not bucket.copies_to:
        return
    target = {"Bucket": f"arn:aws:s3:::{bucket.copies_to}"}
    if bucket.copies_to_account:
        target["Account"] = bucket.copies_to_account
    rule = {"ID": "copy", "Status": "Enabled", "Prefix": "", "Destination": target}
    role = f"arn:aws:iam::{place.account_id}:role/copier"
    s3.put_bucket_replication(Bucket=bucket.name, ReplicationConfiguration={"Role": role, "Rules": [rule]})


def _tls_statements(bucket: Bucket) -> list[dict[str, Any]]:
    arn = f"arn:aws:s3:::{bucket.name}"
    insecure = {"Bool": {"aws:SecureTransport": "false"}}
    tls = {"Principal": {"AWS": "*"}, "Action": "s3:*", "Resource": [arn, f"{arn}/*"], "Condition": insecure}
    return [{"Effect": "Deny", **tls}] if bucket.tls_only else []


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
    place.state.directory_buckets["eu-west-1"] = {
        name: [_expiry(days)] if days else [] for name, days in doors.directories.items()
    }
    place.state.foreign_buckets |= {name.format(account=place.account_id) for name in doors.squatted}


def _block(name: str, doors: Doors) -> dict[str, bool]:
    careful = name not in doors.careless
    return dict.fromkeys(BLOCK_FLAGS, True) | {"BlockPublicPolicy": careful, "RestrictPublicBuckets": careful}


def _expiry(days: int) -> dict[str, Any]:
    return {"Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": days}}


def seed_organization_trail(management: Place, bucket: str) -> None:
    """Create the organisation trail, which records the write events of all accounts in a bucket of another account."""
    cloudtrail, name = management.client("cloudtrail"), "organization-audit"
    any_own = management.client("s3").list_buckets()["Buckets"][0]["Name"]  # moto needs a bucket of the account first
    cloudtrail.create_trail(Name=name, S3BucketName=any_own, IsMultiRegionTrail=True, IsOrganizationTrail=True)
    cloudtrail.update_trail(Name=name, S3BucketName=bucket)
    objects = {"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}
    selector = {"ReadWriteType": "WriteOnly", "IncludeManagementEvents": True, "DataResources": [objects]}
    cloudtrail.put_event_selectors(TrailName=name, EventSelectors=[selector])
    cloudtrail.start_logging(Name=name)


def seed_trails(place: Place, trails: tuple[Trail, ...]) -> None:
    """Create the trails; their buckets must exist."""
    cloudtrail = place.client("cloudtrail")
    for trail in trails:
        cloudtrail.create_trail(Name=trail.name, S3BucketName=trail.bucket, IsMultiRegionTrail=trail.multi_region)
        if trail.object_events:
            objects = {"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}
            selector = {"ReadWriteType": trail.object_events, "IncludeManagementEvents": True}
            selectors = [{**selector, "DataResources": [objects]}]
            cloudtrail.put_event_selectors(TrailName=trail.name, EventSelectors=selectors)
        if trail.logging:
            cloudtrail.start_logging(Name=trail.name)
