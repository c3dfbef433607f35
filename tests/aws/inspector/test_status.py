"""The status of an account, as Inspector gives it."""

from __future__ import annotations

from typing import Any

import pytest

from reporter.aws.inspector.status import InspectorStatus, inspector_status
from reporter.model.refusals import Refused
from reporter.model.subjects import Region
from tests.checks.iam.credential_builders import ACCOUNT
from tests.doors import FakeAws
from tests.world import ACCOUNT_ID, World

OFF = dict.fromkeys(("ec2", "ecr", "lambda", "lambdaCode"), "DISABLED")


def test_the_status_of_each_region_is_read(world: World) -> None:
    world.state().regions = ("eu-west-1", "us-east-1")
    world.client("inspector2", "eu-west-1").enable(accountIds=[ACCOUNT_ID], resourceTypes=["EC2"])
    assert world.read(InspectorStatus).answers[InspectorStatus] == {
        "eu-west-1": InspectorStatus({**OFF, "ec2": "ENABLED"}),
        "us-east-1": InspectorStatus(OFF),
    }
    assert world.calls.count("inspector2:BatchGetAccountStatus") == 2


def read(**answer: Any) -> InspectorStatus:
    aws = FakeAws({f"inspector2:batch_get_account_status/eu-west-1/['{ACCOUNT.account_id}']": answer})
    return inspector_status(aws, Region.of(ACCOUNT, "eu-west-1"))


def account(id_: str = ACCOUNT.account_id, **scans: str) -> dict[str, Any]:
    return {"accountId": id_, "resourceState": {kind: {"status": status} for kind, status in scans.items()}}


def test_a_type_that_aws_does_not_offer_is_left_out() -> None:
    found = read(accounts=[account("999988887777"), account(ec2="ENABLED", ecr="ENABLING")])
    assert found == InspectorStatus({"ec2": "ENABLED", "ecr": "ENABLING"})


def test_an_account_that_failed_or_is_not_there_is_no_answer() -> None:
    failed = [
        {"accountId": "999988887777", "errorCode": "X"},
        {"accountId": ACCOUNT.account_id, "errorCode": "ACCESS_DENIED"},
    ]
    with pytest.raises(Refused, match="does not say what it scans: ACCESS_DENIED") as refused:
        read(accounts=[], failedAccounts=failed)
    assert refused.value.unavailable.error_code == "ACCESS_DENIED"
    with pytest.raises(LookupError, match="the status of account"):
        read(accounts=[])
    with pytest.raises(KeyError):
        read(accounts=[account(ec2="ENABLED")])
