"""How each bucket treats the data in it: how it encrypts, locks, expires and copies objects."""

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
from reporter.model.subjects import Account

CUSTOMER_KEYS = "SSE-C"
CUSTOMER_KEY_HEADER = "s3:x-amz-server-side-encryption-customer-algorithm"
"""The condition key that only uploads with a key of the customer carry."""


@dataclass(frozen=True, slots=True)
class BucketEncryption(Fact):
    """How the bucket has new objects encrypted."""

    configured: bool
    algorithm: str = ""
    """`AES256`, `aws:kms` or `aws:kms:dsse`; empty where the configuration names none."""
    key: str = ""
    """The KMS key as it was entered: an id, an ARN or an alias; empty: S3's own, if KMS is used at all."""
    blocked: frozenset[str] = frozenset()
    """The kinds of encryption that uploads may not ask for, such as `SSE-C`."""


@dataclass(frozen=True, slots=True)
class CustomerKeyUploads(Fact):
    """Whether objects can be uploaded under keys that only the uploader knows (SSE-C)."""

    blocked_by: str
    """What stops them, in words; empty: nothing does."""


@dataclass(frozen=True, slots=True)
class Transition:
    """A move of objects to another storage class."""

    days: int | None
    """None: on a date."""
    storage_class: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LifecycleRule:
    """One rule that moves or expires objects by itself."""

    enabled: bool
    expiration_days: int | None = None
    """None: objects do not expire by their age."""
    transitions: tuple[Transition, ...] = ()
    handles_old_versions: bool = False


@dataclass(frozen=True, slots=True)
class BucketLifecycle(Fact):
    """The rules that move or expire objects; None: there is no configuration."""

    rules: tuple[LifecycleRule, ...] | None

    @property
    def active(self) -> tuple[LifecycleRule, ...]:
        """The rules that are in force."""
        return tuple(rule for rule in self.rules or () if rule.enabled)


@dataclass(frozen=True, slots=True)
class ObjectLock(Fact):
    """Whether objects can be made undeletable."""

    enabled: bool
    mode: str = ""
    """`GOVERNANCE` or `COMPLIANCE`: what holds for new objects by default; empty: nothing."""


@dataclass(frozen=True, slots=True)
class ReplicationRule:
    """One rule that copies objects to another bucket."""

    enabled: bool
    bucket: str
    """The name of the other bucket."""
    account_id: str
    """The account that the rule says it belongs to; empty: it does not say."""


@dataclass(frozen=True, slots=True)
class BucketReplication(Fact):
    """The rules that copy objects elsewhere; None: there is no configuration."""

    rules: tuple[ReplicationRule, ...] | None

    @property
    def active(self) -> tuple[ReplicationRule, ...]:
        """The rules that are in force."""
        return tuple(rule for rule in self.rules or () if rule.enabled)


@dataclass(frozen=True, slots=True)
class BucketRegions(Fact):
    """The regions of all buckets of the account, by name, whichever regions are looked at."""

    by_name: Mapping[str, str]
    """Empty for the region of a bucket of which only the name could be read."""
    unread: Unavailable | None = None
    """Why there may be buckets that are not among them; None: they all are."""


ALGORITHMS = {"AES256", "aws:backup", "aws:fsx", "aws:kms", "aws:kms:dsse"}


@collects("s3:GetEncryptionConfiguration")
def bucket_encryption(aws: Aws, bucket: Bucket) -> BucketEncryption:
    """AWS keeps exactly one rule."""
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
    """One of the two is enough to stop them; `Refused` where neither does and one could not be read."""
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
    """Whether it denies everyone all uploads that carry the header, on no other condition."""
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
    """A bucket without a configuration keeps everything as it is."""
    answer = aws.find(
        "s3",
        "get_bucket_lifecycle_configuration",
        region=bucket.region,
        absent="NoSuchLifecycleConfiguration",
        Bucket=bucket.name,
    )
    return BucketLifecycle(lifecycle_rules(answer) if answer else None)


def lifecycle_rules(answer: Mapping[str, Any]) -> tuple[LifecycleRule, ...]:
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
    """A bucket can have Object Lock without a default for new objects, but never without keeping versions."""
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
    """AWS only has a rule name the other account where it hands the copies over to it.

    S3 replicates only what keeps versions, and lets nobody end one without the other.
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
    """The account and the region of those of the buckets that accounts know for their own."""
    known = [(id_, one.by_name) for id_, one in by_account.items() if not isinstance(one, Unavailable)]
    return {name: (id_, own[name]) for name in names for id_, own in known if name in own}


def unread_in(by_account: Mapping[str, BucketRegions | Unavailable]) -> Unavailable | None:
    """Why an account may have more buckets than are known; None: all are known of all of them."""
    unread = (one if isinstance(one, Unavailable) else one.unread for one in by_account.values())
    return next(filter(None, unread), None)


@collects()
def bucket_regions(account: Account, buckets: Known[Bucket]) -> BucketRegions:
    """Found once for the account, so that no bucket need be sought among all others; `Refused` without a list."""
    if account.key in buckets.gaps:
        raise Refused(buckets.gaps[account.key])
    by_name = {bucket.name: bucket.region for bucket in (*buckets.found, *buckets.elsewhere)}
    unread = {key.rpartition(":")[2]: "" for key in buckets.gaps if ":s3:::" in key}
    nameless = (why for key, why in buckets.gaps.items() if ":s3:::" not in key)
    return BucketRegions({**unread, **by_name}, next(nameless, None))
