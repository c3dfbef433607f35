"""Buckets under the default names of services: whose they are."""

from __future__ import annotations

from collections import Counter

from checks.s3_shadow import predictable_bucket_is_our_own
from reporter.aws.s3_data import BucketRegions
from reporter.aws.s3_shadow import PREDICTABLE_NAMES, PredictableBucket, predictable_buckets
from reporter.model import Account, ReasonCode, Region, Status
from tests.doors import FakeAws
from tests.world import ACCOUNT_ID, World, deny

GLUE = f"aws-glue-assets-{ACCOUNT_ID}-us-east-1"
SAGEMAKER = f"sagemaker-eu-west-1-{ACCOUNT_ID}"


def found(world: World, *regions: str) -> dict[str, bool]:
    inventory = world.read(PredictableBucket, regions=regions)
    return {bucket.name: bucket.is_own for bucket in inventory.subjects(PredictableBucket)}


def test_where_nobody_took_a_name_there_is_nothing_to_judge(world: World) -> None:
    assert found(world) == {}
    [finding] = world.judge(predictable_bucket_is_our_own)
    assert finding.status is Status.NOT_APPLICABLE


def test_our_own_buckets_are_known_without_asking(world: World) -> None:
    world.client("s3").create_bucket(Bucket=GLUE)
    assert found(world, "us-east-1") == {GLUE: True}
    assert Counter(world.calls)["s3:HeadBucket"] == 3


def test_our_own_bucket_in_a_region_that_is_not_scanned_is_still_our_own(world: World) -> None:
    world.client("s3").create_bucket(Bucket=SAGEMAKER)
    assert found(world, "eu-west-1") == {SAGEMAKER: True}


def test_a_bucket_that_answers_forbidden_is_somebody_elses(world: World) -> None:
    world.state().foreign_buckets.add(SAGEMAKER)
    assert found(world) == {SAGEMAKER: False}


def test_where_every_name_is_forbidden_it_is_we_who_may_not_ask(world: World) -> None:
    """Broken on purpose: take each 403 for a bucket of somebody else."""
    prepare = deny("s3:HeadBucket", "403", "Forbidden", 403)
    findings = world.judge(predictable_bucket_is_our_own, regions=["us-east-1"], prepare=prepare)
    [finding] = findings
    assert (finding.status, finding.reason_code, finding.action) == (
        Status.NOT_ASSESSED, ReasonCode.DENIED_BY_IAM, "s3:ListBucket",
    )  # fmt: skip
    assert finding.operation == "s3:HeadBucket"


def test_one_more_name_is_asked_for_where_a_bucket_is_somebody_elses(world: World) -> None:
    world.state().foreign_buckets.add(SAGEMAKER)
    found(world, "eu-west-1", "us-east-1")
    assert Counter(world.calls)["s3:HeadBucket"] == 4 + 4 + 1


def test_a_refusal_is_not_taken_for_somebody_elses_bucket(world: World) -> None:
    findings = world.judge(predictable_bucket_is_our_own, prepare=deny("s3:HeadBucket"))
    assert {finding.status for finding in findings} == {Status.NOT_ASSESSED}


def test_buckets_are_named_after_their_partition() -> None:
    account = Account.of(ACCOUNT_ID, partition="aws-cn")
    names = {pattern.format(account=ACCOUNT_ID, region="cn-north-1") for pattern in PREDICTABLE_NAMES}
    own = BucketRegions(dict.fromkeys(names, "cn-north-1"))
    buckets = predictable_buckets(FakeAws({}), Region.of(account, "cn-north-1"), account, own)
    assert {bucket.arn for bucket in buckets} == {f"arn:aws-cn:s3:::{name}" for name in names}
