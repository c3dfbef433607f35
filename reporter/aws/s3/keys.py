"""Who manages the KMS keys that buckets encrypt with; read only where a check is told to care."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from reporter.aws.s3.buckets import Bucket
from reporter.aws.s3.data import BucketEncryption
from reporter.engine.collector import Aws, collects
from reporter.model.answers import Fact, Unavailable
from reporter.model.gaps import Known
from reporter.model.refusals import DENIALS, Refused
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
    """Who manages each key, by region and key: `AWS`, `CUSTOMER`, or why that is not known."""

    of: Mapping[str, str | Unavailable]


@dataclass(frozen=True, slots=True)
class DefaultKeyManager(Fact):
    """Who manages the key that a bucket encrypts with."""

    by: str
    """`AWS` or `CUSTOMER`; empty where the bucket names no KMS key."""


@collects()
def default_keys(bucket: Bucket, encryption: BucketEncryption | Unavailable) -> Iterator[DefaultKey]:
    """None for a bucket that names no key, or of which nobody knows."""
    if isinstance(encryption, BucketEncryption) and encryption.key:
        yield DefaultKey(
            account_id=bucket.account_id,
            region=bucket.region,
            arn=bucket.arn,
            name=bucket.name,
            part="default-key",
            key=encryption.key,
        )


@collects(DESCRIBE_KEY)
def key_managers(aws: Aws, account: Account, keys: Known[DefaultKey]) -> KeyManagers:
    """Each key is asked about once, however many buckets use it."""
    distinct = sorted({(each.region, each.key) for each in keys.found})
    return KeyManagers({f"{region}/{key}": _manager(aws, account, region, key) for region, key in distinct})


def _manager(aws: Aws, account: Account, region: str, key: str) -> str | Unavailable:
    """Keys that AWS manages never serve another account; a key policy may keep us away from a single key."""
    if key.startswith("arn:") and key.split(":")[4] != account.account_id:
        return CUSTOMER_MANAGED
    try:
        manager: str = aws.call("kms", "describe_key", region=region, KeyId=key)["KeyMetadata"]["KeyManager"]
    except Refused as refused:
        why = refused.unavailable
        return replace(why, action=DESCRIBE_KEY) if why.reason in DENIALS else why
    return manager


@collects()
def default_key_manager(bucket: Bucket, encryption: BucketEncryption, managers: KeyManagers) -> DefaultKeyManager:
    """`Refused` for a key that could not be asked about."""
    manager = managers.of[f"{bucket.region}/{encryption.key}"] if encryption.key else ""
    if isinstance(manager, Unavailable):
        raise Refused(manager)
    return DefaultKeyManager(manager)
