"""How buckets treat the data in them, as AWS answers it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from checks.s3.data import bucket_refuses_customer_keys
from reporter.aws.s3.data import (
    BucketEncryption,
    BucketLifecycle,
    BucketRegions,
    BucketReplication,
    LifecycleRule,
    ObjectLock,
    ReplicationRule,
    Transition,
)
from reporter.demo.services.s3.state import S3State
from reporter.engine.inventory_file import restore_fact, save_inventory
from reporter.model.answers import ReasonCode, Unavailable
from reporter.model.subjects import Region
from reporter.model.verdicts import Status
from tests.aws.rewriting import rewrite
from tests.world import ACCOUNT_ID, Prepare, World, deny

ARN = "arn:aws:s3:::acme-photos"
HEADER = "s3:x-amz-server-side-encryption-customer-algorithm"
REFUSAL = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:PutObject",
    "Resource": f"{ARN}/*",
    "Condition": {"Null": {HEADER: "false"}},
}
EVERY_UPLOAD = {"Status": "Enabled", "Filter": {"Prefix": ""}}


@pytest.fixture
def s3(world: World) -> Any:
    client = world.client("s3")
    client.create_bucket(Bucket="acme-photos")
    return client


def about_photos(world: World, kind: type, prepare: Prepare | None = None) -> object:
    """The answer about the one bucket that each test seeds."""
    return world.read(kind, prepare=prepare).answers[kind][ARN]


def encrypt(s3: Any, **default: str) -> None:
    rules = [{"ApplyServerSideEncryptionByDefault": default}]
    s3.put_bucket_encryption(Bucket="acme-photos", ServerSideEncryptionConfiguration={"Rules": rules})


def test_a_bucket_without_encryption_says_so(world: World, s3: Any) -> None:
    s3.delete_bucket_encryption(Bucket="acme-photos")
    assert about_photos(world, BucketEncryption) == BucketEncryption(configured=False)


def test_the_algorithm_and_the_key_are_read(world: World, s3: Any) -> None:
    encrypt(s3, SSEAlgorithm="aws:kms", KMSMasterKeyID="alias/photos")
    expected = BucketEncryption(configured=True, algorithm="aws:kms", key="alias/photos")
    assert about_photos(world, BucketEncryption) == expected


def test_blocked_kinds_of_encryption_are_read(world: World, s3: Any) -> None:
    encrypt(s3, SSEAlgorithm="AES256")
    world.state().of(S3State).blocked_encryption["acme-photos"] = ("SSE-C",)
    expected = BucketEncryption(configured=True, algorithm="AES256", blocked=frozenset({"SSE-C"}))
    assert about_photos(world, BucketEncryption) == expected


def test_a_rule_need_not_name_an_algorithm(world: World, s3: Any) -> None:
    encrypt(s3, SSEAlgorithm="AES256")
    bare = {"Rules": [{"BucketKeyEnabled": True}]}
    shown = rewrite("s3:GetBucketEncryption", lambda answer: answer.update(ServerSideEncryptionConfiguration=bare))
    assert about_photos(world, BucketEncryption, shown) == BucketEncryption(configured=True)


def test_a_default_names_its_algorithm(world: World, s3: Any) -> None:
    encrypt(s3, SSEAlgorithm="AES256")
    nameless: dict[str, Any] = {"Rules": [{"ApplyServerSideEncryptionByDefault": {}}]}
    shown = rewrite("s3:GetBucketEncryption", lambda answer: answer.update(ServerSideEncryptionConfiguration=nameless))
    unread = about_photos(world, BucketEncryption, shown)
    assert isinstance(unread, Unavailable)
    assert unread.reason is ReasonCode.MALFORMED_ANSWER


def customer_keys(world: World, *denied: str) -> Status:
    prepare = deny(denied[0]) if denied else None
    [finding] = world.judge(bucket_refuses_customer_keys, prepare=prepare)
    return finding.status


def put_policy(s3: Any, *statements: dict[str, Any]) -> None:
    s3.put_bucket_policy(Bucket="acme-photos", Policy=document(*statements))


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def test_nothing_stops_customer_keys_by_itself(world: World, s3: Any) -> None:
    assert customer_keys(world) is Status.FAIL


def test_the_encryption_configuration_stops_customer_keys_whatever_the_policy_says(world: World, s3: Any) -> None:
    encrypt(s3, SSEAlgorithm="AES256")
    world.state().of(S3State).blocked_encryption["acme-photos"] = ("SSE-C",)
    assert customer_keys(world) is Status.PASS
    assert customer_keys(world, "s3:GetBucketPolicy") is Status.PASS


def test_the_policy_stops_customer_keys_whatever_the_encryption_is(world: World, s3: Any) -> None:
    put_policy(s3, REFUSAL)
    assert customer_keys(world) is Status.PASS
    assert customer_keys(world, "s3:GetBucketEncryption") is Status.PASS


@pytest.mark.parametrize("operation", ["s3:GetBucketPolicy", "s3:GetBucketEncryption"])
def test_customer_keys_are_not_assessed_while_what_could_stop_them_is_unread(
    world: World, s3: Any, operation: str
) -> None:
    assert customer_keys(world, operation) is Status.NOT_ASSESSED


SOME_USER = {"AWS": f"arn:aws:iam::{ACCOUNT_ID}:user/ann"}
TLS_TOO = {"Null": {HEADER: "false"}, "Bool": {"aws:SecureTransport": "false"}}


@pytest.mark.parametrize(
    ("change", "refuses"),
    [
        ({}, True),
        ({"Action": "s3:*"}, True),
        ({"Action": "s3:Put*", "Resource": "*"}, True),
        ({"Principal": {"AWS": "*"}}, True),
        ({"Effect": "Allow"}, False),
        ({"Principal": SOME_USER}, False),
        ({"Action": "s3:GetObject"}, False),
        ({"Resource": f"{ARN}/incoming/*"}, False),
        ({"Condition": {"Null": {HEADER: "true"}}}, False),
        ({"Condition": TLS_TOO}, False),
        ({"Condition": {}}, False),
    ],
)
def test_a_policy_stops_customer_keys_if_it_refuses_them_to_all_on_no_other_condition(
    world: World,
    s3: Any,
    change: dict[str, Any],
    refuses: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    put_policy(s3, REFUSAL | change)
    assert customer_keys(world) is (Status.PASS if refuses else Status.FAIL)


def put_rule(s3: Any, **rule: Any) -> None:
    rules = {"Rules": [EVERY_UPLOAD | rule]}
    s3.put_bucket_lifecycle_configuration(Bucket="acme-photos", LifecycleConfiguration=rules)


def test_a_bucket_without_a_lifecycle_says_so(world: World, s3: Any) -> None:
    assert about_photos(world, BucketLifecycle) == BucketLifecycle(None)


def test_a_lifecycle_rule_is_read(world: World, s3: Any) -> None:
    put_rule(s3, Expiration={"Days": 30}, Transitions=[{"Days": 10, "StorageClass": "GLACIER"}])
    rule = LifecycleRule(enabled=True, expiration_days=30, transitions=(Transition(10, "GLACIER"),))
    assert about_photos(world, BucketLifecycle) == BucketLifecycle((rule,))


def test_a_disabled_lifecycle_rule_for_old_versions_is_read(world: World, s3: Any) -> None:
    put_rule(s3, Status="Disabled", NoncurrentVersionExpiration={"NoncurrentDays": 3})
    found = about_photos(world, BucketLifecycle)
    assert found == BucketLifecycle((LifecycleRule(enabled=False, handles_old_versions=True),))


def test_a_bucket_without_object_lock_says_so(world: World, s3: Any) -> None:
    assert about_photos(world, ObjectLock) == ObjectLock(enabled=False)


@pytest.mark.usefixtures("s3")
@pytest.mark.parametrize("fact", [ObjectLock, BucketReplication])
def test_of_a_bucket_without_versions_the_lifecycle_of_versions_is_not_read(world: World, fact: type) -> None:
    about_photos(world, fact)
    assert not {"s3:GetObjectLockConfiguration", "s3:GetBucketReplication"} & set(world.calls)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"ObjectLockEnabled": "Enabled"}, ObjectLock(enabled=True)),
        (
            {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 3}}},
            ObjectLock(enabled=True, mode="COMPLIANCE"),
        ),
    ],
)
def test_object_lock_is_read(world: World, answer: dict[str, Any], expected: ObjectLock) -> None:
    world.client("s3").create_bucket(Bucket="acme-photos", ObjectLockEnabledForBucket=True)
    shown = rewrite("s3:GetObjectLockConfiguration", lambda given: given.update(ObjectLockConfiguration=answer))
    assert about_photos(world, ObjectLock, shown) == expected


def test_a_bucket_without_replication_says_so(world: World, s3: Any) -> None:
    assert about_photos(world, BucketReplication) == BucketReplication(None)


def test_replication_rules_are_read(world: World, s3: Any) -> None:
    s3.create_bucket(Bucket="acme-copies")
    for name in ("acme-photos", "acme-copies"):
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    target = {"Bucket": "arn:aws:s3:::acme-copies"}
    rules = [
        {"ID": "ours", "Status": "Enabled", "Prefix": "", "Destination": target},
        {"ID": "theirs", "Status": "Disabled", "Prefix": "x", "Destination": target | {"Account": "444455556666"}},
    ]
    configuration = {"Role": f"arn:aws:iam::{ACCOUNT_ID}:role/copier", "Rules": rules}
    s3.put_bucket_replication(Bucket="acme-photos", ReplicationConfiguration=configuration)
    ours, theirs = ReplicationRule(True, "acme-copies", ""), ReplicationRule(False, "acme-copies", "444455556666")  # noqa: FBT003 - enabled
    assert about_photos(world, BucketReplication) == BucketReplication((ours, theirs))


def test_the_regions_of_all_buckets_are_known_by_name(world: World, s3: Any) -> None:
    where = {"LocationConstraint": "eu-west-1"}
    world.client("s3", "eu-west-1").create_bucket(Bucket="acme-europe", CreateBucketConfiguration=where)
    inventory = world.read(BucketRegions, Region)
    regions = inventory.answers[BucketRegions][ACCOUNT_ID]
    assert restore_fact(save_inventory(inventory), BucketRegions) == regions, "as other accounts look it up"
    assert regions == BucketRegions({"acme-photos": "us-east-1", "acme-europe": "eu-west-1"})
