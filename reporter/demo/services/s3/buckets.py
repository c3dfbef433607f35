"""The demo's buckets."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import Any

from reporter.demo.place import HOME, Place, tag_list
from reporter.demo.services.s3.access import NO_ACCESS, Access, access_statements, seed_acls
from reporter.demo.services.s3.state import S3State

BLOCK_FLAGS = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")


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
        rules = {"Rules": [expiry(bucket.expires_after)]}
        s3.put_bucket_lifecycle_configuration(Bucket=bucket.name, LifecycleConfiguration=rules)


def _keep_track(place: Place, s3: Any, bucket: Bucket) -> None:
    if bucket.versioning:
        s3.put_bucket_versioning(Bucket=bucket.name, VersioningConfiguration={"Status": "Enabled"})
    if bucket.mfa_delete:
        place.state.of(S3State).mfa_delete.add(bucket.name)
    if bucket.customer_keys_blocked:
        place.state.of(S3State).blocked_encryption[bucket.name] = ("SSE-C",)
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
        place.state.of(S3State).eventbridge.add(bucket.name)


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


def expiry(days: int) -> dict[str, Any]:
    """A lifecycle rule that deletes objects after a number of days."""
    return {"Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": days}}
