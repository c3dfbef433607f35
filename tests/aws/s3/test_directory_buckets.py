"""Directory buckets, as AWS answers them, and where it has no address to ask at."""

from __future__ import annotations

import socket
from typing import Any

import botocore.session
import pytest
from botocore.exceptions import EndpointConnectionError

from checks.s3.directory import directory_bucket_has_a_lifecycle
from reporter.aws.s3.buckets import Bucket
from reporter.aws.s3.data import BucketLifecycle, LifecycleRule
from reporter.aws.s3.directory_buckets import OFFERED, DirectoryBucket, DirectoryBucketLifecycle
from reporter.demo.services.s3.state import S3State
from reporter.model.answers import ReasonCode
from reporter.model.verdicts import Status
from tests.world import ACCOUNT_ID, Prepare, World, cut_pages, deny

SCRATCH = "scratch--use1-az4--x-s3"
CACHE = "cache--use1-az4--x-s3"
ARN = f"arn:aws:s3express:us-east-1:{ACCOUNT_ID}:bucket/"
AFTER_A_WEEK = {"Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 7}}


@pytest.fixture
def directories(world: World) -> World:
    world.state().of(S3State).directory_buckets["us-east-1"] = {SCRATCH: [AFTER_A_WEEK], CACHE: []}
    world.client("s3").create_bucket(Bucket="acme-photos")
    return world


def test_directory_buckets_are_distinguished_from_all_others(directories: World) -> None:
    inventory = directories.read(Bucket, DirectoryBucket, prepare=cut_pages(1))
    assert [bucket.name for bucket in inventory.subjects(Bucket)] == ["acme-photos"]
    found = {(bucket.name, bucket.region, bucket.arn) for bucket in inventory.subjects(DirectoryBucket)}
    assert found == {(SCRATCH, "us-east-1", ARN + SCRATCH), (CACHE, "us-east-1", ARN + CACHE)}


def test_the_rules_of_directory_buckets_are_read(directories: World) -> None:
    inventory = directories.read(BucketLifecycle, DirectoryBucketLifecycle)
    week = LifecycleRule(enabled=True, expiration_days=7)
    assert inventory.answers[DirectoryBucketLifecycle] == {
        ARN + SCRATCH: DirectoryBucketLifecycle((week,)),
        ARN + CACHE: DirectoryBucketLifecycle(()),
    }
    assert inventory.answers[BucketLifecycle] == {"arn:aws:s3:::acme-photos": BucketLifecycle(None)}


def test_directory_buckets_are_asked_at_their_own_address_and_without_a_session(directories: World) -> None:
    asked: list[str] = []

    def listen(session: botocore.session.Session) -> None:
        session.register("before-call.s3", lambda **event: asked.append(event["params"]["url"]))

    directories.read(DirectoryBucketLifecycle, regions=["us-east-1"], prepare=listen)
    assert asked
    assert all(url.startswith("https://s3express-control.us-east-1.amazonaws.com/") for url in asked)


def unreachable(errno: int, region: str) -> Prepare:
    """What botocore raises where the name servers give no address for a host of one region."""

    def prepare(session: botocore.session.Session) -> None:
        def fail(**event: Any) -> None:
            url = event["params"]["url"]
            if region in url:
                unknown = socket.gaierror(errno, "no address")
                raise EndpointConnectionError(endpoint_url=url, error=unknown) from unknown

        session.register("before-call.s3.ListDirectoryBuckets", fail)

    return prepare


def test_a_region_that_has_no_directory_buckets_to_offer_is_no_gap(directories: World) -> None:
    prepare = unreachable(socket.EAI_NONAME, "eu-central-1")
    findings = directories.judge(directory_bucket_has_a_lifecycle, prepare=prepare)
    assert {(one.resource_name, one.status) for one in findings} == {(SCRATCH, Status.PASS), (CACHE, Status.FAIL)}


@pytest.mark.parametrize("region", sorted(OFFERED & {"us-east-1", "eu-west-1"}))
def test_a_network_that_hides_an_address_is_no_proof_that_there_is_none(directories: World, region: str) -> None:
    """Broken on purpose: take every name that does not resolve for a service that is not offered."""
    findings = directories.judge(directory_bucket_has_a_lifecycle, prepare=unreachable(socket.EAI_NONAME, region))
    [gap] = [one for one in findings if one.status is Status.NOT_ASSESSED]
    assert (gap.region, gap.reason_code) == (region, ReasonCode.TIMEOUT)


def test_every_region_that_has_directory_buckets_is_one_that_has_s3() -> None:
    assert set(botocore.session.Session().get_available_regions("s3")) >= OFFERED


def test_a_region_whose_address_cannot_be_looked_up_now_is_a_gap(directories: World) -> None:
    prepare = unreachable(socket.EAI_AGAIN, "eu-west-1")
    findings = directories.judge(directory_bucket_has_a_lifecycle, prepare=prepare)
    [gap] = [one for one in findings if one.status is Status.NOT_ASSESSED]
    assert (gap.region, gap.reason_code) == ("eu-west-1", ReasonCode.TIMEOUT)


def test_a_refused_list_of_directory_buckets_is_a_gap(directories: World) -> None:
    findings = directories.judge(directory_bucket_has_a_lifecycle, prepare=deny("s3:ListDirectoryBuckets"))
    assert {one.status for one in findings} == {Status.NOT_ASSESSED}
