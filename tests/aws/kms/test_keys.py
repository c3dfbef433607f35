"""Keys, as KMS lists and describes them."""

from __future__ import annotations

from typing import Any

import pytest
from moto.kms.models import kms_backends

from reporter.aws.kms.keys import Key, KeyPolicy, KeyRotation, ListedKey, key_details
from reporter.model.answers import ReasonCode, Unavailable
from tests.aws.rewriting import answer_with, rewrite_last
from tests.world import ACCOUNT_ID, World, deny

REGION = "eu-west-1"
DESCRIBED = {
    "KeyManager": "CUSTOMER",
    "KeyState": "Enabled",
    "KeySpec": "SYMMETRIC_DEFAULT",
    "Origin": "AWS_KMS",
    "MultiRegion": False,
}
LISTED = ListedKey(account_id=ACCOUNT_ID, region=REGION, arn=f"arn:aws:kms:{REGION}:{ACCOUNT_ID}:key/1", name="1")


def create(world: World, **settings: Any) -> str:
    made = world.client("kms", REGION).create_key(**settings)
    return str(made["KeyMetadata"]["KeyId"])


def test_only_keys_of_the_customer_are_inventory(world: World) -> None:
    id_ = create(world)
    kms_backends[ACCOUNT_ID][REGION].keys[create(world)].key_manager = "AWS"
    read = world.read(Key, KeyRotation, KeyPolicy)
    [key] = read.subjects(Key)
    assert (key.name, key.region, key.exemption, key.details.deleted_on) == (id_, REGION, "", None)
    assert len(read.subjects(ListedKey)) == 2
    assert world.calls.count("kms:ListKeys") == len(world.state().regions)
    assert world.calls.count("kms:GetKeyPolicy") == 1
    assert read.answers[KeyRotation] == {key.key: KeyRotation(enabled=False)}
    policy: Any = read.answers[KeyPolicy][key.key]
    [statement] = policy.document.statements
    assert statement.actions == ("kms:*",)


def test_a_key_that_is_rotated_says_how_often(world: World) -> None:
    world.client("kms", REGION).enable_key_rotation(KeyId=create(world))
    assert list(world.read(KeyRotation).answers[KeyRotation].values()) == [KeyRotation(enabled=True, days=365)]
    unsaid = answer_with("kms:GetKeyRotationStatus", {"KeyRotationEnabled": True})
    [rotation] = world.read(KeyRotation, prepare=unsaid).answers[KeyRotation].values()
    assert rotation == KeyRotation(enabled=True, days=365)


def test_keys_that_kms_does_not_rotate_are_not_asked_about(world: World) -> None:
    create(world, KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")
    doomed = create(world)
    world.client("kms", REGION).schedule_key_deletion(KeyId=doomed, PendingWindowInDays=7)
    read = world.read(KeyRotation)
    assert set(read.answers[KeyRotation].values()) == {KeyRotation(enabled=False)}
    assert "kms:GetKeyRotationStatus" not in world.calls
    assert {bool(key.details.deleted_on) for key in read.subjects(Key)} == {True, False}


def test_a_key_that_may_not_be_described_is_a_gap_and_hides_no_other(world: World) -> None:
    create(world)
    read = world.read(Key, prepare=deny("kms:DescribeKey", "AccessDeniedException"))
    [(place, why)] = read.gaps(Key)
    assert (type(place), why.reason) == (ListedKey, ReasonCode.DENIED_BY_IAM)


def test_keys_that_others_share_are_judged_where_they_are(world: World) -> None:
    create(world)
    shared = {"KeyId": "2", "KeyArn": f"arn:aws:kms:{REGION}:999988887777:key/2"}

    def share(answer: dict[str, Any]) -> None:
        if answer["Keys"]:
            answer["Keys"].append(shared)

    read = world.read(ListedKey, prepare=rewrite_last("kms:ListKeys", share))
    assert [one.account_id for one in read.subjects(ListedKey)] == [ACCOUNT_ID]
    assert not list(read.gaps(ListedKey))


class Described:
    """KMS, as far as it describes a key."""

    def __init__(self, **more: Any) -> None:
        self.metadata = {**DESCRIBED, **more}

    def call(self, *_: Any, **__: Any) -> Any:
        return {"KeyMetadata": self.metadata}


@pytest.mark.parametrize(("kind", "is_replica"), [("PRIMARY", False), ("REPLICA", True)])
def test_a_key_of_many_regions_says_whether_it_is_a_replica(kind: str, is_replica: bool) -> None:  # noqa: FBT001
    aws: Any = Described(MultiRegion=True, MultiRegionConfiguration={"MultiRegionKeyType": kind})
    assert key_details(aws, LISTED).is_replica is is_replica


@pytest.mark.parametrize("member", ["KeyManager", "KeyState", "KeySpec", "Origin"])
def test_a_word_that_no_key_has_today_is_malformed(member: str) -> None:
    aws: Any = Described(**{member: "brand-new"})
    with pytest.raises(ValueError, match="brand-new"):
        key_details(aws, LISTED)


def test_a_key_whose_policy_refuses_is_not_assessed(world: World) -> None:
    create(world)
    [policy] = (
        world.read(KeyPolicy, prepare=deny("kms:GetKeyPolicy", "AccessDeniedException")).answers[KeyPolicy].values()
    )
    assert isinstance(policy, Unavailable)
    assert policy.reason is ReasonCode.DENIED_BY_IAM
