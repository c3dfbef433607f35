"""Functions that strangers may invoke, alone or through an AWS service, by any of their policies."""

from __future__ import annotations

from typing import Any

import pytest

from checks.lambda_.functions import function_is_not_public
from reporter.api import Severity, Status, Unavailable, Verdict, not_assessed, passed
from reporter.aws.lambda_.functions import Function, FunctionPolicies, QualifiedPolicy
from reporter.aws.policy import parse_policy
from reporter.model.answers import ReasonCode

ACCOUNT = "111122223333"
ARN = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:resize"
FUNCTION = Function(account_id=ACCOUNT, region="eu-west-1", arn=ARN, name="resize")
S3 = {"Service": "s3.amazonaws.com"}
ALEXA = {"Service": "alexa-appkit.amazon.com"}
OWN_SOURCE = {"StringEquals": {"AWS:SourceAccount": ACCOUNT}}
UNREAD = Unavailable(ReasonCode.DENIED_BY_IAM, "no")


def policy(
    principal: Any, condition: Any = None, action: str = "lambda:InvokeFunction", of: str = ""
) -> QualifiedPolicy:
    statement = {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": ARN}
    limited = statement | ({"Condition": condition} if condition else {})
    return QualifiedPolicy(of, parse_policy({"Version": "2012-10-17", "Statement": [limited]}))


def judged(*found: QualifiedPolicy, unread: Unavailable | None = None) -> Verdict:
    return function_is_not_public(FUNCTION, FunctionPolicies(found, unread))


@pytest.mark.parametrize(
    "condition",
    [
        None,
        {"StringEquals": {"lambda:FunctionUrlAuthType": "NONE"}},
        {"Bool": {"lambda:InvokedViaFunctionUrl": "true"}},
    ],
)
def test_a_function_for_everyone_is_public(condition: Any) -> None:
    found = judged(policy("*", condition, "lambda:InvokeFunctionUrl"))
    assert (found.status, found.severity) == (Status.FAIL, None)
    assert found.reason.startswith("statement 1: everyone may lambda:invokefunctionurl")


def test_the_policies_of_aliases_and_versions_count_too() -> None:
    found = judged(policy(S3, OWN_SOURCE), policy("*", of="live"), policy("*", of="3"))
    assert found.reason == (
        "live: statement 1: everyone may lambda:invokefunction; 3: statement 1: everyone may lambda:invokefunction"
    )


def test_a_service_that_strangers_may_steer_is_a_lighter_failure() -> None:
    found = judged(policy(S3, of="live"))
    assert (found.status, found.severity) == (Status.FAIL, Severity.HIGH)
    assert found.reason == "live: statement 1: s3.amazonaws.com for any source may lambda:invokefunction"


@pytest.mark.parametrize(
    "harmless",
    [
        policy(S3, OWN_SOURCE),
        policy(S3, action="lambda:GetFunction"),
        policy(ALEXA, {"StringEquals": {"lambda:EventSourceToken": "amzn1.ask.skill.1"}}),
        policy({"Service": "replicator.lambda.amazonaws.com"}),
        policy("*", {"StringEquals": {"aws:PrincipalOrgID": "o-1234567890"}}),
        policy({"AWS": "444455556666"}),
    ],
)
def test_a_function_for_those_it_is_meant_for_is_not_public(harmless: QualifiedPolicy) -> None:
    assert judged(harmless) == passed()
    assert judged() == passed()


def test_other_services_than_the_replicator_and_alexa_show_nothing_by_a_token_of_any_value() -> None:
    assert judged(policy(ALEXA, {"StringLike": {"lambda:EventSourceToken": "*"}})).status is Status.FAIL


def test_policies_that_were_not_read_may_be_public() -> None:
    assert judged(policy(S3, OWN_SOURCE), unread=UNREAD) == not_assessed(UNREAD)
    assert judged(policy("*"), unread=UNREAD).status is Status.FAIL
