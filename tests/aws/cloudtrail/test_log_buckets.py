"""Which buckets trails deliver to, and whether they exist."""

from __future__ import annotations

from typing import Any

import pytest

from reporter.aws.cloudtrail.log_buckets import (
    NOT_SELECTED,
    AccessLogs,
    BucketExistence,
    Exposures,
    Retentions,
    TrailBucket,
    bucket_existence,
    trail_buckets,
)
from reporter.aws.cloudtrail.own_trails import NOT_KEPT
from reporter.aws.s3.data import BucketRegions
from reporter.engine.inventory import Inventory
from reporter.model.answers import ReasonCode, Unavailable
from reporter.model.gaps import Known, Unread
from reporter.model.refusals import Refused
from reporter.model.subjects import Account
from tests.aws.cloudtrail.test_management import trail
from tests.aws.cloudtrail.test_own_trails import FOREIGN, OF_OLD
from tests.aws.cloudtrail.test_trails import IN_ORGANIZATION, create_trail
from tests.world import ACCOUNT_ID, World, deny

ACCOUNT = Account.of(ACCOUNT_ID)
DENIED = Unavailable(ReasonCode.DENIED_BY_IAM, "no", region="eu-west-1")
NONE, LOGS = BucketRegions({}), BucketRegions({"logs": "eu-west-1"})


def found(world: World) -> tuple[TrailBucket, Any, Inventory]:
    """The only bucket, whether it exists, and the rest."""
    read = world.read(TrailBucket, BucketExistence)
    [bucket] = read.subjects(TrailBucket)
    return bucket, read.answers[BucketExistence][bucket.key], read


def test_a_bucket_of_the_account_needs_no_question(world: World) -> None:
    create_trail(world)
    bucket, existence, _ = found(world)
    assert (bucket.arn, bucket.region, bucket.is_own) == ("arn:aws:s3:::acme-main", "us-east-1", True)
    assert existence == BucketExistence(exists=True)
    assert "s3:GetBucketLocation" not in world.calls


def test_a_bucket_that_was_deleted_does_not_exist(world: World) -> None:
    create_trail(world)
    world.client("s3").delete_bucket(Bucket="acme-main")
    bucket, existence, read = found(world)
    assert (bucket.region, bucket.is_own, existence) == ("global", False, BucketExistence(exists=False))
    assert (world.calls.count("s3:GetBucketLocation"), read.gone) == (1, [])


def test_only_buckets_of_own_trails_are_looked_for_in_other_accounts(world: World) -> None:
    assert world.read(TrailBucket, prepare=IN_ORGANIZATION).subjects(TrailBucket) == ()


def listed(trails: Known[Any], own: BucketRegions) -> list[TrailBucket | Unread]:
    return list(trail_buckets(ACCOUNT, trails, own))


def test_a_bucket_of_several_trails_is_listed_once() -> None:
    [bucket] = listed(Known((trail(), trail(), FOREIGN)), LOGS)
    assert isinstance(bucket, TrailBucket)
    assert (bucket.name, bucket.region, bucket.is_own) == ("logs", "eu-west-1", True)


def test_the_bucket_of_the_organisations_trail_is_listed_where_it_is() -> None:
    [bucket] = listed(Known((FOREIGN,)), LOGS)
    assert isinstance(bucket, TrailBucket)
    assert bucket.is_own
    assert listed(Known((FOREIGN,)), NONE) == []


def test_a_bucket_whose_name_could_not_be_read_may_be_the_one() -> None:
    for one in (trail(), FOREIGN):
        [bucket] = listed(Known((one,)), BucketRegions({}, DENIED))
        assert isinstance(bucket, TrailBucket)
        assert (bucket.is_own, bucket.doubt) == (False, DENIED)


@pytest.mark.parametrize(
    ("key", "arn", "region"),
    [
        (ACCOUNT_ID, ACCOUNT.arn, "global"),
        ("us-east-1", f"arn:aws:ec2:us-east-1:{ACCOUNT_ID}:region/us-east-1", "us-east-1"),
        (trail().arn, trail().arn, "eu-west-1"),
    ],
)
def test_a_trail_that_could_not_be_read_has_a_row_of_its_own(key: str, arn: str, region: str) -> None:
    [unread] = listed(Known((), {key: DENIED}), NONE)
    assert isinstance(unread, Unread)
    assert (unread.arn, unread.region, unread.why) == (arn, region, DENIED)


def test_evidence_of_an_older_version_does_not_say_where_logs_go() -> None:
    with pytest.raises(Refused) as refused:
        listed(Known((OF_OLD,)), NONE)
    assert refused.value.unavailable == NOT_KEPT


class Asked:
    """S3, as far as it says where a bucket is."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)

    def find(self, *_: Any, **__: Any) -> Any:
        answer = self.answers.pop(0)
        if isinstance(answer, Unavailable):
            raise Refused(answer)
        return answer


def existence(*answers: Any) -> BucketExistence:
    bucket = TrailBucket(account_id=ACCOUNT_ID, region="global", arn="arn:aws:s3:::logs", name="logs", is_own=False)
    aws: Any = Asked(*answers)
    return bucket_existence(aws, bucket)


def test_a_refusal_is_about_the_bucket_if_s3_answers_for_a_name_that_no_account_has() -> None:
    assert existence({"LocationConstraint": None}) == BucketExistence(exists=True)
    assert existence(DENIED, None) == BucketExistence(exists=True)
    for answers in ((DENIED, DENIED), (Unavailable(ReasonCode.THROTTLED),)):
        with pytest.raises(Refused):
            existence(*answers)


def test_each_bucket_of_the_account_is_known_by_name(world: World) -> None:
    create_trail(world)
    s3 = world.client("s3")
    s3.create_bucket(Bucket="acme-other", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    status = {"LoggingEnabled": {"TargetBucket": "acme-main", "TargetPrefix": ""}}
    s3.put_bucket_acl(Bucket="acme-main", ACL="log-delivery-write")
    s3.put_bucket_logging(Bucket="acme-main", BucketLoggingStatus=status)
    s3.put_bucket_versioning(Bucket="acme-main", VersioningConfiguration={"Status": "Enabled"})
    read = world.read(Exposures, AccessLogs, Retentions, regions=["us-east-1"], prepare=deny("s3:GetBucketAcl"))
    of_account: Any = [read.answers[kind][ACCOUNT_ID] for kind in (Exposures, AccessLogs, Retentions)]
    assert {one.of_trails for one in of_account} == {frozenset({"acme-main"})}
    assert [one.by_name["acme-other"] for one in of_account] == [NOT_SELECTED] * 3
    exposure, log, retention = (one.by_name["acme-main"] for one in of_account)
    assert (exposure.openings, exposure.unread.reason) == ((), ReasonCode.DENIED_BY_IAM)
    assert (log.target, retention.versioning.status, retention.lock.enabled) == ("acme-main", "Enabled", False)
