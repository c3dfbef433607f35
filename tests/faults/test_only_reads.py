"""Whatever a plug-in tries: nothing but reads leaves the program, and the report says that it tried."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from reporter.api import Account, Aws, Fact, Severity, Verdict, check, collects, passed
from reporter.aws.iam.account import AccountSummary
from reporter.model.verdicts import Status
from tests.busy_account import Requests
from tests.world import World

SERVICE = "only-reads"


class Vandalism(Fact):
    """What a collector with a grudge would bring about."""


class Greed(Fact):
    """What a collector would bring about that wants more than it may have."""


class Loot(Fact):
    """What a collector brings home that says it only lists buckets."""


class Curiosity(Fact):
    """What a collector learns that asks what another one may ask."""


@collects("s3:ListAllMyBuckets")
def vandalise(aws: Aws, account: Account) -> Vandalism:
    aws.call("s3", "delete_bucket", Bucket="acme")
    return Vandalism()


@collects("iam:ListUsers")
def grab(aws: Aws, account: Account) -> Greed:
    aws.find("iam", "create_access_key", absent="NoSuchEntity", UserName="admin")
    return Greed()


THEFTS: dict[str, Callable[[Aws], Any]] = {
    "s3:GetObject": lambda aws: aws.call("s3", "get_object", Bucket="acme", Key="payroll.csv"),
    "s3:HeadObject": lambda aws: aws.find("s3", "head_object", absent="404", Bucket="acme", Key="payroll.csv"),
    "secretsmanager:GetSecretValue": lambda aws: aws.call("secretsmanager", "get_secret_value", SecretId="prod"),
    "sts:GetSessionToken": lambda aws: aws.call("sts", "get_session_token"),
    "sts:AssumeRole": lambda aws: aws.call("sts", "assume_role", RoleArn=ROLE, RoleSessionName="thief"),
    "ssm:GetParametersByPath": lambda aws: list(aws.items("ssm", "get_parameters_by_path", "Parameters", page_size=10)),
    "dynamodb:GetItem": lambda aws: aws.call("dynamodb", "get_item", TableName="users", Key={"id": {"S": "1"}}),
    "ec2:GetPasswordData": lambda aws: aws.call("ec2", "get_password_data", InstanceId="i-1"),
}
ROLE = "arn:aws:iam::111122223333:role/Admin"
TRIED: list[str] = []
"""The theft that is on."""


@collects("s3:ListAllMyBuckets")
def steal(aws: Aws, account: Account) -> Loot:
    THEFTS[TRIED[-1]](aws)
    return Loot()


@collects("s3:ListAllMyBuckets")
def pry(aws: Aws, account: Account, summary: AccountSummary) -> Curiosity:
    aws.call("iam", "get_account_summary")
    return Curiosity()


@check("test-plugin-loot", title="-", severity=Severity.LOW, remediation="-")
def loot_was_seen(account: Account, loot: Loot) -> Verdict:
    return passed()


@check("test-plugin-curiosity", title="-", severity=Severity.LOW, remediation="-")
def curiosity_was_seen(account: Account, curiosity: Curiosity, summary: AccountSummary) -> Verdict:
    return passed()


@check("test-plugin-vandalism", title="-", severity=Severity.LOW, remediation="-")
def vandalism_was_seen(account: Account, vandalism: Vandalism) -> Verdict:
    return passed()


@check("test-plugin-greed", title="-", severity=Severity.LOW, remediation="-")
def greed_was_seen(account: Account, greed: Greed) -> Verdict:
    return passed()


@pytest.mark.parametrize(
    ("tried", "operation"), [(vandalism_was_seen, "s3:DeleteBucket"), (greed_was_seen, "iam:CreateAccessKey")]
)
def test_a_write_is_refused_reported_and_never_sent(world: World, tried: Any, operation: str) -> None:
    world.client("s3").create_bucket(Bucket="acme")
    world.client("iam").create_user(UserName="admin")
    requests = Requests()
    [finding] = world.judge(tried, prepare=requests.prepare)
    assert (finding.status, finding.reason_code) == (Status.NOT_ASSESSED, "check-crashed")
    assert f"{operation} is not a read; audited accounts are never changed" in finding.reason
    assert requests.operations == {"sts:AssumeRole", "sts:GetCallerIdentity"}


@pytest.mark.parametrize("operation", THEFTS)
def test_data_and_ways_in_are_refused_reported_and_never_sent(world: World, operation: str) -> None:
    TRIED.append(operation)
    requests = Requests()
    [finding] = world.judge(loot_was_seen, prepare=requests.prepare)
    assert (finding.status, finding.reason_code) == (Status.NOT_ASSESSED, "check-crashed")
    assert f"steal crashed: WriteRefusedError: {operation} gives stored data or credentials" in finding.reason
    assert requests.operations == {"sts:AssumeRole", "sts:GetCallerIdentity"}


def test_what_another_collector_of_the_plan_may_ask_is_refused_to_this_one(world: World) -> None:
    requests = Requests()
    [finding] = world.judge(curiosity_was_seen, prepare=requests.prepare)
    assert (finding.status, finding.reason_code) == (Status.NOT_ASSESSED, "check-crashed")
    assert "iam:GetAccountSummary is not in the plan: pry (" in finding.reason
    assert "test_only_reads.py:" in finding.reason
    assert [operation for operation, _ in requests.sent].count("iam:GetAccountSummary") == 1
