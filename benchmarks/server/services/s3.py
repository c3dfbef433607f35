"""The answers of S3 and S3 Control; odd buckets have fewer settings than even ones."""

from __future__ import annotations

import json
from typing import Any

from benchmarks.server.answer import ACCOUNT, BUCKET, REGION, THEN, Answer, Error, Fixed, Listing, Page, always
from benchmarks.server.sizes import Sizes

SIZES = {"buckets": 300, "objects": 3}
"""The objects are those in each bucket; they are listed only where a check needs them."""

OWNER = {"ID": "0123456789abcdef" * 4}
FULL_CONTROL = {"Grantee": {**OWNER, "Type": "CanonicalUser"}, "Permission": "FULL_CONTROL"}
BLOCK = {
    "PublicAccessBlockConfiguration": dict.fromkeys(
        ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True
    )
}
TLS_ONLY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Deny", "Principal": "*", "Action": "s3:*",
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            "Resource": [f"arn:aws:s3:::{BUCKET}", f"arn:aws:s3:::{BUCKET}/*"],
        }
    ],
}  # fmt: skip
ENCRYPTION = {
    "ServerSideEncryptionConfiguration": {
        "Rules": [
            {
                "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BucketKeyEnabled": True,
                "BlockedEncryptionTypes": {"EncryptionType": ["SSE-C"]},
            }
        ]
    }
}  # fmt: skip
EXPIRY = {"ID": "expire", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 365}}


def buckets(sizes: Sizes, page: Page) -> dict[str, Any]:
    """A page of buckets, which are distributed over the regions."""
    numbers = range(page.start, page.start + page.count)
    regions = sizes.regions
    return {
        "Owner": OWNER,
        "Buckets": [
            {
                "Name": f"data-{ACCOUNT}-{number:06}",
                "CreationDate": THEN,
                "BucketRegion": regions[number % len(regions)],
                "BucketArn": f"arn:aws:s3:::data-{ACCOUNT}-{number:06}",
            }
            for number in numbers
        ],
    }


def objects(_: Sizes, page: Page) -> dict[str, Any]:
    """A page of small objects."""
    keys = [f"object-{page.start + number:08}" for number in range(page.count)]
    contents = [
        {"Key": key, "Size": 1, "LastModified": THEN, "ETag": '"e"', "StorageClass": "STANDARD"} for key in keys
    ]
    return {"Name": BUCKET, "KeyCount": page.count, "MaxKeys": page.size, "IsTruncated": False, "Contents": contents}


def of_even_ones(answer: dict[str, Any], otherwise: Answer) -> Fixed:
    """An answer for even buckets, and another for odd ones."""
    return Fixed(lambda _sizes, variant: otherwise if variant else answer)


ANSWERS: dict[str, Fixed | Listing] = {
    "s3:GetBucketAcl": always({"Owner": OWNER, "Grants": [FULL_CONTROL]}),
    "s3:GetBucketCors": always(Error("NoSuchCORSConfiguration")),
    "s3:GetBucketEncryption": always(ENCRYPTION),
    "s3:GetBucketLifecycleConfiguration": of_even_ones({"Rules": [EXPIRY]}, Error("NoSuchLifecycleConfiguration")),
    "s3:GetBucketLocation": always({"LocationConstraint": REGION}),
    "s3:GetBucketLogging": of_even_ones(
        {"LoggingEnabled": {"TargetBucket": f"data-{ACCOUNT}-000001", "TargetPrefix": "logs/"}}, {}
    ),
    "s3:GetBucketNotificationConfiguration": of_even_ones({"EventBridgeConfiguration": {}}, {}),
    "s3:GetBucketOwnershipControls": always(
        {"OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}}
    ),
    "s3:GetBucketPolicy": of_even_ones({"Policy": json.dumps(TLS_ONLY)}, Error("NoSuchBucketPolicy")),
    "s3:GetBucketPolicyStatus": of_even_ones({"PolicyStatus": {"IsPublic": False}}, Error("NoSuchBucketPolicy")),
    "s3:GetBucketReplication": always(Error("ReplicationConfigurationNotFoundError")),
    "s3:GetBucketTagging": always(Error("NoSuchTagSet")),
    "s3:GetBucketVersioning": of_even_ones({"Status": "Enabled"}, {}),
    "s3:GetBucketWebsite": always(Error("NoSuchWebsiteConfiguration")),
    "s3:GetObjectAcl": always({"Owner": OWNER, "Grants": [FULL_CONTROL]}),
    "s3:GetObjectLockConfiguration": always(Error("ObjectLockConfigurationNotFoundError")),
    "s3:GetPublicAccessBlock": always(BLOCK),
    "s3:HeadBucket": always(Error("404")),
    "s3:ListBuckets": Listing(
        lambda sizes, _: sizes.of("buckets"), buckets, most=10_000, next_page="ContinuationToken", uniform=False
    ),
    "s3:ListDirectoryBuckets": always({"Buckets": []}),
    "s3:ListObjectsV2": Listing(
        lambda sizes, _: sizes.of("objects"), objects, next_page="NextContinuationToken", uniform=False
    ),
    "s3control:GetAccessPoint": always(Error("NoSuchAccessPoint")),
    "s3control:GetAccessPointPolicyStatus": always(Error("NoSuchAccessPointPolicy")),
    "s3control:GetMultiRegionAccessPointPolicyStatus": always({"Established": {"IsPublic": False}}),
    "s3control:GetPublicAccessBlock": always(BLOCK),
    "s3control:ListAccessPoints": always({"AccessPointList": []}),
    "s3control:ListMultiRegionAccessPoints": always({"AccessPoints": []}),
}
