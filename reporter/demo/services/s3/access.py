"""The access of others to the demo's buckets: by ACL, and by policy statements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

ALL_USERS = 'uri="http://acs.amazonaws.com/groups/global/AllUsers"'
LOGGING = "logging.s3.amazonaws.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """The access that a bucket grants to others."""

    public_acl: tuple[str, ...] = ()
    """ACL permissions of everyone, as API parameters: `GrantRead`, `GrantWrite`."""
    public_objects: tuple[str, ...] = ()
    """Keys of objects that everyone may read by the object's ACL."""
    public_actions: tuple[str, ...] = ()
    """Actions on objects that the policy allows to everyone."""
    accounts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By account: actions on objects that the policy allows to its identities."""
    logs: bool = False
    """Whether S3 may deliver access logs."""
    logs_of_own_account: bool = False
    """Whether S3 may deliver the access logs of the account's own buckets only."""


NO_ACCESS = Access()


def seed_acls(s3: Any, bucket: str, access: Access) -> None:
    """Set the ACL of the bucket, and create objects with public ACLs."""
    if access.public_acl:
        s3.put_bucket_acl(Bucket=bucket, **dict.fromkeys(access.public_acl, ALL_USERS))
    for key in access.public_objects:
        s3.put_object(Bucket=bucket, Key=key, Body=b"", ACL="public-read")


def access_statements(bucket: str, account_id: str, access: Access) -> Iterator[dict[str, Any]]:
    """The policy statements of the bucket that grant this access."""
    allow = {"Effect": "Allow", "Resource": f"arn:aws:s3:::{bucket}/*"}
    if access.public_actions:
        yield {**allow, "Principal": {"AWS": "*"}, "Action": list(access.public_actions)}
    for account, actions in access.accounts.items():
        yield {**allow, "Principal": {"AWS": f"arn:aws:iam::{account}:root"}, "Action": list(actions)}
    if access.logs or access.logs_of_own_account:
        source = {"Condition": {"StringEquals": {"aws:SourceAccount": account_id}}}
        bound = source if access.logs_of_own_account else {}
        yield {**allow, "Principal": {"Service": LOGGING}, "Action": "s3:PutObject", **bound}
