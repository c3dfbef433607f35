"""Whatever a plug-in tries: nothing but reads leaves the program, and the report says that it tried."""

from __future__ import annotations

from typing import Any

import pytest

from reporter.api import Account, Aws, Fact, Severity, Verdict, check, collects, passed
from reporter.model import Status
from tests.busy_account import Requests
from tests.world import World


class Vandalism(Fact):
    """What a collector with a grudge would bring about."""


class Greed(Fact):
    """What a collector would bring about that wants more than it may have."""


@collects("s3:ListAllMyBuckets")
def vandalise(aws: Aws, account: Account) -> Vandalism:
    aws.call("s3", "delete_bucket", Bucket="acme")
    return Vandalism()


@collects("iam:ListUsers")
def grab(aws: Aws, account: Account) -> Greed:
    aws.find("iam", "create_access_key", absent="NoSuchEntity", UserName="admin")
    return Greed()


@check("test-plugin-vandalism", title="-", severity=Severity.LOW, remediation="-")
def vandalism_was_seen(account: Account, vandalism: Vandalism) -> Verdict:
    return passed()


@check("test-plugin-greed", title="-", severity=Severity.LOW, remediation="-")
def greed_was_seen(account: Account, greed: Greed) -> Verdict:
    return passed()


@pytest.mark.parametrize(
    ("tried", "operation"), [(vandalism_was_seen, "s3:DeleteBucket"), (greed_was_seen, "iam:CreateAccessKey")]
)
def test_a_write_is_refused_told_and_never_sent(world: World, tried: Any, operation: str) -> None:
    world.client("s3").create_bucket(Bucket="acme")
    world.client("iam").create_user(UserName="admin")
    requests = Requests()
    [finding] = world.judge(tried, prepare=requests.prepare)
    assert (finding.status, finding.reason_code) == (Status.NOT_ASSESSED, "check-crashed")
    assert f"{operation} is not a read; audited accounts are never changed" in finding.reason
    assert requests.operations == {"sts:AssumeRole", "sts:GetCallerIdentity"}
