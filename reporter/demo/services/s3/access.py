"""Who else gets into the demo's buckets: by ACL, and by statements of the policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

ALL_USERS = 'uri="http://acs.amazonaws.com/groups/global/AllUsers"'
LOGGING = "logging.s3.amazonaws.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What a bucket's owners gave to others."""

    public_acl: tuple[str, ...] = ()
    """Permissions of everyone, as the API spells its parameters: `GrantRead`, `GrantWrite`."""
    public_objects: tuple[str, ...] = ()
    """Keys of objects that everyone may read by their own ACL."""
    public_actions: tuple[str, ...] = ()
    """What the policy allows everyone to do with objects."""
    accounts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By account: what the policy allows its identities to do with objects."""
    logs: bool = False
    """Whether S3 may deliver access logs."""
    logs_of_own_account: bool = False
    """Whether only those of the account's own buckets."""


NOBODY = Access()


def seed_acls(s3: Any, bucket: str, access: Access) -> None:
    """The ACL of the bucket, and objects with ACLs of their own."""
    if access.public_acl:
        s3.put_bucket_acl(Bucket=bucket, **dict.fromkeys(access.public_acl, ALL_USERS))
    for key in access.public_objects:
        s3.put_object(Bucket=bucket, Key=key, Body=b"", ACL="public-read")


def access_statements(bucket: str, account_id: str, access: Access) -> Iterator[dict[str, Any]]:
    """What the policy of the bucket says of it."""
    allow = {"Effect": "Allow", "Resource": f"arn:aws:s3:::{bucket}/*"}
    if access.public_actions:
        yield {**allow, "Principal": {"AWS": "*"}, "Action": list(access.public_actions)}
    for account, actions in access.accounts.items():
        yield {**allow, "Principal": {"AWS": f"arn:aws:iam::{account}:root"}, "Action": list(actions)}
    if access.logs or access.logs_of_own_account:
        source = {"Condition": {"StringEquals": {"aws:SourceAccount": account_id}}}
        bound = source if access.logs_of_own_account else {}
        yield {**allow, "Principal": {"Service": LOGGING}, "Action": "s3:PutObject", **bound}
