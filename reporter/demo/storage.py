"""The demo's buckets, and the trails that watch them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from reporter.demo.place import HOME, Place, tag_list

BLOCK_FLAGS = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """A bucket as AWS makes it nowadays, with what its owners added or took away."""

    name: str
    region: str = HOME
    blocked: bool = True
    ownership: str = "BucketOwnerEnforced"
    encryption: str = "AES256"
    """Empty: none, as old buckets once were."""
    versioning: bool = False
    mfa_delete: bool = False
    tls_only: bool = False
    public_read: bool = False
    logs_to: str = ""
    """The bucket that takes its access logs; it must come earlier in the list."""
    takes_logs: bool = False
    expires_after: int = 0
    """Days until objects are deleted; 0: never."""
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """A CloudTrail trail of the account."""

    name: str
    bucket: str
    object_events: str = ""
    """Which events on objects it writes down: `All`, `ReadOnly`, `WriteOnly`; empty: none."""
    logging: bool = True
    multi_region: bool = True


def seed_buckets(place: Place, buckets: tuple[Bucket, ...]) -> None:
    """Create all of them, in this order."""
    for bucket in buckets:
        s3 = place.client("s3", bucket.region)
        s3.create_bucket(Bucket=bucket.name, ObjectOwnership=bucket.ownership, **_location(bucket.region))
        _protect(s3, bucket)
        _keep_track(place, s3, bucket)
        statements = _policy(bucket)
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
    if bucket.expires_after:
        rule = {"Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": bucket.expires_after}}
        s3.put_bucket_lifecycle_configuration(Bucket=bucket.name, LifecycleConfiguration={"Rules": [rule]})


def _keep_track(place: Place, s3: Any, bucket: Bucket) -> None:
    if bucket.versioning:
        s3.put_bucket_versioning(Bucket=bucket.name, VersioningConfiguration={"Status": "Enabled"})
    if bucket.mfa_delete:
        place.state.mfa_delete.add(bucket.name)
    if bucket.logs_to:
        target = {"TargetBucket": bucket.logs_to, "TargetPrefix": f"{bucket.name}/"}
        s3.put_bucket_logging(Bucket=bucket.name, BucketLoggingStatus={"LoggingEnabled": target})
    if bucket.tags:
        s3.put_bucket_tagging(Bucket=bucket.name, Tagging={"TagSet": tag_list(bucket.tags)})


def _policy(bucket: Bucket) -> list[dict[str, Any]]:
    arn = f"arn:aws:s3:::{bucket.name}"
    objects = f"{arn}/*"
    everybody, logger = {"AWS": "*"}, {"Service": "logging.s3.amazonaws.com"}
    insecure = {"Bool": {"aws:SecureTransport": "false"}}
    tls = {"Principal": everybody, "Action": "s3:*", "Resource": [arn, objects], "Condition": insecure}
    statements: list[dict[str, Any]] = []
    if bucket.tls_only:
        statements.append({"Effect": "Deny", **tls})
    if bucket.public_read:
        statements.append({"Effect": "Allow", "Principal": everybody, "Action": "s3:GetObject", "Resource": objects})
    if bucket.takes_logs:
        statements.append({"Effect": "Allow", "Principal": logger, "Action": "s3:PutObject", "Resource": objects})
    return statements


def seed_trails(place: Place, trails: tuple[Trail, ...]) -> None:
    """Create all of them; their buckets exist."""
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
