"""The commands for s3: which are run against moto, and why not the others."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from tests.remediation.shared import (
    BLOCKED,
    CHOICE,
    EMULATED,
    NEIGHBOUR,
    REPORTS,
    ROOT_ONLY,
    Scenario,
    buckets,
    case,
    nothing,
    open_acl,
    takes_logs,
    without_statement,
)
from tests.world import ACCOUNT_ID

FOREIGN = {"Principal": {"AWS": "arn:aws:iam::999999999999:root"}}
EVERYONE = {"Principal": "*"}
DENY_ALL = {"Effect": "Deny", "Principal": "*", "Action": "s3:DeleteBucket", "Resource": "*"}
OPEN = dict.fromkeys(("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), False)


def a_policy(effect: Mapping[str, Any]) -> Callable[[Any, str], object]:
    """A bucket policy that has this statement, and one that has nothing to do with it."""

    def put(client: Any, name: str) -> object:
        arns = [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"]
        statements = [{**DENY_ALL, "Resource": arns[0]}, {"Effect": "Allow", "Resource": arns[1], **effect}]
        return client.put_bucket_policy(
            Bucket=name, Policy=json.dumps({"Version": "2012-10-17", "Statement": statements})
        )

    return put


def versioned(client: Any, name: str) -> object:
    return client.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})


def idle_rule(client: Any, name: str) -> object:
    """A lifecycle rule that is not enabled."""
    rule = {"ID": "old", "Status": "Disabled", "Filter": {"Prefix": "logs/"}, "Expiration": {"Days": 30}}
    return client.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": [rule]})


def website(client: Any, name: str) -> object:
    return client.put_bucket_website(Bucket=name, WebsiteConfiguration={"IndexDocument": {"Suffix": "index.html"}})


def wide_cors(client: Any, name: str) -> object:
    rules = [
        {"AllowedMethods": ["PUT"], "AllowedOrigins": ["*"]},
        {"AllowedMethods": ["GET"], "AllowedOrigins": ["https://shop.example"]},
    ]
    return client.put_bucket_cors(Bucket=name, CORSConfiguration={"CORSRules": rules})


def named_origins(document: dict[str, Any]) -> dict[str, Any]:
    first, *others = document["CORSRules"]
    return {"CORSRules": [{**first, "AllowedOrigins": ["https://shop.example"]}, *others]}


def public_object(client: Any, name: str) -> None:
    """A public object in a bucket whose block was set up, and blocks nothing."""
    client.put_object(Bucket=name, Key="price list", Body=b"", ACL="public-read")
    client.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=OPEN)


def replicated(client: Any, name: str) -> None:
    """Rules from the first bucket to the second, for a foreign account and for this one."""
    versioned(client, name)
    rules = [
        {"ID": account, "Status": "Enabled", "Priority": priority, "Filter": {"Prefix": ""}}
        | {"DeleteMarkerReplication": {"Status": "Disabled"}}
        | {"Destination": {"Bucket": f"arn:aws:s3:::{NEIGHBOUR}", "Account": account}}
        for priority, account in enumerate(("999999999999", ACCOUNT_ID))
    ]
    configuration = {"Role": f"arn:aws:iam::{ACCOUNT_ID}:role/copies", "Rules": rules}
    if name == NEIGHBOUR:
        client.put_bucket_replication(Bucket="reports", ReplicationConfiguration=configuration)


def without_foreign_copies(document: dict[str, Any]) -> dict[str, Any]:
    first, *others = document["Rules"]
    return {**document, "Rules": [{**first, "Status": "Disabled"}, *others]}


POLICY_EDIT = {"edits": {"policy.json": without_statement}, **REPORTS}
SCENARIOS: tuple[Scenario, ...] = (
    case("s3-account-public-access-blocked", nothing, "AccountPublicAccessBlock"),
    case("s3-bucket-public-access-blocked", buckets(), "PublicAccessBlock", "UnrestrictedBucket", **REPORTS),
    case("s3-bucket-not-public", buckets(open_acl), *BLOCKED, **REPORTS),
    case("s3-bucket-public-read-prohibited", buckets(open_acl), *BLOCKED, **REPORTS),
    case("s3-bucket-public-write-prohibited", buckets(open_acl), *BLOCKED, **REPORTS),
    case("s3-bucket-acl-public-list-absent", buckets(open_acl), "PublicAccessBlock", "PublicAcl", **REPORTS),
    case("s3-bucket-acl-public-write-absent", buckets(open_acl), "PublicAccessBlock", "PublicAcl", **REPORTS),
    case("s3-bucket-acl-disabled", buckets(), "BucketAcl", "ObjectOwnership", **REPORTS),
    case(
        "s3-bucket-policy-public-write-absent",
        buckets(a_policy({**EVERYONE, "Action": "s3:PutObject"})),
        "BucketPolicy",
        "BucketPolicyStatus",
        "PublicPolicy",
        **POLICY_EDIT,
    ),
    case(
        "s3-bucket-policy-cross-account-sensitive-denied",
        buckets(a_policy({**FOREIGN, "Action": "s3:PutObjectAcl"})),
        "BucketPolicy",
        **POLICY_EDIT,
    ),
    case(
        "s3-bucket-policy-cross-account-restricted",
        buckets(a_policy({**FOREIGN, "Action": "s3:GetObject"})),
        "BucketPolicy",
        **POLICY_EDIT,
    ),
    case(
        "s3-bucket-policy-service-source-scoped",
        buckets(a_policy({"Principal": {"Service": "logs.amazonaws.com"}, "Action": "s3:PutObject"})),
        "BucketPolicy",
        **POLICY_EDIT,
    ),
    case(
        "s3-bucket-policy-tls-required",
        buckets(a_policy({"Principal": {"AWS": "111122223333"}, "Action": "s3:GetObject"})),
        "BucketPolicy",
        **REPORTS,
    ),
    case("s3-bucket-versioning-enabled", buckets(), "BucketVersioning", **REPORTS),
    case("s3-bucket-default-encryption-enabled", buckets(), "BucketEncryption", **REPORTS),
    case(
        "s3-bucket-kms-encryption",
        buckets(),
        "BucketEncryption",
        words={"KEY_ARN": "arn:aws:kms:us-east-1:111122223333:key/1"},
        **REPORTS,
    ),
    case("s3-bucket-object-lock-enabled", buckets(versioned), "ObjectLock", **REPORTS),
    case("s3-bucket-lifecycle-configured", buckets(idle_rule), "BucketLifecycle", **REPORTS),
    case("s3-bucket-versioned-lifecycle-configured", buckets(versioned, idle_rule), "BucketLifecycle", **REPORTS),
    case(
        "s3-bucket-server-access-logging-enabled",
        buckets(takes_logs),
        "AccessLogging",
        "LogDelivery",
        "LogTargets",
        words={"LOG_BUCKET": NEIGHBOUR},
        beside="arn:aws:s3:::neighbour",
        **REPORTS,
    ),
    case("s3-bucket-website-hosting-disabled", buckets(website), "BucketWebsite", **REPORTS),
    case(
        "s3-bucket-cors-origin-scoped", buckets(wide_cors), "CorsRules", edits={"cors.json": named_origins}, **REPORTS
    ),
    case(
        "s3-bucket-replication-destination-trusted",
        buckets(replicated),
        "BucketReplication",
        edits={"replication.json": without_foreign_copies},
        **REPORTS,
    ),
    case("s3-bucket-object-acl-public-sample", buckets(public_object), "PublicAccessBlock", "PublicObjects", **REPORTS),
)
NOT_RUN = {
    "s3-access-point-not-public": "moto calls every policy of an access point public",
    "s3-access-point-public-access-blocked": CHOICE,
    "s3-bucket-cross-region-replication-enabled": CHOICE,
    "s3-bucket-event-notifications-enabled": "moto does not give back that events go to EventBridge",
    "s3-bucket-mfa-delete-enabled": ROOT_ONLY,
    "s3-bucket-policy-principals-in-organization": CHOICE,
    "s3-bucket-shadow-resource-owned": "the command only shows whose the bucket is",
    "s3-bucket-sse-c-blocked": "moto does not keep BlockedEncryptionTypes",
    "s3-directory-bucket-lifecycle-configured": EMULATED,
    "s3-multi-region-access-point-not-public": CHOICE,
    "s3-multi-region-access-point-public-access-blocked": CHOICE,
}
TO_FILL_IN = frozenset({"BUCKET", "CODE", "KEY_ARN", "LOG_BUCKET", "NEW_NAME", "SERIAL"})
