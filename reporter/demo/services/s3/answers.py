"""The answers of S3 where moto has none, or differs."""

from __future__ import annotations

from typing import Any

from moto.s3.models import s3_backends

from reporter.demo.services.s3.state import S3State
from reporter.demo.state import Answers, Corrections, Question, Refusal


def directory_buckets(question: Question) -> dict[str, Any]:
    """The directory buckets of a region; moto answers with all other buckets."""
    region = question.region
    arn = f"arn:aws:s3express:{region}:{question.account_id}:bucket/"
    names = question.state.of(S3State).directory_buckets.get(region, {})
    return {"Buckets": [{"Name": name, "BucketRegion": region, "BucketArn": f"{arn}{name}"} for name in names]}


def directory_bucket_lifecycle(question: Question) -> dict[str, Any] | Refusal | None:
    """The lifecycle rules of a directory bucket, which moto lacks; None for other buckets."""
    rules = question.state.of(S3State).directory_buckets.get(question.region, {}).get(question.parameters["Bucket"])
    if rules is None:
        return None
    return {"Rules": rules} if rules else Refusal("NoSuchLifecycleConfiguration", "There is no lifecycle.", 404)


def head_bucket(question: Question) -> dict[str, Any] | Refusal:
    """The status by which AWS shows the owner of a bucket; moto shows every bucket to every account."""
    name = question.parameters["Bucket"]
    if name in question.state.of(S3State).foreign_buckets:
        return Refusal("403", "Forbidden", 403)
    if name in s3_backends[question.account_id]["aws"].buckets:
        return {"BucketRegion": question.region}
    return Refusal("404", "Not Found", 404)


def keep_access_points_of_the_region(question: Question, parsed: dict[str, Any]) -> None:
    """Keep the access points whose bucket is in the region; moto lists all in each region, as if in us-east-1."""
    buckets = s3_backends[question.account_id]["aws"].buckets
    points = [one for one in parsed["AccessPointList"] if buckets[one["Bucket"]].region_name == question.region]
    for point in points:
        point["AccessPointArn"] = point["AccessPointArn"].replace(":us-east-1:", f":{question.region}:")
    parsed["AccessPointList"] = points


def add_blocked_encryption(question: Question, parsed: dict[str, Any]) -> None:
    """Add the blocked encryption types, which moto does not keep."""
    blocked = question.state.of(S3State).blocked_encryption.get(question.parameters["Bucket"])
    if blocked:
        for rule in parsed["ServerSideEncryptionConfiguration"]["Rules"]:
            rule["BlockedEncryptionTypes"] = {"EncryptionType": list(blocked)}


def add_eventbridge(question: Question, parsed: dict[str, Any]) -> None:
    """Add the EventBridge configuration, which moto does not keep."""
    if question.parameters["Bucket"] in question.state.of(S3State).eventbridge:
        parsed["EventBridgeConfiguration"] = {}


def name_bucket_regions(question: Question, parsed: dict[str, Any]) -> None:
    """Add the region of each bucket, which AWS gives in a paginated list."""
    buckets = s3_backends[question.account_id]["aws"].buckets
    for bucket in parsed["Buckets"]:
        if bucket["Name"] not in question.state.of(S3State).regionless:
            bucket["BucketRegion"] = buckets[bucket["Name"]].region_name


def add_mfa_delete(question: Question, parsed: dict[str, Any]) -> None:
    """Add MFA delete, which moto does not keep."""
    if question.parameters["Bucket"] in question.state.of(S3State).mfa_delete:
        parsed["MFADelete"] = "Enabled"


ANSWERS: Answers = {
    "s3:GetBucketLifecycleConfiguration": directory_bucket_lifecycle,
    "s3:HeadBucket": head_bucket,
    "s3:ListDirectoryBuckets": directory_buckets,
}

CORRECTIONS: Corrections = {
    "s3:GetBucketEncryption": add_blocked_encryption,
    "s3:GetBucketNotificationConfiguration": add_eventbridge,
    "s3:GetBucketVersioning": add_mfa_delete,
    "s3:ListBuckets": name_bucket_regions,
    "s3control:ListAccessPoints": keep_access_points_of_the_region,
}
