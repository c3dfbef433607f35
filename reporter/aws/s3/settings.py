"""Settings of each bucket: versioning, object ownership, access logging and policy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from reporter.aws.policy import PolicyDocument, parse_policy
from reporter.aws.s3.buckets import Bucket
from reporter.aws.shared.known import known
from reporter.engine.collector import Aws, collects
from reporter.engine.listing import same_as
from reporter.model.answers import Fact, Unavailable
from reporter.model.gaps import Known
from reporter.model.refusals import Refused
from reporter.model.subjects import Account, Resource


@dataclass(frozen=True, slots=True)
class BucketVersioning(Fact):
    """Versioning of a bucket: what happens to old versions of objects."""

    status: str
    """`Enabled`, `Suspended`, or empty for a bucket that never had it."""
    mfa_delete: bool

    @property
    def is_enabled(self) -> bool:
        """Whether the bucket keeps old versions."""
        return self.status == "Enabled"


@dataclass(frozen=True, slots=True)
class ObjectOwnership(Fact):
    """The owner of objects that other accounts upload, and with it whether ACLs are in effect."""

    setting: str
    """`BucketOwnerEnforced`, `BucketOwnerPreferred` or `ObjectWriter`; empty for a bucket older than the setting."""

    @property
    def disables_acls(self) -> bool:
        """Whether the ACLs of the bucket and its objects have no effect."""
        return self.setting == "BucketOwnerEnforced"


@dataclass(frozen=True, slots=True)
class BucketPolicy(Fact):
    """The policy of a bucket; None where it has none."""

    document: PolicyDocument | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogDelivery(Resource):
    """The delivery of access logs of one bucket into another."""

    kind: ClassVar[str] = "AWS::S3::Bucket"

    target: str
    """The name of the bucket that receives them."""


@dataclass(frozen=True, slots=True)
class LogTargets(Fact):
    """The names of the buckets that receive access logs of other buckets of the account."""

    names: frozenset[str]
    unread: Unavailable | None = None
    """The reason why some may be missing; None where all were read."""


@dataclass(frozen=True, slots=True)
class AccessLogging(Fact):
    """The role of a bucket in access logging."""

    enabled: bool
    is_target: bool = False
    """Whether it receives the logs of others; set only for a bucket that does not log itself."""


@collects("s3:GetBucketVersioning")
def bucket_versioning(aws: Aws, bucket: Bucket) -> BucketVersioning:
    """The versioning of a bucket; AWS leaves out fields that were never set."""
    answer = aws.call("s3", "get_bucket_versioning", region=bucket.region, Bucket=bucket.name)
    status = known(answer.get("Status", ""), {"", "Enabled", "Suspended"})
    mfa_delete = known(answer.get("MFADelete", "Disabled"), {"Enabled", "Disabled"})
    return BucketVersioning(status, mfa_delete=mfa_delete == "Enabled")


OWNERSHIP = {"BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"}


@collects("s3:GetBucketOwnershipControls")
def object_ownership(aws: Aws, bucket: Bucket) -> ObjectOwnership:
    """The object ownership of a bucket; AWS keeps exactly one rule, or none for an old bucket."""
    answer = aws.find(
        "s3",
        "get_bucket_ownership_controls",
        region=bucket.region,
        absent="OwnershipControlsNotFoundError",
        Bucket=bucket.name,
    )
    if answer is None:
        return ObjectOwnership("")
    return ObjectOwnership(known(answer["OwnershipControls"]["Rules"][0]["ObjectOwnership"], OWNERSHIP))


@collects("s3:GetBucketPolicy")
def bucket_policy(aws: Aws, bucket: Bucket) -> BucketPolicy:
    """The policy of a bucket, which may have none; a policy that cannot be parsed is a malformed answer."""
    answer = aws.find("s3", "get_bucket_policy", region=bucket.region, absent="NoSuchBucketPolicy", Bucket=bucket.name)
    return BucketPolicy(parse_policy(answer["Policy"]) if answer else None)


@collects("s3:GetBucketLogging")
def log_deliveries(aws: Aws, bucket: Bucket) -> Iterator[LogDelivery]:
    """The delivery of a bucket that logs; nothing for one that does not."""
    answer = aws.call("s3", "get_bucket_logging", region=bucket.region, Bucket=bucket.name)
    if "LoggingEnabled" in answer:
        yield LogDelivery(**same_as(bucket), part="access-log", target=answer["LoggingEnabled"]["TargetBucket"])


@collects()
def log_targets(account: Account, deliveries: Known[LogDelivery]) -> LogTargets:
    """The targets of all deliveries, computed once for the account."""
    others = (delivery.target for delivery in deliveries.found if delivery.target != delivery.name)
    return LogTargets(frozenset(others), deliveries.unread)


@collects()
def access_logging(bucket: Bucket, deliveries: Sequence[LogDelivery], targets: LogTargets) -> AccessLogging:
    """The role of a bucket in access logging.

    Raises `Refused` for a bucket that does not log, while it may be the target of a bucket that could not be read.
    """
    if deliveries:
        return AccessLogging(enabled=True)
    is_target = bucket.name in targets.names
    if targets.unread and not is_target:
        raise Refused(targets.unread)
    return AccessLogging(enabled=False, is_target=is_target)
