"""Access to a bucket other than the owner's: its ACL, S3's verdict on its policy, and which of them is in effect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any

from reporter.aws.policy import Grant, grants
from reporter.aws.s3.buckets import AccountPublicAccessBlock, Bucket, PublicAccessBlock
from reporter.aws.s3.public_policy import public_grants, strangers
from reporter.aws.s3.settings import BucketPolicy, ObjectOwnership
from reporter.aws.shared.parts import read_parts
from reporter.engine.collector import Aws, collects
from reporter.model.answers import Fact, Unavailable

PUBLIC_GROUPS = {"AllUsers": "everyone", "AuthenticatedUsers": "every AWS account"}
SAMPLE_SIZE = 100
"""The number of objects whose ACLs are read, with one request each."""


@dataclass(frozen=True, slots=True)
class AclGrant:
    """One grant of an ACL."""

    grantee: str
    """The name of a predefined group, such as `AllUsers`; otherwise a canonical user id or an e-mail address."""
    permission: str
    """`READ`, `WRITE`, `READ_ACP`, `WRITE_ACP` or `FULL_CONTROL`."""

    @property
    def is_public(self) -> bool:
        """Whether the grantee is a public group."""
        return self.grantee in PUBLIC_GROUPS

    def __str__(self) -> str:
        return f"{PUBLIC_GROUPS.get(self.grantee, self.grantee)} has {self.permission}"


@dataclass(frozen=True, slots=True)
class BucketAcl(Fact):
    """The ACL of a bucket; empty where ACLs are disabled."""

    owner: str = ""
    """The canonical user id of the owner."""
    grants: tuple[AclGrant, ...] = ()

    @property
    def is_for_owner_only(self) -> bool:
        """Whether the owner is the only grantee."""
        return all(grant.grantee == self.owner for grant in self.grants)


@dataclass(frozen=True, slots=True)
class BucketPolicyStatus(Fact):
    """S3's own verdict on the policy of a bucket."""

    is_public: bool
    """Whether S3 calls the policy public; False also without a policy."""


@dataclass(frozen=True, slots=True)
class PublicAcl(Fact):
    """The grants of a bucket's ACL to the public, as far as they are in effect."""

    grants: tuple[AclGrant, ...] = ()

    def giving(self, permissions: Iterable[str]) -> tuple[AclGrant, ...]:
        """The grants of any of these permissions."""
        return tuple(grant for grant in self.grants if grant.permission in permissions)


@dataclass(frozen=True, slots=True)
class PublicPolicy(Fact):
    """The grants of a bucket's policy to the public, as far as they are in effect."""

    is_public: bool = False
    grants: tuple[Grant, ...] = ()
    """The grants that make it public; all grants where S3 calls it public for an unknown reason."""
    explained: bool = True

    def giving(self, actions: Iterable[str]) -> tuple[Grant, ...]:
        """The grants of anything within these patterns of actions."""
        wanted = tuple(actions)
        return tuple(grant for grant in self.grants if any(self._gives(grant, action) for action in wanted))

    def _gives(self, grant: Grant, action: str) -> bool:
        return bool(strangers(grant, action) if self.explained else grant.holders(action=action))


@dataclass(frozen=True, slots=True)
class PublicObjects(Fact):
    """The public objects among the first of a bucket; the ACLs of objects may differ from that of the bucket."""

    keys: tuple[str, ...] = ()
    """The keys of the objects that were read; empty where ACLs are not in effect."""
    public: frozenset[str] = frozenset()
    """The keys of the public ones."""
    heeded: bool = True
    """Whether object ACLs are in effect."""
    unread: Unavailable | None = None
    """The reason why the ACLs of other objects are not known."""


@collects("s3:GetBucketAcl")
def bucket_acl(aws: Aws, bucket: Bucket, ownership: ObjectOwnership) -> BucketAcl:
    """The ACL of a bucket; not read where ACLs are disabled, since S3 then returns only the owner's grant."""
    if ownership.disables_acls:
        return BucketAcl()
    answer = aws.call("s3", "get_bucket_acl", region=bucket.region, Bucket=bucket.name)
    return BucketAcl(answer["Owner"]["ID"], tuple(dict.fromkeys(_acl_grants(answer))))


@collects("s3:GetBucketPolicyStatus")
def bucket_policy_status(aws: Aws, bucket: Bucket, policy: BucketPolicy) -> BucketPolicyStatus:
    """S3's verdict on the policy; not read without a policy or for one that only denies, as S3 calls neither public."""
    if policy.document is None or not any(statement.allows for statement in policy.document.statements):
        return BucketPolicyStatus(is_public=False)
    answer = aws.find(
        "s3", "get_bucket_policy_status", region=bucket.region, absent="NoSuchBucketPolicy", Bucket=bucket.name
    )
    return BucketPolicyStatus(answer is not None and answer["PolicyStatus"]["IsPublic"])


@collects()
def public_acl(
    bucket: Bucket,
    acl: BucketAcl,
    ownership: ObjectOwnership,
    block: PublicAccessBlock,
    account_block: AccountPublicAccessBlock,
) -> PublicAcl:
    """The public grants of the ACL; none where ACLs are disabled or public ACLs are ignored."""
    if not _are_acls_in_effect(ownership, block, account_block):
        return PublicAcl()
    return PublicAcl(tuple(grant for grant in acl.grants if grant.is_public))


@collects()
def public_policy(
    bucket: Bucket,
    status: BucketPolicyStatus,
    policy: BucketPolicy,
    block: PublicAccessBlock,
    account_block: AccountPublicAccessBlock,
) -> PublicPolicy:
    """The public grants of the policy, if S3 calls it public; none where public buckets are restricted."""
    in_effect = status.is_public and "RestrictPublicBuckets" in block.off & account_block.off
    if not in_effect or not policy.document:
        return PublicPolicy()
    public = public_grants(policy.document)
    if public:
        return PublicPolicy(is_public=True, grants=public)
    return PublicPolicy(is_public=True, grants=grants(policy.document), explained=False)


@collects("s3:ListBucket", "s3:GetObjectAcl", operations=("s3:ListObjectsV2", "s3:GetObjectAcl"))
def public_objects(
    aws: Aws,
    bucket: Bucket,
    ownership: ObjectOwnership,
    block: PublicAccessBlock,
    account_block: AccountPublicAccessBlock,
) -> PublicObjects:
    """The public objects among the first 100; up to 101 requests, and none where ACLs are not in effect."""
    if not _are_acls_in_effect(ownership, block, account_block):
        return PublicObjects(heeded=False)
    keys = tuple(dict.fromkeys(islice(_keys(aws, bucket), SAMPLE_SIZE)))
    found, unread = read_parts(keys, partial(_is_public, aws, bucket), "s3:GetObjectAcl")
    return PublicObjects(tuple(found), frozenset(key for key, public in found.items() if public), unread=unread)


def _keys(aws: Aws, bucket: Bucket) -> Iterator[str]:
    """The keys of the objects; S3 leaves the list out of an answer without objects."""
    for page in aws.pages("s3", "list_objects_v2", page_size=SAMPLE_SIZE, region=bucket.region, Bucket=bucket.name):
        yield from (one["Key"] for one in (page["Contents"] if page["KeyCount"] else ()))


def _is_public(aws: Aws, bucket: Bucket, key: str) -> bool:
    """Whether an object is public; one that was deleted meanwhile is not."""
    answer = aws.find("s3", "get_object_acl", region=bucket.region, absent="NoSuchKey", Bucket=bucket.name, Key=key)
    return answer is not None and any(grant.is_public for grant in _acl_grants(answer))


def _acl_grants(answer: dict[str, Any]) -> Iterator[AclGrant]:
    for grant in answer["Grants"]:
        grantee = grant["Grantee"]
        if grantee["Type"] == "Group":
            name = grantee["URI"].rpartition("/")[2]
        else:
            name = grantee["ID"] if grantee["Type"] == "CanonicalUser" else grantee["EmailAddress"]
        yield AclGrant(name, grant["Permission"])


def _are_acls_in_effect(
    ownership: ObjectOwnership, block: PublicAccessBlock, account_block: AccountPublicAccessBlock
) -> bool:
    return not ownership.disables_acls and "IgnorePublicAcls" in block.off & account_block.off
