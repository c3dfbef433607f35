"""However AWS cuts its answers, the findings are those of the whole answer."""

from __future__ import annotations

import json
from collections import Counter

from moto.iam.models import iam_backends
from moto.s3.models import s3_backends

from checks.iam.credentials import console_user_has_mfa
from checks.iam.users import user_holds_no_policies
from checks.s3.public import bucket_public_access_is_blocked
from reporter.engine.judge import judge, rule
from reporter.engine.loader import load_checks
from reporter.model.finding import Finding
from reporter.model.verdicts import Status
from tests.world import ACCOUNT_ID, World, cut_pages

MANY = 25
TRUST = json.dumps(
    {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}}
)


def seed_many_of_everything(world: World) -> None:
    iam, s3, ec2 = (world.client(service) for service in ("iam", "s3", "ec2"))
    network = ec2.describe_subnets()["Subnets"][0]
    image = ec2.register_image(Name="base", RootDeviceName="/dev/sda1")["ImageId"]
    for number in range(MANY):
        iam.create_user(UserName=f"user-{number}")
        iam.create_login_profile(UserName=f"user-{number}", Password="Never-used-1!")
        iam.create_group(GroupName=f"group-{number}")
        iam.add_user_to_group(UserName=f"user-{number}", GroupName=f"group-{number}")
        iam.create_role(RoleName=f"role-{number}", AssumeRolePolicyDocument=TRUST)
        s3.create_bucket(Bucket=f"bucket-{number}")
        ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, SubnetId=network["SubnetId"])
        ec2.create_security_group(GroupName=f"web-{number}", Description="web", VpcId=network["VpcId"])
    seed_trail(world)


def seed_trail(world: World) -> None:
    """Seed a trail of all regions: without one, those that are not scanned would have to be known."""
    cloudtrail = world.client("cloudtrail")
    cloudtrail.create_trail(Name="everywhere", S3BucketName="bucket-0", IsMultiRegionTrail=True)
    cloudtrail.start_logging(Name="everywhere")


def findings(world: World, page_size: int = 0) -> list[Finding]:
    checks = load_checks()
    kinds = [kind for check in checks for kind in check.signature.kinds]
    prepare = cut_pages(page_size) if page_size else None
    return judge(world.read(*kinds, regions=["us-east-1"], prepare=prepare), [rule(check) for check in checks])


def test_answers_in_pages_of_two_give_the_findings_of_whole_answers(world: World) -> None:
    seed_many_of_everything(world)
    whole = findings(world)
    whole_calls = Counter(world.calls)
    cut = findings(world, page_size=2)
    assert cut == whole
    assert Status.NOT_ASSESSED not in {finding.status for finding in whole}
    subjects = Counter(finding.resource_type for finding in whole if finding.arn != f"arn:aws:iam::{ACCOUNT_ID}:root")
    for kind in ("IAM::User", "IAM::Group", "IAM::Role", "S3::Bucket", "EC2::Instance", "EC2::SecurityGroup"):
        assert subjects[f"AWS::{kind}"] >= MANY
    for operation in ("s3:ListBuckets", "iam:GetAccountAuthorizationDetails", "ec2:DescribeInstances"):
        assert Counter(world.calls)[operation] >= whole_calls[operation] + 10


def test_ten_thousand_users_and_twelve_hundred_buckets_each_get_their_finding(world: World) -> None:
    users, buckets = iam_backends[ACCOUNT_ID]["aws"], s3_backends[ACCOUNT_ID]["aws"]
    for number in range(10_000):
        users.create_user("us-east-1", f"user-{number}")
    for number in range(1_200):
        buckets.create_bucket(f"bucket-{number}", "us-east-1")
    checks = (user_holds_no_policies, console_user_has_mfa, bucket_public_access_is_blocked)
    kinds = [kind for check in checks for kind in check.signature.kinds]
    inventory = world.read(*kinds, prepare=cut_pages(1000))
    by_check = Counter((each.check_id, each.status) for each in judge(inventory, [rule(check) for check in checks]))
    assert by_check == {
        ("iam-user-no-direct-policies", Status.PASS): 10_000,
        ("iam-user-console-mfa-enabled", Status.NOT_APPLICABLE): 10_000,
        ("s3-bucket-public-access-blocked", Status.FAIL): 1_200,
    }
    assert Counter(world.calls)["s3:ListBuckets"] == 2
    assert Counter(world.calls)["iam:GetAccountAuthorizationDetails"] >= 10
