"""Buckets and their settings, as AWS answers them."""

import json
from typing import Any

import botocore.session
import pytest
from moto.s3.models import s3_backends

from checks.s3.buckets import bucket_access_is_logged, bucket_is_versioned
from checks.s3.public import account_public_access_is_blocked, bucket_public_access_is_blocked
from reporter.aws.s3.buckets import AccountPublicAccessBlock, Bucket, PublicAccessBlock, buckets
from reporter.aws.s3.settings import AccessLogging, BucketPolicy, BucketVersioning, LogTargets, ObjectOwnership
from reporter.demo.emulator import refuse
from reporter.demo.state import Refusal
from reporter.model.answers import ReasonCode, Unavailable
from reporter.model.subjects import Account
from reporter.model.verdicts import Status
from tests.aws.rewriting import answer_with, rewrite
from tests.doors import FakeAws
from tests.world import ACCOUNT_ID, Prepare, World, cut_pages, deny, together

BLOCK = dict.fromkeys(("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True)
FLAGS = frozenset(BLOCK)
LOGS = {"TargetBucket": "acme-logs", "TargetPrefix": "photos/"}


@pytest.fixture
def s3(world: World) -> Any:
    client = world.client("s3")
    client.create_bucket(Bucket="acme-photos")
    return client


def about_photos(world: World, kind: type, prepare: Prepare | None = None) -> object:
    """The answer about the one bucket that each test seeds."""
    return world.read(kind, prepare=prepare).answers[kind]["arn:aws:s3:::acme-photos"]


def test_buckets_of_unwanted_regions_are_left_out(world: World, s3: Any) -> None:
    where = {"LocationConstraint": "eu-west-1"}
    world.client("s3", "eu-west-1").create_bucket(Bucket="acme-europe", CreateBucketConfiguration=where)
    assert len(world.read(Bucket).subjects(Bucket)) == 2
    assert [bucket.name for bucket in world.read(Bucket, regions=["eu-west-1"]).subjects(Bucket)] == ["acme-europe"]


def test_a_bucket_without_a_block_has_all_of_it_off(world: World, s3: Any) -> None:
    s3.delete_public_access_block(Bucket="acme-photos")
    assert about_photos(world, PublicAccessBlock) == PublicAccessBlock(FLAGS)


def test_what_is_off_at_a_bucket_is_read(world: World, s3: Any) -> None:
    s3.put_public_access_block(Bucket="acme-photos", PublicAccessBlockConfiguration=BLOCK | {"IgnorePublicAcls": False})
    assert about_photos(world, PublicAccessBlock) == PublicAccessBlock(frozenset({"IgnorePublicAcls"}))


def test_an_account_is_judged_even_without_buckets(world: World) -> None:
    [before] = world.judge(account_public_access_is_blocked)
    world.client("s3control").put_public_access_block(AccountId=ACCOUNT_ID, PublicAccessBlockConfiguration=BLOCK)
    [after] = world.judge(account_public_access_is_blocked)
    assert (before.status, after.status) == (Status.FAIL, Status.PASS)


def test_what_is_off_at_the_account_is_read(world: World) -> None:
    answers = world.read(AccountPublicAccessBlock).answers[AccountPublicAccessBlock]
    assert answers == {ACCOUNT_ID: AccountPublicAccessBlock(FLAGS)}


def test_a_refused_account_setting_leaves_buckets_unassessed(world: World, s3: Any) -> None:
    [finding] = world.judge(bucket_public_access_is_blocked, prepare=deny("s3control:GetPublicAccessBlock"))
    assert (finding.status, finding.action) == (Status.NOT_ASSESSED, "s3:GetAccountPublicAccessBlock")


def test_a_bucket_that_never_had_versions_says_so(world: World, s3: Any) -> None:
    assert about_photos(world, BucketVersioning) == BucketVersioning("", mfa_delete=False)


def test_versioning_is_read(world: World, s3: Any) -> None:
    s3.put_bucket_versioning(Bucket="acme-photos", VersioningConfiguration={"Status": "Suspended"})
    assert about_photos(world, BucketVersioning) == BucketVersioning("Suspended", mfa_delete=False)


@pytest.mark.parametrize(("mfa_delete", "expected"), [("Enabled", True), ("Disabled", False)])
def test_mfa_delete_is_read(world: World, s3: Any, mfa_delete: str, expected: bool) -> None:  # noqa: FBT001 - a parameter of the test
    shown = rewrite("s3:GetBucketVersioning", lambda answer: answer.update(Status="Enabled", MFADelete=mfa_delete))
    assert about_photos(world, BucketVersioning, shown) == BucketVersioning("Enabled", mfa_delete=expected)


def test_the_owner_of_objects_is_read(world: World, s3: Any) -> None:
    controls = {"Rules": [{"ObjectOwnership": "ObjectWriter"}]}
    s3.put_bucket_ownership_controls(Bucket="acme-photos", OwnershipControls=controls)
    assert about_photos(world, ObjectOwnership) == ObjectOwnership("ObjectWriter")
    s3.delete_bucket_ownership_controls(Bucket="acme-photos")
    assert about_photos(world, ObjectOwnership) == ObjectOwnership("")


def test_a_policy_is_parsed(world: World, s3: Any) -> None:
    assert about_photos(world, BucketPolicy) == BucketPolicy(None)
    statement = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}
    s3.put_bucket_policy(Bucket="acme-photos", Policy=json.dumps({"Version": "2012-10-17", "Statement": statement}))
    found = about_photos(world, BucketPolicy)
    assert isinstance(found, BucketPolicy)
    assert found.document
    assert found.document.statements[0].actions == ("s3:*",)


@pytest.mark.parametrize(
    "policy",
    ['{"Statement": 1}', '{"Statement": [], "Statement": []}', "[" * 100_000],
    ids=["no statement", "two lists of statements", "nested"],
)
def test_a_policy_that_cannot_be_understood_is_malformed(world: World, s3: Any, policy: str) -> None:
    s3.put_bucket_policy(Bucket="acme-photos", Policy=json.dumps({"Version": "2012-10-17", "Statement": []}))
    garbled = rewrite("s3:GetBucketPolicy", lambda answer: answer.update(Policy=policy))
    found = about_photos(world, BucketPolicy, garbled)
    assert isinstance(found, Unavailable)
    assert found.reason is ReasonCode.MALFORMED_ANSWER


def test_calls_go_to_the_region_of_the_bucket(world: World) -> None:
    where = {"LocationConstraint": "eu-west-1"}
    world.client("s3", "eu-west-1").create_bucket(Bucket="acme-europe", CreateBucketConfiguration=where)
    inventory = world.read(BucketVersioning)
    assert {call.region for call in inventory.calls if call.operation == "s3:GetBucketVersioning"} == {"eu-west-1"}


@pytest.fixture
def buckets_with_logs(s3: Any) -> None:
    """The photos log into another bucket; a third one does neither."""
    for name in ("acme-logs", "acme-idle"):
        s3.create_bucket(Bucket=name)
    source = {"Effect": "Allow", "Principal": {"Service": "logging.s3.amazonaws.com"}, "Action": "s3:PutObject"}
    policy = {"Version": "2012-10-17", "Statement": [source | {"Resource": "arn:aws:s3:::acme-logs/*"}]}
    s3.put_bucket_policy(Bucket="acme-logs", Policy=json.dumps(policy))
    s3.put_bucket_logging(Bucket="acme-photos", BucketLoggingStatus={"LoggingEnabled": LOGS})


def logging_statuses(world: World, prepare: Prepare | None = None) -> dict[str, Status]:
    return {one.resource_name: one.status for one in world.judge(bucket_access_is_logged, prepare=prepare)}


def deny_logging_of(name: str) -> Prepare:
    """Refuse GetBucketLogging of one bucket, as a policy of its own would."""

    def prepare(session: botocore.session.Session) -> None:
        def refuse_it(**event: Any) -> Any:
            refused = event["context"]["s3_redirect"]["bucket"] == name
            return refuse(Refusal("AccessDenied", "no", 403)) if refused else None

        session.register("before-call.s3.GetBucketLogging", refuse_it)

    return prepare


@pytest.mark.usefixtures("buckets_with_logs")
def test_log_buckets_are_distinguished_from_those_that_just_do_not_log(world: World) -> None:
    assert logging_statuses(world) == {
        "acme-photos": Status.PASS,
        "acme-logs": Status.NOT_APPLICABLE,
        "acme-idle": Status.FAIL,
    }
    assert world.calls.count("s3:GetBucketLogging") == 3


@pytest.mark.usefixtures("buckets_with_logs")
def test_a_bucket_that_cannot_be_read_leaves_only_silent_buckets_unassessed(world: World) -> None:
    assert logging_statuses(world, deny_logging_of("acme-logs")) == {
        "acme-photos": Status.PASS,
        "acme-logs": Status.NOT_ASSESSED,
        "acme-idle": Status.NOT_ASSESSED,
    }


def test_a_bucket_that_logs_into_itself_is_no_other_buckets_target(world: World, s3: Any) -> None:
    own = rewrite("s3:GetBucketLogging", lambda answer: answer.update(LoggingEnabled={"TargetBucket": "acme-photos"}))
    assert about_photos(world, AccessLogging, own) == AccessLogging(enabled=True)
    names = world.read(LogTargets, prepare=own).answers[LogTargets][ACCOUNT_ID]
    assert names == LogTargets(frozenset())


def put_in_europe(world: World, name: str) -> None:
    where = {"LocationConstraint": "eu-west-1"}
    world.client("s3", "eu-west-1").create_bucket(Bucket=name, CreateBucketConfiguration=where)


def reject_in(region: str) -> Prepare:
    """What S3 says to credentials in a region that the account has not enabled."""

    def prepare(session: botocore.session.Session) -> None:
        def reject(**event: Any) -> Any:
            here = f".{region}." in event["params"]["url"]
            return refuse(Refusal("InvalidToken", "The provided token is malformed", 400)) if here else None

        session.register("before-call.s3", reject)

    return prepare


def test_a_bucket_in_a_disabled_region_is_not_assessed_and_asked_about_once(world: World, s3: Any) -> None:
    put_in_europe(world, "acme-europe")
    findings = world.judge(bucket_is_versioned, prepare=reject_in("eu-west-1"))
    shown = {one.resource_name: (one.status, one.reason_code) for one in findings}
    assert shown == {
        "acme-europe": (Status.NOT_ASSESSED, ReasonCode.REGION_DISABLED),
        "acme-photos": (Status.FAIL, ""),
    }
    assert world.calls.count("s3:GetBucketVersioning") == 2


def test_a_bucket_that_is_deleted_after_it_was_listed_is_dropped(world: World, s3: Any) -> None:
    s3.create_bucket(Bucket="acme-temporary")

    def delete_it_when_listed(session: botocore.session.Session) -> None:
        left = ["acme-temporary"]

        def delete(**event: Any) -> None:
            if event["model"].name == "ListBuckets" and left:
                s3.delete_bucket(Bucket=left.pop())

        session.get_component("event_emitter").register_last("after-call", delete)

    findings = world.judge(bucket_is_versioned, prepare=delete_it_when_listed)
    assert [finding.resource_name for finding in findings] == ["acme-photos"]


def test_a_bucket_that_one_read_knows_nothing_of_is_not_deleted(world: World, s3: Any) -> None:
    """Broken on purpose: forget every resource that AWS answers NoSuchBucket for."""
    prepare = deny("s3:GetBucketVersioning", "NoSuchBucket", "The specified bucket does not exist", 404)
    [finding] = world.judge(bucket_is_versioned, prepare=prepare)
    assert (finding.status, finding.reason_code) == (Status.NOT_ASSESSED, ReasonCode.AWS_ERROR)
    assert (finding.operation, finding.error_code) == ("s3:GetBucketVersioning", "NoSuchBucket")


def test_a_bucket_with_dots_in_its_name_is_read(world: World) -> None:
    world.client("s3").create_bucket(Bucket="photos.acme.example")
    [finding] = world.judge(bucket_is_versioned)
    assert (finding.resource_name, finding.status) == ("photos.acme.example", Status.FAIL)


@pytest.mark.parametrize("name", ["logs", "events", "sts"])
def test_a_bucket_named_like_a_service_is_asked_about_at_s3(world: World, name: str) -> None:
    """Moto takes such an address for the service's, so that nothing may get there."""
    listed = {"Buckets": [{"Name": name, "BucketRegion": "us-east-1"}]}
    prepare = together(
        answer_with("s3:ListBuckets", listed), answer_with("s3:GetBucketVersioning", {"Status": "Enabled"})
    )
    [finding] = world.judge(bucket_is_versioned, prepare=prepare)
    assert (finding.resource_name, finding.status) == (name, Status.PASS)


def test_thousands_of_buckets_are_listed_page_by_page(world: World) -> None:
    for number in range(2_500):
        s3_backends[ACCOUNT_ID]["aws"].create_bucket(f"bucket-{number}", "us-east-1")
    assert len(world.read(Bucket, prepare=cut_pages(1000)).subjects(Bucket)) == 2_500
    assert world.calls.count("s3:ListBuckets") == 3


def test_buckets_bear_the_name_of_their_partition() -> None:
    answer = {"Buckets": [{"Name": "acme-photos", "BucketRegion": "cn-north-1"}]}
    account = Account.of(ACCOUNT_ID, partition="aws-cn")
    [bucket] = buckets(FakeAws({"s3:list_buckets": answer}), account)
    assert (bucket.arn, bucket.region) == ("arn:aws-cn:s3:::acme-photos", "cn-north-1")
