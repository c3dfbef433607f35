"""Access points, as AWS answers them."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from typing import Any

import botocore.session
import pytest

from reporter.aws.s3.access_points import (
    RESTRICT,
    AccessPoint,
    AccessPointBlock,
    AccessPointPolicyStatus,
    MultiRegionAccessPoint,
    PublicAccessPoint,
    UnrestrictedBucket,
    access_point_exposure,
    multi_region_access_point_policy_status,
    multi_region_access_points,
)
from reporter.aws.s3.buckets import AccountPublicAccessBlock
from reporter.demo.emulator import answered
from reporter.model.answers import ReasonCode, Unavailable
from reporter.model.gaps import Known
from reporter.model.refusals import Refused
from reporter.model.subjects import GLOBAL, Account
from tests.doors import FakeAws
from tests.world import ACCOUNT_ID, Prepare, World

BLOCK = dict.fromkeys(("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True)


def make_access_point(world: World, name: str, bucket: str = "acme-photos", **block: bool) -> None:
    world.client("s3control").create_access_point(
        AccountId=ACCOUNT_ID, Name=name, Bucket=bucket, PublicAccessBlockConfiguration=BLOCK | block
    )


@pytest.fixture
def s3(world: World) -> Any:
    client = world.client("s3")
    client.create_bucket(Bucket="acme-photos")
    return client


def test_access_points_are_listed_in_their_regions(world: World, s3: Any) -> None:
    where = {"LocationConstraint": "eu-west-1"}
    world.client("s3", "eu-west-1").create_bucket(Bucket="acme-europe", CreateBucketConfiguration=where)
    make_access_point(world, "here")
    make_access_point(world, "there", "acme-europe")
    points = world.read(AccessPoint).subjects(AccessPoint)
    assert {(point.arn, point.region, point.bucket) for point in points} == {
        (f"arn:aws:s3:us-east-1:{ACCOUNT_ID}:accesspoint/here", "us-east-1", "acme-photos"),
        (f"arn:aws:s3:eu-west-1:{ACCOUNT_ID}:accesspoint/there", "eu-west-1", "acme-europe"),
    }


def test_what_is_off_at_an_access_point_is_read(world: World, s3: Any) -> None:
    make_access_point(world, "analysts", RestrictPublicBuckets=False)
    [found] = world.read(AccessPointBlock).answers[AccessPointBlock].values()
    assert found == AccessPointBlock(frozenset({"RestrictPublicBuckets"}))


def in_two_pages(operation: str, key: str, first: dict[str, Any], second: dict[str, Any]) -> Prepare:
    """Split an answer into two pages: botocore has no paginator for these lists, so `cut_pages` does not."""

    def prepare(session: botocore.session.Session) -> None:
        def answer(**event: Any) -> Any:
            asked_on = "nextToken" in event["params"]["query_string"]
            return answered({key: [second]} if asked_on else {key: [first], "NextToken": "more"})

        session.register(f"before-call.s3-control.{operation}", answer)

    return prepare


def test_every_page_of_access_points_is_read(world: World) -> None:
    def point(name: str) -> dict[str, str]:
        return {
            "Name": name,
            "Bucket": "b",
            "NetworkOrigin": "Internet",
            "AccessPointArn": f"arn:aws:s3:us-east-1:{ACCOUNT_ID}:accesspoint/{name}",
        }

    pages = in_two_pages("ListAccessPoints", "AccessPointList", point("first"), point("second"))
    points = world.read(AccessPoint, regions=["us-east-1"], prepare=pages).subjects(AccessPoint)
    assert [point.name for point in points] == ["first", "second"]


def multi_region(name: str, status: str = "READY", **block: bool) -> dict[str, Any]:
    return {"Name": name, "Alias": f"{name}.mrap", "Status": status, "PublicAccessBlock": BLOCK | block}


def test_multi_region_access_points_are_asked_for_in_one_region_whichever_are_scanned(world: World) -> None:
    first, second = multi_region("photos", BlockPublicPolicy=False), multi_region("maps")
    pages = in_two_pages("ListMultiRegionAccessPoints", "AccessPoints", first, second)
    inventory = world.read(MultiRegionAccessPoint, regions=["eu-west-1"], prepare=pages)
    photos, maps = inventory.subjects(MultiRegionAccessPoint)
    assert (photos.arn, photos.region) == (f"arn:aws:s3::{ACCOUNT_ID}:accesspoint/photos.mrap", GLOBAL)
    assert (photos.off, maps.off) == (frozenset({"BlockPublicPolicy"}), frozenset())
    assert {call.region for call in inventory.calls} == {"us-west-2"}


@pytest.mark.parametrize(("status", "seen"), [("CREATING", 0), ("DELETING", 0), ("INCONSISTENT_ACROSS_REGIONS", 1)])
def test_unfinished_multi_region_access_points_are_left_out(world: World, status: str, seen: int) -> None:
    pages = in_two_pages(
        "ListMultiRegionAccessPoints", "AccessPoints", multi_region("a", status), multi_region("b", status)
    )
    assert len(world.read(MultiRegionAccessPoint, prepare=pages).subjects(MultiRegionAccessPoint)) == 2 * seen


def test_only_the_commercial_partition_has_multi_region_access_points() -> None:
    aws = FakeAws({})
    assert list(multi_region_access_points(aws, Account.of(ACCOUNT_ID, partition="aws-cn"))) == []
    assert aws.asked == []


def test_an_access_point_that_is_deleted_after_it_was_listed_is_dropped(world: World, s3: Any) -> None:
    make_access_point(world, "kept")
    make_access_point(world, "dropped")

    def delete_when_listed(session: botocore.session.Session) -> None:
        def delete(**event: Any) -> None:
            if event["model"].name == "ListAccessPoints" and event["context"]["client_region"] == "us-east-1":
                world.client("s3control").delete_access_point(AccountId=ACCOUNT_ID, Name="dropped")

        session.get_component("event_emitter").register_last("after-call", delete)

    inventory = world.read(AccessPointBlock, regions=["us-east-1"], prepare=delete_when_listed)
    assert [point.name for point in inventory.subjects(AccessPoint)] == ["kept"]


def put_public_policy(world: World, name: str) -> None:
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject"}]}
    world.client("s3control").put_access_point_policy(AccountId=ACCOUNT_ID, Name=name, Policy=json.dumps(policy))


def public_points(world: World, prepare: Prepare | None = None) -> set[str]:
    inventory = world.read(PublicAccessPoint, prepare=prepare)
    return {point.name for point in inventory.subjects(PublicAccessPoint)}


def unblocked(world: World, name: str = "open") -> None:
    """An access point with a public policy, which no setting restricts."""
    world.client("s3").delete_public_access_block(Bucket="acme-photos")
    make_access_point(world, name, RestrictPublicBuckets=False)
    put_public_policy(world, name)


def test_an_access_point_with_a_public_policy_that_nothing_restricts_is_public(world: World, s3: Any) -> None:
    unblocked(world)
    make_access_point(world, "no-policy", RestrictPublicBuckets=False)
    assert public_points(world) == {"open"}
    assert Counter(world.calls)["s3control:GetAccessPointPolicyStatus"] == 2


def test_the_settings_of_the_access_point_restrict_its_policy_and_nothing_more_is_asked(world: World, s3: Any) -> None:
    make_access_point(world, "shut")
    put_public_policy(world, "shut")
    assert public_points(world) == set()
    assert "s3control:GetAccessPointPolicyStatus" not in world.calls


def test_the_settings_of_the_account_restrict_the_policy_of_an_access_point(world: World, s3: Any) -> None:
    unblocked(world)
    world.client("s3control").put_public_access_block(
        AccountId=ACCOUNT_ID, PublicAccessBlockConfiguration=dict.fromkeys(BLOCK, True)
    )
    assert public_points(world) == set()


def test_the_settings_of_the_bucket_restrict_the_policy_of_an_access_point(world: World, s3: Any) -> None:
    unblocked(world)
    s3.put_public_access_block(Bucket="acme-photos", PublicAccessBlockConfiguration=BLOCK)
    assert public_points(world) == set()


POINT = AccessPoint(
    account_id=ACCOUNT_ID,
    region="eu-west-1",
    arn=f"arn:aws:s3:eu-west-1:{ACCOUNT_ID}:accesspoint/open",
    name="open",
    bucket="acme-photos",
)
UNREAD: Known[UnrestrictedBucket] = Known(gaps={ACCOUNT_ID: Unavailable(ReasonCode.DENIED_BY_IAM, "no")})


def test_settings_of_a_bucket_of_another_account_are_unknown_and_count_as_off() -> None:
    foreign = replace(POINT, bucket_account="999988887777")
    assert access_point_exposure(foreign, AccessPointPolicyStatus(is_public=True), Known()).is_public
    assert access_point_exposure(foreign, AccessPointPolicyStatus(is_public=True), UNREAD).is_public


def test_buckets_that_could_not_be_read_matter_only_to_a_public_policy() -> None:
    assert not access_point_exposure(POINT, AccessPointPolicyStatus(is_public=False), UNREAD).is_public
    with pytest.raises(Refused):
        access_point_exposure(POINT, AccessPointPolicyStatus(is_public=True), UNREAD)


def test_another_bucket_that_could_not_be_read_does_not_matter() -> None:
    public = AccessPointPolicyStatus(is_public=True)
    why = Unavailable(ReasonCode.DENIED_BY_IAM, "no")
    assert not access_point_exposure(POINT, public, Known(gaps={"arn:aws:s3:::acme-other": why})).is_public
    with pytest.raises(Refused):
        access_point_exposure(POINT, public, Known(gaps={"arn:aws:s3:::acme-photos": why}))


def status_of(point_off: set[str], account_off: set[str], aws: FakeAws) -> bool:
    point = MultiRegionAccessPoint(
        account_id=ACCOUNT_ID, region=GLOBAL, arn="arn", name="photos", off=frozenset(point_off)
    )
    account = AccountPublicAccessBlock(frozenset(account_off))
    return multi_region_access_point_policy_status(aws, point, account).is_public


@pytest.mark.parametrize("is_public", [True, False])
def test_the_policy_status_of_a_multi_region_access_point_is_read(*, is_public: bool) -> None:
    asked = f"s3control:get_multi_region_access_point_policy_status/us-west-2/{ACCOUNT_ID}/photos"
    aws = FakeAws({asked: {"Established": {"IsPublic": is_public}}})
    assert status_of({RESTRICT}, {RESTRICT}, aws) is is_public


@pytest.mark.parametrize(("point_off", "account_off"), [({RESTRICT}, set()), (set(), {RESTRICT})])
def test_the_policy_of_a_restricted_multi_region_access_point_is_not_asked_for(
    point_off: set[str], account_off: set[str]
) -> None:
    assert not status_of(point_off, account_off, FakeAws({}))
