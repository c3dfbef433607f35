"""Block Public Access at buckets and at the account, and what is public without it."""

from typing import Any

import pytest

from checks.s3.public import (
    account_public_access_is_blocked,
    acl_lets_public_not_list,
    acl_lets_public_not_write,
    bucket_is_not_public,
    bucket_public_access_is_blocked,
    policy_lets_public_not_write,
    public_cannot_read_bucket,
    public_cannot_write_bucket,
    sampled_objects_are_not_public,
)
from reporter.api import Account, Status, Unavailable, failed, not_assessed, passed
from reporter.aws.policy import grants, parse_policy
from reporter.aws.s3.access import AclGrant, PublicAcl, PublicObjects, PublicPolicy
from reporter.aws.s3.buckets import AccountPublicAccessBlock, Bucket, PublicAccessBlock
from reporter.aws.s3.delegation import PublicPoints
from reporter.model.answers import ReasonCode

ACCOUNT = Account.of("111122223333")
BUCKET = Bucket(account_id="111122223333", region="eu-west-1", arn="arn:aws:s3:::acme-photos", name="acme-photos")
ALL_OFF = frozenset({"BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"})
NONE_OFF: frozenset[str] = frozenset()
WHY = Unavailable(ReasonCode.DENIED_BY_IAM, "no")
CLOSED = PublicPoints()
"""No access point lets strangers in."""


def test_an_account_with_all_settings_on_passes() -> None:
    assert account_public_access_is_blocked(ACCOUNT, AccountPublicAccessBlock(NONE_OFF)) == passed()


def test_an_account_with_a_setting_off_fails_and_names_it() -> None:
    block = AccountPublicAccessBlock(frozenset({"IgnorePublicAcls", "BlockPublicAcls"}))
    assert account_public_access_is_blocked(ACCOUNT, block) == failed("off: BlockPublicAcls, IgnorePublicAcls")


def test_a_bucket_passes_if_its_own_settings_and_those_of_the_account_add_up() -> None:
    own = PublicAccessBlock(frozenset({"IgnorePublicAcls"}))
    above = AccountPublicAccessBlock(ALL_OFF - {"IgnorePublicAcls"})
    assert bucket_public_access_is_blocked(BUCKET, own, above) == passed()


def test_a_bucket_fails_for_what_is_off_at_both_levels() -> None:
    own = PublicAccessBlock(frozenset({"IgnorePublicAcls", "BlockPublicAcls"}))
    above = AccountPublicAccessBlock(frozenset({"IgnorePublicAcls", "BlockPublicPolicy"}))
    assert bucket_public_access_is_blocked(BUCKET, own, above) == failed("off: IgnorePublicAcls")


def test_the_account_does_not_help_where_the_bucket_itself_must_be_closed() -> None:
    own, above = PublicAccessBlock(frozenset({"BlockPublicAcls"})), AccountPublicAccessBlock(NONE_OFF)
    verdict = bucket_public_access_is_blocked(BUCKET, own, above, require_bucket_level=True)
    assert verdict == failed("off: BlockPublicAcls")


def test_settings_of_the_account_that_could_not_be_read_matter_only_where_they_would_help() -> None:
    own = PublicAccessBlock(frozenset({"BlockPublicAcls"}))
    verdict = bucket_public_access_is_blocked(BUCKET, own, WHY, require_bucket_level=True)
    assert verdict == failed("off: BlockPublicAcls")
    assert bucket_public_access_is_blocked(BUCKET, own, WHY) == not_assessed(WHY)
    assert bucket_public_access_is_blocked(BUCKET, PublicAccessBlock(NONE_OFF), WHY) == passed()


def test_an_excluded_bucket_passes_and_says_why() -> None:
    own, above = PublicAccessBlock(ALL_OFF), AccountPublicAccessBlock(ALL_OFF)
    verdict = bucket_public_access_is_blocked(BUCKET, own, above, excluded_buckets=frozenset({"acme-photos"}))
    assert verdict == passed("allowed by configuration")


def open_to(*permissions: str, group: str = "AllUsers") -> PublicAcl:
    return PublicAcl(tuple(AclGrant(group, permission) for permission in permissions))


def policy_for(action: str, *others: dict[str, Any], **elements: Any) -> PublicPolicy:
    """A policy that allows everyone some action on all objects."""
    allow = {"Effect": "Allow", "Principal": "*", "Action": action, "Resource": f"{BUCKET.arn}/*", **elements}
    return PublicPolicy(is_public=True, grants=grants(parse_policy({"Statement": [allow, *others]})))


REFUSED = Unavailable(ReasonCode.DENIED_BY_IAM)
NO_GRANTS, NOTHING = PublicAcl(), PublicPolicy()


def test_a_bucket_that_grants_the_public_nothing_passes() -> None:
    assert bucket_is_not_public(BUCKET, NO_GRANTS, NOTHING, CLOSED) == passed()


def test_a_bucket_that_is_public_in_both_ways_tells_both() -> None:
    verdict = bucket_is_not_public(
        BUCKET, open_to("READ", group="AuthenticatedUsers"), policy_for("s3:GetObject"), CLOSED
    )
    shown = "by ACL: every AWS account has READ; by policy: statement 1: the public may s3:getobject"
    assert verdict == failed(shown)


def test_a_bucket_is_public_if_s3_says_so_even_if_nothing_tells_why() -> None:
    assert bucket_is_not_public(BUCKET, NO_GRANTS, PublicPolicy(is_public=True), CLOSED) == failed(
        "by policy: the public may something that S3 alone sees"
    )


def test_a_bucket_that_strangers_reach_through_access_points_fails_and_names_them() -> None:
    verdict = bucket_is_not_public(BUCKET, NO_GRANTS, NOTHING, PublicPoints(("export", "images")))
    assert verdict == failed("through the access point export; through the access point images")


def test_an_excluded_public_bucket_passes_and_says_why() -> None:
    verdict = bucket_is_not_public(BUCKET, open_to("READ"), NOTHING, CLOSED, excluded_buckets=frozenset({BUCKET.name}))
    assert verdict == passed("allowed by configuration")


def test_one_way_in_is_proof_enough_when_the_other_cannot_be_read() -> None:
    assert bucket_is_not_public(BUCKET, open_to("READ"), REFUSED, REFUSED) == failed("by ACL: everyone has READ")
    assert public_cannot_read_bucket(BUCKET, REFUSED, policy_for("s3:*")) == failed(
        "by policy: statement 1: the public may s3:*"
    )
    assert public_cannot_write_bucket(BUCKET, open_to("WRITE"), REFUSED) == failed("by ACL: everyone has WRITE")


@pytest.mark.parametrize("permission", ["READ", "READ_ACP", "FULL_CONTROL"])
def test_reading_rights_of_an_acl_fail(permission: str) -> None:
    acl, reason = open_to(permission), f"by ACL: everyone has {permission}"
    assert public_cannot_read_bucket(BUCKET, acl, NOTHING) == failed(reason)
    assert acl_lets_public_not_list(BUCKET, acl) == failed(reason)


@pytest.mark.parametrize("permission", ["WRITE", "WRITE_ACP", "FULL_CONTROL"])
def test_writing_rights_of_an_acl_fail(permission: str) -> None:
    acl, reason = open_to(permission), f"by ACL: everyone has {permission}"
    assert public_cannot_write_bucket(BUCKET, acl, NOTHING) == failed(reason)
    assert acl_lets_public_not_write(BUCKET, acl) == failed(reason)


def test_rights_to_write_are_none_to_read_and_the_other_way_round() -> None:
    assert public_cannot_read_bucket(BUCKET, open_to("WRITE", "WRITE_ACP"), policy_for("s3:PutObject")) == passed()
    assert public_cannot_write_bucket(BUCKET, open_to("READ", "READ_ACP"), policy_for("s3:GetObject")) == passed()
    assert acl_lets_public_not_list(BUCKET, open_to("WRITE")) == passed()
    assert acl_lets_public_not_write(BUCKET, open_to("READ")) == passed()
    assert policy_lets_public_not_write(BUCKET, policy_for("s3:List*")) == passed()


@pytest.mark.parametrize("action", ["s3:GetObject", "s3:getobjectacl", "s3:List*", "s3:*", "*", "s3:*Object"])
def test_public_actions_that_read_fail(action: str) -> None:
    assert public_cannot_read_bucket(BUCKET, NO_GRANTS, policy_for(action)).status is Status.FAIL


@pytest.mark.parametrize(
    "action",
    [
        "s3:PutObject", "s3:DeleteObjectVersion", "s3:ReplicateObject", "s3:RestoreObject", "s3:AbortMultipartUpload",
        "s3:BypassGovernanceRetention", "s3:P*", "s3:*", "*", "s3:PutWhatIsYetToCome", "s3:ReplicateDelete",
        "s3:ReplicateTags", "s3:ObjectOwnerOverrideToBucketOwner", "s3:UpdateObjectEncryption",
    ],
)  # fmt: skip
def test_public_actions_that_write_fail(action: str) -> None:
    assert policy_lets_public_not_write(BUCKET, policy_for(action)).status is Status.FAIL
    assert public_cannot_write_bucket(BUCKET, NO_GRANTS, policy_for(action)).status is Status.FAIL


def test_what_is_denied_to_everybody_is_not_granted() -> None:
    denied = {"Effect": "Deny", "Principal": "*", "Action": ["s3:Put*", "s3:Delete*"], "Resource": "*"}
    policy = policy_for("*", denied, Action=["s3:GetObject", "s3:PutObject", "s3:DeleteObject"])
    assert policy_lets_public_not_write(BUCKET, policy) == passed()
    assert public_cannot_read_bucket(BUCKET, NO_GRANTS, policy).status is Status.FAIL


def test_what_is_not_named_is_allowed_by_a_policy_of_exceptions() -> None:
    exceptions = {"Effect": "Allow", "Principal": "*", "NotAction": ["s3:Put*"], "Resource": f"{BUCKET.arn}/*"}
    policy = PublicPolicy(is_public=True, grants=grants(parse_policy({"Statement": exceptions})))
    shown = "by policy: statement 1: the public may everything but s3:put*"
    assert policy_lets_public_not_write(BUCKET, policy) == failed(shown)


def test_many_ways_in_are_summarised() -> None:
    verdict = bucket_is_not_public(BUCKET, open_to(*["READ"] * 12), NOTHING, CLOSED)
    assert verdict.reason.endswith("everyone has READ and 2 more")


def test_public_objects_of_a_sample_fail() -> None:
    objects = PublicObjects(("a", "b", "c"), frozenset({"a", "c"}))
    assert sampled_objects_are_not_public(BUCKET, objects) == failed("2 of 3 objects are public: a, c")
    assert sampled_objects_are_not_public(BUCKET, objects, sample_size=2) == failed("1 of 2 objects are public: a")


def test_a_sample_without_public_objects_passes_and_calls_itself_a_sample() -> None:
    assert sampled_objects_are_not_public(BUCKET, PublicObjects(("a",))) == passed(
        "none of 1 objects, which is a sample"
    )


def test_objects_that_could_not_be_read_hide_no_public_one() -> None:
    some = PublicObjects(("a", "b"), frozenset({"b"}), unread=WHY)
    assert sampled_objects_are_not_public(BUCKET, some) == failed("1 of 2 objects are public: b")
    assert sampled_objects_are_not_public(BUCKET, PublicObjects(("a",), unread=WHY)) == not_assessed(WHY)


def test_where_there_is_nothing_to_sample_the_reason_is_reported() -> None:
    assert sampled_objects_are_not_public(BUCKET, PublicObjects()) == passed("no objects")
    assert sampled_objects_are_not_public(BUCKET, PublicObjects(heeded=False)) == passed("ACLs have no effect here")
