"""The managers of bucket keys, read only where a setting of the check asks for them."""

from __future__ import annotations

import pytest

from checks.s3.data import bucket_is_encrypted_with_kms
from reporter.aws.s3.keys import DefaultKeyManager, KeyManagers
from reporter.engine.inventory_file import load_inventory, save_inventory
from reporter.model.finding import Finding
from reporter.model.verdicts import Status
from tests.aws.rewriting import rewrite
from tests.world import Prepare, World, deny

FOREIGN = "arn:aws:kms:us-east-1:999988887777:key/0b2ac1a9-8f0e-4a43-9d3c-6e6f2b3a7b11"


@pytest.fixture
def own_key(world: World) -> str:
    return str(world.client("kms").create_key()["KeyMetadata"]["Arn"])


def encrypt(world: World, bucket: str, key: str = "") -> None:
    s3 = world.client("s3")
    s3.create_bucket(Bucket=bucket)
    default = {"SSEAlgorithm": "aws:kms"} | ({"KMSMasterKeyID": key} if key else {})
    rules = {"Rules": [{"ApplyServerSideEncryptionByDefault": default}]}
    s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration=rules)


def strictly(world: World, prepare: Prepare | None = None) -> dict[str, Finding]:
    findings = world.judge(bucket_is_encrypted_with_kms, prepare=prepare, require_customer_managed_key=True)
    return {finding.resource_name: finding for finding in findings}


def test_keys_are_not_read_unless_a_setting_asks_for_them(world: World, own_key: str) -> None:
    encrypt(world, "acme-photos", own_key)
    [finding] = world.judge(bucket_is_encrypted_with_kms)
    assert finding.status is Status.PASS
    assert "kms:DescribeKey" not in world.calls


def test_keys_of_our_own_are_distinguished_from_those_of_aws(world: World, own_key: str) -> None:
    encrypt(world, "acme-own", own_key)
    encrypt(world, "acme-foreign", FOREIGN)
    encrypt(world, "acme-default")
    assert {name: each.status for name, each in strictly(world).items()} == {
        "acme-own": Status.PASS,
        "acme-foreign": Status.PASS,
        "acme-default": Status.FAIL,
    }


def test_a_key_that_aws_manages_is_not_our_own(world: World, own_key: str) -> None:
    encrypt(world, "acme-photos", own_key)
    shown = rewrite("kms:DescribeKey", lambda answer: answer["KeyMetadata"].update(KeyManager="AWS"))
    assert strictly(world, shown)["acme-photos"].status is Status.FAIL


def test_a_key_of_many_buckets_is_asked_about_once(world: World, own_key: str) -> None:
    for bucket in ("acme-photos", "acme-maps"):
        encrypt(world, bucket, own_key)
    assert {each.status for each in strictly(world).values()} == {Status.PASS}
    assert world.calls.count("kms:DescribeKey") == 1


def test_a_key_that_is_kept_from_us_leaves_only_its_bucket_unassessed(world: World, own_key: str) -> None:
    encrypt(world, "acme-own", own_key)
    encrypt(world, "acme-foreign", FOREIGN)
    findings = strictly(world, deny("kms:DescribeKey"))
    assert findings["acme-foreign"].status is Status.PASS
    assert (findings["acme-own"].status, findings["acme-own"].action) == (Status.NOT_ASSESSED, "kms:DescribeKey")


def test_a_key_that_could_not_be_asked_about_for_another_reason_misses_no_permission(
    world: World, own_key: str
) -> None:
    encrypt(world, "acme-own", own_key)
    findings = strictly(world, deny("kms:DescribeKey", "NotFoundException", "no such key", 400))
    assert (findings["acme-own"].status, findings["acme-own"].action) == (Status.NOT_ASSESSED, "")


def test_a_bucket_whose_encryption_is_unread_is_not_assessed(world: World, own_key: str) -> None:
    encrypt(world, "acme-own", own_key)
    assert strictly(world, deny("s3:GetBucketEncryption"))["acme-own"].status is Status.NOT_ASSESSED


def test_what_is_known_of_keys_survives_being_saved(world: World, own_key: str) -> None:
    encrypt(world, "acme-own", own_key)
    encrypt(world, "acme-foreign", FOREIGN)
    inventory = world.read(DefaultKeyManager, prepare=deny("kms:DescribeKey"))
    assert load_inventory(save_inventory(inventory)).answers[KeyManagers] == inventory.answers[KeyManagers]
