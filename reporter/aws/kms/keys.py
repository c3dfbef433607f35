"""KMS keys that customers manage: their state, their rotation and their policies. No key is ever used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from reporter.aws.policy import PolicyDocument, parse_policy
from reporter.aws.shared.identity import by_arn, owned
from reporter.aws.shared.known import known
from reporter.engine.collector import Aws, Listing, collects
from reporter.engine.listing import each, same_as
from reporter.model.answers import Fact
from reporter.model.subjects import Region, Resource, account_in

SYMMETRIC, ENABLED, OF_KMS, REPLICA = "SYMMETRIC_DEFAULT", "Enabled", "AWS_KMS", "REPLICA"
DEFAULT_PERIOD = 365
"""The days between two rotations where AWS names none."""
STATES = {
    "Creating", "Enabled", "Disabled", "PendingDeletion", "PendingImport", "PendingReplicaDeletion", "Unavailable",
    "Updating",
}  # fmt: skip
ORIGINS = {
    "AWS_KMS": "",
    "EXTERNAL": "its key material is imported",
    "AWS_CLOUDHSM": "its key material is in a custom key store",
    "EXTERNAL_KEY_STORE": "its key material is in a custom key store",
}
"""By origin of the key material: why KMS does not rotate it by itself."""
SPECS = {
    "ECC_NIST_EDWARDS25519", "ECC_NIST_P256", "ECC_NIST_P384", "ECC_NIST_P521", "ECC_SECG_P256K1", "HMAC_224",
    "HMAC_256", "HMAC_384", "HMAC_512", "ML_DSA_44", "ML_DSA_65", "ML_DSA_87", "ML_KEM_1024", "ML_KEM_512",
    "ML_KEM_768", "RSA_2048", "RSA_3072", "RSA_4096", "SM2", "SYMMETRIC_DEFAULT",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedKey(Resource):
    """A key of the account, managed by the customer or by AWS."""

    kind: ClassVar[str] = "AWS::KMS::Key"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyDetails(Fact):
    """What KMS says of a key."""

    by_customer: bool
    """Whether the customer manages it, and not AWS."""
    state: str
    spec: str
    origin: str
    is_replica: bool
    """Whether it copies a multi-Region key of another region."""
    deleted_on: datetime | None
    """None where it is not scheduled for deletion, or waits for its replicas."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key(Resource):
    """A key that the customer manages."""

    kind: ClassVar[str] = "AWS::KMS::Key"

    details: KeyDetails

    @property
    def exemption(self) -> str:
        """Why KMS does not rotate it by itself; empty where it can."""
        if self.details.spec != SYMMETRIC:
            return f"not a symmetric encryption key: {self.details.spec}"
        if self.details.is_replica:
            return "a replica is rotated with its primary key"
        return ORIGINS[self.details.origin] or ("" if self.details.state == ENABLED else f"it is {self.details.state}")


@dataclass(frozen=True, slots=True)
class KeyRotation(Fact):
    """Whether KMS rotates a key by itself, and how often."""

    enabled: bool
    days: int = 0
    """The days between two rotations; 0 where it is not rotated."""


@dataclass(frozen=True, slots=True)
class KeyPolicy(Fact):
    """The policy of a key; each key has exactly one."""

    document: PolicyDocument


@collects("kms:ListKeys")
def listed_keys(aws: Aws, region: Region) -> Listing[ListedKey]:
    """The keys of a region that belong to the account; keys that other accounts share through RAM are judged there."""
    found = aws.items("kms", "list_keys", "Keys", page_size=1000, region=region.region)
    own = owned(region, ({**key, "OwnerId": account_in(key.get("KeyArn", "")) or region.account_id} for key in found))
    return each(region, own, by_arn(region, "KeyArn", "KeyId"), lambda who, _: ListedKey(**who))


@collects("kms:DescribeKey")
def key_details(aws: Aws, key: ListedKey) -> KeyDetails:
    """The details of a key; its policy may refuse them."""
    found = aws.call("kms", "describe_key", region=key.region, KeyId=key.name)["KeyMetadata"]
    kind = found["MultiRegionConfiguration"]["MultiRegionKeyType"] if found["MultiRegion"] else ""
    return KeyDetails(
        by_customer=known(found["KeyManager"], {"AWS", "CUSTOMER"}) == "CUSTOMER",
        state=known(found["KeyState"], STATES),
        spec=known(found["KeySpec"], SPECS),
        origin=known(found["Origin"], ORIGINS),
        is_replica=known(kind, {"", "PRIMARY", REPLICA}) == REPLICA,
        deleted_on=found.get("DeletionDate"),
    )


@collects()
def keys(listed: ListedKey, details: KeyDetails) -> Iterator[Key]:
    """The key itself, unless AWS manages it."""
    if details.by_customer:
        yield Key(**same_as(listed), details=details)


@collects("kms:GetKeyRotationStatus")
def key_rotation(aws: Aws, key: Key) -> KeyRotation:
    """The rotation of a key; not asked about keys that KMS does not rotate by itself."""
    if key.exemption:
        return KeyRotation(enabled=False)
    answer = aws.call("kms", "get_key_rotation_status", region=key.region, KeyId=key.name)
    if not answer["KeyRotationEnabled"]:
        return KeyRotation(enabled=False)
    return KeyRotation(enabled=True, days=answer.get("RotationPeriodInDays", DEFAULT_PERIOD))


@collects("kms:GetKeyPolicy")
def key_policy(aws: Aws, key: Key) -> KeyPolicy:
    """The policy of a key, which may refuse this request too."""
    answer = aws.call("kms", "get_key_policy", region=key.region, KeyId=key.name, PolicyName="default")
    return KeyPolicy(parse_policy(answer["Policy"]))
