"""Who gets into buckets, as AWS answers it, and what of that is in effect."""

import json
from typing import Any

import pytest

from checks.s3.public import (
    acl_lets_public_not_list,
    acl_lets_public_not_write,
    bucket_is_not_public,
    policy_lets_public_not_write,
    public_cannot_read_bucket,
    public_cannot_write_bucket,
    sampled_objects_are_not_public,
)
from reporter.aws.s3.access import AclGrant, BucketAcl, BucketPolicyStatus, PublicAcl, PublicObjects, PublicPolicy
from reporter.demo.emulator import refuse
from reporter.demo.state import Refusal
from reporter.engine.judge import judge, rule
from reporter.model.verdicts import Status
from tests.aws.rewriting import rewrite
from tests.world import ACCOUNT_ID, Prepare, World, deny

NAME = "acme-photos"
ARN = f"arn:aws:s3:::{NAME}"
BLOCK = dict.fromkeys(("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True)
READ = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"{ARN}/*"}
WRITE = {"Effect": "Allow", "Principal": "*", "Action": "s3:Put*", "Resource": f"{ARN}/*"}
EXPOSURES = (
    bucket_is_not_public,
    public_cannot_read_bucket,
    public_cannot_write_bucket,
    acl_lets_public_not_list,
    acl_lets_public_not_write,
    policy_lets_public_not_write,
)


@pytest.fixture
def s3(world: World) -> Any:
    client = world.client("s3")
    client.create_bucket(Bucket=NAME, ObjectOwnership="ObjectWriter")
    client.delete_public_access_block(Bucket=NAME)
    return client


def open_acl(s3: Any) -> None:
    """What `public-read-write` means; moto tells only the first half of it."""
    everyone = 'uri="http://acs.amazonaws.com/groups/global/AllUsers"'
    s3.put_bucket_acl(Bucket=NAME, GrantRead=everyone, GrantWrite=everyone)


def put_policy(s3: Any, *statements: dict[str, Any]) -> None:
    s3.put_bucket_policy(Bucket=NAME, Policy=json.dumps({"Version": "2012-10-17", "Statement": list(statements)}))


def failures(world: World, prepare: Prepare | None = None) -> set[str]:
    """The checks of exposure that fail for the one bucket; all others pass."""
    kinds = {kind for check in EXPOSURES for kind in check.signature.kinds}
    findings = judge(world.read(*kinds, prepare=prepare), [rule(check) for check in EXPOSURES])
    assert {one.status for one in findings} <= {Status.FAIL, Status.PASS}
    return {one.check_id for one in findings if one.status is Status.FAIL}


def answer(world: World, kind: type, prepare: Prepare | None = None) -> object:
    return world.read(kind, prepare=prepare).answers[kind][ARN]


PUBLIC, READABLE, WRITABLE, ACL_READ, ACL_WRITE, POLICY_WRITE = (check.id for check in EXPOSURES)
BY_ACL = {PUBLIC, READABLE, WRITABLE, ACL_READ, ACL_WRITE}
BY_POLICY = {PUBLIC, READABLE, WRITABLE, POLICY_WRITE}


@pytest.mark.usefixtures("s3")
def test_a_bucket_that_was_not_opened_is_not_public(world: World) -> None:
    assert failures(world) == set()


def test_a_bucket_is_public_by_acl(world: World, s3: Any) -> None:
    open_acl(s3)
    assert failures(world) == BY_ACL


def test_a_bucket_is_public_to_every_aws_account(world: World, s3: Any) -> None:
    s3.put_bucket_acl(Bucket=NAME, ACL="authenticated-read")
    assert failures(world) == {PUBLIC, READABLE, ACL_READ}


def test_a_bucket_is_public_by_policy(world: World, s3: Any) -> None:
    put_policy(s3, READ, WRITE)
    assert failures(world) == BY_POLICY


def test_a_bucket_is_public_by_both(world: World, s3: Any) -> None:
    s3.put_bucket_acl(Bucket=NAME, ACL="public-read")
    put_policy(s3, WRITE)
    assert failures(world) == {*BY_POLICY, ACL_READ}


def open_everything(s3: Any) -> None:
    open_acl(s3)
    put_policy(s3, READ, WRITE)


def test_the_account_blocks_what_the_bucket_would_allow(world: World, s3: Any) -> None:
    open_everything(s3)
    world.client("s3control").put_public_access_block(AccountId=ACCOUNT_ID, PublicAccessBlockConfiguration=BLOCK)
    assert failures(world) == set()


def test_the_bucket_itself_blocks_what_it_would_allow(world: World, s3: Any) -> None:
    open_everything(s3)
    s3.put_public_access_block(Bucket=NAME, PublicAccessBlockConfiguration=BLOCK)
    assert failures(world) == set()


@pytest.mark.parametrize(("flag", "left"), [("IgnorePublicAcls", BY_POLICY), ("RestrictPublicBuckets", BY_ACL)])
def test_each_block_stops_its_own_way_in(world: World, s3: Any, flag: str, left: set[str]) -> None:
    open_everything(s3)
    s3.put_public_access_block(Bucket=NAME, PublicAccessBlockConfiguration={flag: True})
    assert failures(world) == left


def test_blocks_against_new_grants_do_not_repair_old_ones(world: World, s3: Any) -> None:
    open_everything(s3)
    new = {"BlockPublicAcls": True, "BlockPublicPolicy": True}
    s3.put_public_access_block(Bucket=NAME, PublicAccessBlockConfiguration=new)
    assert failures(world) == {*BY_ACL, *BY_POLICY}


def test_disabled_acls_grant_nothing(world: World, s3: Any) -> None:
    open_acl(s3)
    controls = {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    s3.put_bucket_ownership_controls(Bucket=NAME, OwnershipControls=controls)
    assert failures(world) == set()


def test_the_verdict_of_s3_itself_counts(world: World, s3: Any) -> None:
    put_policy(s3, READ, WRITE)
    private = rewrite("s3:GetBucketPolicyStatus", lambda answer: answer["PolicyStatus"].update(IsPublic=False))
    assert failures(world, private) == set()


def test_where_s3_sees_more_than_we_do_every_grant_counts(world: World, s3: Any) -> None:
    put_policy(s3, READ | {"Principal": {"AWS": ACCOUNT_ID}})
    public = rewrite("s3:GetBucketPolicyStatus", lambda answer: answer["PolicyStatus"].update(IsPublic=True))
    assert failures(world, public) == {PUBLIC, READABLE}


@pytest.mark.parametrize("operation", ["s3:GetBucketPolicy", "s3:GetBucketPolicyStatus"])
def test_a_policy_that_was_deleted_meanwhile_lets_no_one_in(world: World, s3: Any, operation: str) -> None:
    put_policy(s3, READ)
    gone = deny(operation, "NoSuchBucketPolicy", "gone", 404)
    assert answer(world, PublicPolicy, gone) == PublicPolicy()


@pytest.mark.parametrize("operation", ["s3:GetBucketAcl", "s3:GetBucketPolicyStatus"])
def test_what_one_way_in_proves_needs_no_other(world: World, s3: Any, operation: str) -> None:
    open_everything(s3)
    [finding] = world.judge(bucket_is_not_public, prepare=deny(operation))
    assert finding.status is Status.FAIL


@pytest.mark.parametrize(
    "operation",
    [
        "s3:GetBucketAcl", "s3:GetBucketPolicyStatus", "s3:GetBucketPolicy", "s3:GetBucketOwnershipControls",
        "s3:GetPublicAccessBlock", "s3control:GetPublicAccessBlock",
    ],
)  # fmt: skip
def test_a_bucket_of_which_something_is_unknown_does_not_pass(world: World, s3: Any, operation: str) -> None:
    put_policy(s3, {**READ, "Principal": {"AWS": ACCOUNT_ID}})
    [finding] = world.judge(bucket_is_not_public, prepare=deny(operation))
    assert (finding.status, finding.operation) == (Status.NOT_ASSESSED, operation)


def test_where_acls_are_disabled_they_are_not_read(world: World, s3: Any) -> None:
    s3.put_bucket_ownership_controls(
        Bucket=NAME, OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    )
    assert answer(world, BucketAcl) == BucketAcl()
    assert "s3:GetBucketAcl" not in world.calls


@pytest.mark.usefixtures("s3")
def test_without_a_policy_its_status_is_not_read(world: World) -> None:
    assert answer(world, BucketPolicyStatus) == BucketPolicyStatus(is_public=False)
    assert "s3:GetBucketPolicyStatus" not in world.calls


def test_of_a_policy_that_only_denies_the_status_is_not_read(world: World, s3: Any) -> None:
    put_policy(s3, {**READ, "Effect": "Deny"})
    assert answer(world, BucketPolicyStatus) == BucketPolicyStatus(is_public=False)
    assert "s3:GetBucketPolicyStatus" not in world.calls


@pytest.mark.usefixtures("s3")
def test_a_new_acl_names_its_owner_only(world: World) -> None:
    acl = answer(world, BucketAcl)
    assert isinstance(acl, BucketAcl)
    assert acl.is_for_owner_only
    assert [str(grant) for grant in acl.grants] == [f"{acl.owner} has FULL_CONTROL"]


def test_an_acl_names_groups_people_and_addresses(world: World, s3: Any) -> None:
    group = {"Type": "Group", "URI": "http://acs.amazonaws.com/groups/s3/LogDelivery"}
    friend = {"Type": "AmazonCustomerByEmail", "EmailAddress": "ann@acme.example"}
    lines = [{"Grantee": grantee, "Permission": "WRITE"} for grantee in (group, friend)]
    acl = answer(world, BucketAcl, rewrite("s3:GetBucketAcl", lambda shown: shown.update(Grants=lines)))
    assert isinstance(acl, BucketAcl)
    assert acl.grants == (AclGrant("LogDelivery", "WRITE"), AclGrant("ann@acme.example", "WRITE"))
    assert not acl.is_for_owner_only
    assert not any(grant.is_public for grant in acl.grants)


def test_an_owner_may_have_taken_the_last_grant_away(world: World, s3: Any) -> None:
    assert answer(world, PublicAcl, rewrite("s3:GetBucketAcl", lambda shown: shown.update(Grants=[]))) == PublicAcl()


@pytest.mark.usefixtures("s3")
def test_a_bucket_without_policy_has_no_public_one(world: World) -> None:
    assert answer(world, BucketPolicyStatus) == BucketPolicyStatus(is_public=False)


def put_objects(s3: Any, *keys: str, acl: str = "private") -> None:
    for key in keys:
        s3.put_object(Bucket=NAME, Key=key, Body=b"", ACL=acl)


def test_public_objects_in_a_private_bucket_are_found(world: World, s3: Any) -> None:
    put_objects(s3, "a", "c")
    put_objects(s3, "b", acl="public-read")
    assert answer(world, PublicObjects) == PublicObjects(("a", "b", "c"), frozenset({"b"}))
    [finding] = world.judge(sampled_objects_are_not_public)
    assert (finding.status, finding.reason) == (Status.FAIL, "1 of 3 objects are public: b")


@pytest.mark.usefixtures("s3")
def test_an_empty_bucket_has_no_public_objects(world: World) -> None:
    assert answer(world, PublicObjects) == PublicObjects()


def test_no_more_objects_are_asked_than_a_sample_has(world: World, s3: Any) -> None:
    put_objects(s3, *(f"{number:03}" for number in range(102)))
    world.read(PublicObjects)
    assert world.calls.count("s3:GetObjectAcl") == 100


def test_objects_are_not_even_listed_where_no_acl_is_used(world: World, s3: Any) -> None:
    put_objects(s3, "b", acl="public-read")
    s3.put_public_access_block(Bucket=NAME, PublicAccessBlockConfiguration={"IgnorePublicAcls": True})
    assert answer(world, PublicObjects) == PublicObjects(heeded=False)
    assert not {"s3:ListObjectsV2", "s3:GetObjectAcl"} & set(world.calls)


def test_an_object_that_was_deleted_meanwhile_is_not_public(world: World, s3: Any) -> None:
    put_objects(s3, "b", acl="public-read")
    assert answer(world, PublicObjects, deny("s3:GetObjectAcl", "NoSuchKey", "gone", 404)) == PublicObjects(("b",))


@pytest.mark.parametrize("operation", ["s3:ListObjectsV2", "s3:GetObjectAcl"])
def test_objects_that_may_not_be_read_leave_the_bucket_unassessed(world: World, s3: Any, operation: str) -> None:
    put_objects(s3, "a")
    [finding] = world.judge(sampled_objects_are_not_public, prepare=deny(operation))
    assert (finding.status, finding.operation) == (Status.NOT_ASSESSED, operation)


def test_an_object_that_may_not_be_read_hides_no_public_one(world: World, s3: Any) -> None:
    put_objects(s3, "a", "c")
    put_objects(s3, "b", acl="public-read")
    [finding] = world.judge(sampled_objects_are_not_public, prepare=deny_object("a"))
    assert (finding.status, finding.reason) == (Status.FAIL, "1 of 2 objects are public: b")
    [finding] = world.judge(sampled_objects_are_not_public, prepare=deny_object("b"))
    assert (finding.status, finding.action) == (Status.NOT_ASSESSED, "s3:GetObjectAcl")


def deny_object(key: str) -> Prepare:
    def refuse_it(**event: Any) -> Any:
        return refuse(Refusal("AccessDenied", "no", 403)) if f"/{key}?" in event["params"]["url"] else None

    return lambda session: session.register("before-call.s3.GetObjectAcl", refuse_it)
