"""Data protection of each bucket: encryption, Object Lock, lifecycle and replication."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from reporter.aws.policy import PolicyDocument, Statement, includes
from reporter.aws.s3.buckets import Bucket
from reporter.aws.s3.settings import BucketPolicy, BucketVersioning
from reporter.aws.shared.known import known
from reporter.engine.collector import Aws, collects
from reporter.model.answers import Fact, Unavailable
from reporter.model.gaps import Known
from reporter.model.refusals import Refused
from reporter.model.subjects import Account, Resource

CUSTOMER_KEYS = "SSE-C"
CUSTOMER_KEY_HEADER = "s3:x-amz-server-side-encryption-customer-algorithm"
"""The condition key that only uploads with a customer-provided key have."""


@dataclass(frozen=True, slots=True)
class BucketEncryption(Fact):
    """The default encryption of new objects in a bucket."""

    configured: bool
    algorithm: str = ""
    """`AES256`, `aws:kms` or `aws:kms:dsse`; empty where the configuration names none."""
    key: str = ""
    """The KMS key as it was entered: an id, an ARN or an alias; empty for S3's own key, if KMS is used at all."""
    blocked: frozenset[str] = frozenset()
    """The encryption types that uploads may not request, such as `SSE-C`."""


@dataclass(frozen=True, slots=True)
class CustomerKeyUploads(Fact):
    """Whether uploads can use customer-provided keys (SSE-C)."""

    blocked_by: str
    """What blocks them, as text; empty for nothing."""


@dataclass(frozen=True, slots=True)
class Transition:
    """A move of objects to another storage class."""

    days: int | None
    """The age in days; None where the rule names a date."""
    storage_class: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LifecycleRule:
    """One rule that moves or expires objects automatically."""

    enabled: bool
    expiration_days: int | None = None
    """None where objects do not expire by age."""
    transitions: tuple[Transition, ...] = ()
    handles_old_versions: bool = False


@dataclass(frozen=True, slots=True)
class BucketLifecycle(Fact):
    """The lifecycle rules of a bucket; None without a configuration."""

    rules: tuple[LifecycleRule, ...] | None

    @property
    def active(self) -> tuple[LifecycleRule, ...]:
        """The enabled rules."""
        return tuple(rule for rule in self.rules or () if rule.enabled)


@dataclass(frozen=True, slots=True)
class ObjectLock(Fact):
    """Whether Object Lock is on, which can prevent the deletion of objects."""

    enabled: bool
    mode: str = ""
    """The default mode for new objects, `GOVERNANCE` or `COMPLIANCE`; empty for none."""


@dataclass(frozen=True, slots=True)
class ReplicationRule:
    """One rule that copies objects to another bucket."""

    enabled: bool
    bucket: str
    """The name of the destination bucket."""
    account_id: str
    """The account of the destination bucket that the rule names; empty where it names none."""


@dataclass(frozen=True, slots=True)
class BucketReplication(Fact):
    """The replication rules of a bucket; None without a configuration."""

    rules: tuple[ReplicationRule, ...] | None

    @property
    def active(self) -> tuple[ReplicationRule, ...]:
        """The enabled rules."""
        return tuple(rule for rule in self.rules or () if rule.enabled)


@dataclass(frozen=True, slots=True)
class BucketRegions(Fact):
    """The regions of all buckets of the account by name, regardless of the selected regions."""

    by_name: Mapping[str, str]
    """The region is empty for a bucket of which only the name could be read."""
    unread: Unavailable | None = None
    """The reason why some may be missing; None where all were read."""


ALGORITHMS = {"AES256", "aws:backup", "aws:fsx", "aws:kms", "aws:kms:dsse"}


@collects("s3:GetEncryptionConfiguration")
def bucket_encryption(aws: Aws, bucket: Bucket) -> BucketEncryption:
    """The default encryption of a bucket; AWS keeps exactly one rule."""
    answer = aws.find(
        "s3",
        "get_bucket_encryption",
        region=bucket.region,
        absent="ServerSideEncryptionConfigurationNotFoundError",
        Bucket=bucket.name,
    )
    rules = answer["ServerSideEncryptionConfiguration"]["Rules"] if answer else []
    if not rules:
        return BucketEncryption(configured=False)
    default = rules[0].get("ApplyServerSideEncryptionByDefault")
    blocked = rules[0].get("BlockedEncryptionTypes", {}).get("EncryptionType", ())
    return BucketEncryption(
        configured=True,
        algorithm=known(default["SSEAlgorithm"], ALGORITHMS) if default is not None else "",
        key=default.get("KMSMasterKeyID", "") if default is not None else "",
        blocked=frozenset(blocked),
    )


@collects()
def customer_key_uploads(
    bucket: Bucket, encryption: BucketEncryption | Unavailable, policy: BucketPolicy | Unavailable
) -> CustomerKeyUploads:
    """Whether SSE-C uploads are blocked; raises `Refused` where that depends on a fact that could not be read.

    The encryption configuration or the bucket policy alone is enough to block them.
    """
    if isinstance(encryption, BucketEncryption) and CUSTOMER_KEYS in encryption.blocked:
        return CustomerKeyUploads("the encryption configuration")
    if isinstance(policy, BucketPolicy) and policy.document and _refuses_customer_keys(policy.document, bucket):
        return CustomerKeyUploads("the bucket policy")
    for unread in (encryption, policy):
        if isinstance(unread, Unavailable):
            raise Refused(unread)
    return CustomerKeyUploads("")


def _refuses_customer_keys(document: PolicyDocument, bucket: Bucket) -> bool:
    return any(_is_refusal(statement, f"{bucket.arn}/*") for statement in document.statements)


def _is_refusal(statement: Statement, objects: str) -> bool:
    """Whether the statement denies everyone all SSE-C uploads, on no other condition."""
    conditions = [(one.operator, one.key, one.values) for one in statement.conditions]
    return (
        not statement.allows
        and any(principal.is_everyone for principal in statement.principals)
        and statement.concerns_action("s3:PutObject")
        and any(includes(pattern, objects) for pattern in statement.resources)
        and conditions == [("null", CUSTOMER_KEY_HEADER, ("false",))]
    )


@collects("s3:GetLifecycleConfiguration")
def bucket_lifecycle(aws: Aws, bucket: Bucket) -> BucketLifecycle:
    """The lifecycle rules of a bucket; without a configuration nothing moves or expires."""
    return BucketLifecycle(lifecycle_rules(aws, bucket))


def lifecycle_rules(aws: Aws, bucket: Resource) -> tuple[LifecycleRule, ...] | None:
    """The lifecycle rules of a bucket of either type; None without a configuration."""
    answer = aws.find(
        "s3",
        "get_bucket_lifecycle_configuration",
        region=bucket.region,
        absent="NoSuchLifecycleConfiguration",
        Bucket=bucket.name,
    )
    return _rules_in(answer) if answer else None


def _rules_in(answer: Mapping[str, Any]) -> tuple[LifecycleRule, ...]:
    """The rules in an answer of GetBucketLifecycleConfiguration."""
    return tuple(_lifecycle_rule(rule) for rule in answer["Rules"])


def _lifecycle_rule(rule: Mapping[str, Any]) -> LifecycleRule:
    transitions = rule.get("Transitions", ())
    return LifecycleRule(
        enabled=known(rule["Status"], {"Enabled", "Disabled"}) == "Enabled",
        expiration_days=rule.get("Expiration", {}).get("Days"),
        transitions=tuple(Transition(move.get("Days"), move["StorageClass"]) for move in transitions),
        handles_old_versions=bool(rule.get("NoncurrentVersionExpiration") or rule.get("NoncurrentVersionTransitions")),
    )


@collects("s3:GetBucketObjectLockConfiguration")
def object_lock(aws: Aws, bucket: Bucket, versioning: BucketVersioning) -> ObjectLock:
    """Object Lock of a bucket; it requires versioning, but not a default mode."""
    if not versioning.is_enabled:
        return ObjectLock(enabled=False)
    answer = aws.find(
        "s3",
        "get_object_lock_configuration",
        region=bucket.region,
        absent="ObjectLockConfigurationNotFoundError",
        Bucket=bucket.name,
    )
    if not answer:
        return ObjectLock(enabled=False)
    lock = answer["ObjectLockConfiguration"]
    mode = lock.get("Rule", {}).get("DefaultRetention", {}).get("Mode", "")
    return ObjectLock(known(lock["ObjectLockEnabled"], {"Enabled"}) == "Enabled", mode)


@collects("s3:GetReplicationConfiguration")
def bucket_replication(aws: Aws, bucket: Bucket, versioning: BucketVersioning) -> BucketReplication:
    """The replication rules of a bucket. S3 requires versioning for replication, so without it nothing is read.

    A rule has to name the other account only where it hands over the ownership of the copies.
    """
    if not versioning.is_enabled:
        return BucketReplication(None)
    answer = aws.find(
        "s3",
        "get_bucket_replication",
        region=bucket.region,
        absent="ReplicationConfigurationNotFoundError",
        Bucket=bucket.name,
    )
    rules = answer["ReplicationConfiguration"]["Rules"] if answer else None
    return BucketReplication(tuple(map(_replication_rule, rules)) if rules is not None else None)


def _replication_rule(rule: Mapping[str, Any]) -> ReplicationRule:
    target = rule["Destination"]
    return ReplicationRule(
        enabled=known(rule["Status"], {"Enabled", "Disabled"}) == "Enabled",
        bucket=target["Bucket"].rpartition(":")[2],
        account_id=target.get("Account", ""),
    )


def located(names: Iterable[str], by_account: Mapping[str, BucketRegions | Unavailable]) -> dict[str, tuple[str, str]]:
    """The account and region of those of the named buckets that an account owns."""
    known = [(id_, one.by_name) for id_, one in by_account.items() if not isinstance(one, Unavailable)]
    return {name: (id_, own[name]) for name in names for id_, own in known if name in own}


def unread_in(by_account: Mapping[str, BucketRegions | Unavailable]) -> Unavailable | None:
    """The reason why buckets of an account may be missing; None where all are known."""
    unread = (one if isinstance(one, Unavailable) else one.unread for one in by_account.values())
    return next(filter(None, unread), None)


@collects()
def bucket_regions(account: Account, buckets: Known[Bucket]) -> BucketRegions:
    """The regions of the account's buckets, computed once; raises `Refused` where the buckets cannot be listed."""
    if account.key in buckets.gaps:
        raise Refused(buckets.gaps[account.key])
    by_name = {bucket.name: bucket.region for bucket in (*buckets.found, *buckets.elsewhere)}
    unread = {key.rpartition(":")[2]: "" for key in buckets.gaps if ":s3:::" in key}
    nameless = (why for key, why in buckets.gaps.items() if ":s3:::" not in key)
    return BucketRegions({**unread, **by_name}, next(nameless, None))
