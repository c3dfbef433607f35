"""The test tools themselves: what they seed, refuse and cut is what the product sees."""

import os

import pytest

from checks.s3.public import bucket_public_access_is_blocked
from reporter.aws.s3.buckets import Bucket
from reporter.config.settings import AssumedRole, Settings
from reporter.model.answers import ReasonCode
from reporter.model.refusals import Refused
from reporter.model.subjects import Account, Region
from reporter.model.verdicts import Status
from reporter.sessions import Sessions
from reporter.sessions.reader import Reader
from tests.world import Prepare, World, asker, cut_pages, deny, together

READS = asker(
    "ec2:DescribeVpcs",
    "iam:GetAccountAuthorizationDetails",
    "iam:ListUsers",
    "s3:GetBucketVersioning",
    "s3:ListBuckets",
)


def reader(world: World, hook: Prepare) -> Reader:
    sessions = Sessions(Settings(), prepare=together(hook, world.emulator.prepare))
    return sessions.enter(Account.of("111122223333"), AssumedRole(), askers=[READS])


def seed_buckets(world: World, number: int) -> None:
    for index in range(number):
        world.client("s3").create_bucket(Bucket=f"acme-{index}")


def test_a_seeded_bucket_is_read_with_its_region(world: World) -> None:
    where = {"LocationConstraint": "eu-west-1"}
    world.client("s3", "eu-west-1").create_bucket(Bucket="acme-logs", CreateBucketConfiguration=where)

    [bucket] = world.read(Bucket).subjects(Bucket)

    assert (bucket.name, bucket.region) == ("acme-logs", "eu-west-1")
    assert world.calls == ["s3:ListBuckets"]


def test_accounts_do_not_see_each_other(world: World) -> None:
    world.client("s3", account_id="999988887777").create_bucket(Bucket="acme-elsewhere")

    assert world.read(Bucket).subjects(Bucket) == ()
    assert len(world.read(Bucket, account_id="999988887777").subjects(Bucket)) == 1


def test_only_the_enabled_regions_are_read(world: World) -> None:
    world.state().regions = ("eu-west-1", "us-east-1")

    inventory = world.read(Region, regions=["eu-west-1", "me-south-1"])

    assert [(region.name, region.enabled) for region in inventory.subjects(Region)] == [
        ("eu-west-1", True),
        ("me-south-1", False),
    ]


def test_a_check_is_judged_over_what_was_seeded(world: World) -> None:
    seed_buckets(world, 1)

    [finding] = world.judge(bucket_public_access_is_blocked, excluded_buckets=frozenset({"acme-0"}))

    assert (finding.status, finding.resource_name) == (Status.PASS, "acme-0")


def test_one_operation_can_be_refused(world: World) -> None:
    inventory = world.read(Bucket, prepare=deny("s3:ListBuckets", message="denied by a Service Control Policy"))

    [(_, why)] = inventory.gaps(Bucket)
    assert why.reason is ReasonCode.DENIED_BY_SCP


def test_an_account_can_be_closed(world: World) -> None:
    with pytest.raises(Refused, match="role-not-assumable"):
        world.read(Bucket, prepare=deny("sts:AssumeRole"))


@pytest.mark.parametrize("size", [1, 2, 5, 7])
def test_answers_in_pages_hold_the_same_as_whole_ones(world: World, size: int) -> None:
    seed_buckets(world, 5)
    whole = world.read(Bucket).subjects(Bucket)

    assert world.read(Bucket, prepare=cut_pages(size)).subjects(Bucket) == whole
    assert len(world.calls) == max(1, -(-5 // size))


def test_the_lists_of_one_answer_share_its_pages(world: World) -> None:
    iam = world.client("iam")
    for name in ("anna", "bert", "cara"):
        iam.create_user(UserName=name)
        iam.create_group(GroupName=f"group-of-{name}")

    pages = list(reader(world, cut_pages(2)).pages("iam", "get_account_authorization_details", page_size=100))

    assert [(len(page["UserDetailList"]), len(page["GroupDetailList"])) for page in pages] == [(2, 0), (1, 1), (0, 2)]


def test_a_call_without_a_page_size_fails_the_test(world: World) -> None:
    with pytest.raises(AssertionError, match="s3:ListBuckets was called without a page size"):
        reader(world, cut_pages(2)).call("s3", "list_buckets")


def test_the_users_own_aws_settings_are_out_of_sight(world: World) -> None:
    assert os.environ["AWS_CONFIG_FILE"] == os.devnull
    assert "AWS_PROFILE" not in os.environ
    assert Sessions(Settings(), prepare=world.emulator.prepare).caller().account_id == "123456789012"
