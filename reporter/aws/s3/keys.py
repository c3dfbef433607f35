"""The managers of the KMS keys that buckets encrypt with; read only where a setting of a check needs it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from reporter.aws.s3.buckets import Bucket
from reporter.aws.s3.data import BucketEncryption
from reporter.engine.collector import Aws, collects
from reporter.engine.listing import same_as
from reporter.model.answers import Fact, Unavailable
from reporter.model.gaps import Known
from reporter.model.refusals import Refused, naming
from reporter.model.subjects import Account, Resource

DESCRIBE_KEY = "kms:DescribeKey"
CUSTOMER_MANAGED = "CUSTOMER"


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultKey(Resource):
    """The KMS key that one bucket encrypts with."""

    kind: ClassVar[str] = "AWS::KMS::Key"

    key: str
    """An id, an ARN or an alias, as it was entered."""


@dataclass(frozen=True, slots=True)
class KeyManagers(Fact):
    """The manager of each key, by region and key: `AWS`, `CUSTOMER`, or the reason why it is unknown."""

    of: Mapping[str, str | Unavailable]


@dataclass(frozen=True, slots=True)
class DefaultKeyManager(Fact):
    """The manager of the key that a bucket encrypts with."""

    by: str
    """`AWS` or `CUSTOMER`; empty where the bucket names no KMS key."""


@collects()
def default_keys(bucket: Bucket, encryption: BucketEncryption | Unavailable) -> Iterator[DefaultKey]:
    """The key that a bucket names; nothing where it names none, or where its encryption is unknown."""
    if isinstance(encryption, BucketEncryption) and encryption.key:
        yield DefaultKey(**same_as(bucket), part="default-key", key=encryption.key)


@collects(DESCRIBE_KEY)
def key_managers(aws: Aws, account: Account, keys: Known[DefaultKey]) -> KeyManagers:
    """The managers of all keys; each key is read once, however many buckets use it."""
    distinct = sorted({(each.region, each.key) for each in keys.found})
    return KeyManagers({f"{region}/{key}": _manager(aws, account, region, key) for region, key in distinct})


def _manager(aws: Aws, account: Account, region: str, key: str) -> str | Unavailable:
    """The manager of one key, or the reason why it is unknown: a key policy may deny access to a single key.

    A key of another account is customer managed: AWS managed keys serve only their own account.
    """
    if key.startswith("arn:") and key.split(":")[4] != account.account_id:
        return CUSTOMER_MANAGED
    try:
        manager: str = aws.call("kms", "describe_key", region=region, KeyId=key)["KeyMetadata"]["KeyManager"]
    except Refused as refused:
        return naming(refused.unavailable, DESCRIBE_KEY)
    return manager


@collects()
def default_key_manager(bucket: Bucket, encryption: BucketEncryption, managers: KeyManagers) -> DefaultKeyManager:
    """The manager of the key of a bucket; raises `Refused` for a key that could not be read."""
    manager = managers.of[f"{bucket.region}/{encryption.key}"] if encryption.key else ""
    if isinstance(manager, Unavailable):
        raise Refused(manager)
    return DefaultKeyManager(manager)
