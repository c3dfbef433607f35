"""Functions, as Lambda lists them, and the policies of their aliases and versions."""

from __future__ import annotations

import json

from reporter.aws.lambda_.functions import Function, FunctionPolicies, FunctionQualifiers
from tests.aws.recorded import REGION, read_recorded
from tests.world import ACCOUNT_ID

ALLOW = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
POLICY = json.dumps({"Version": "2012-10-17", "Statement": [ALLOW]})
ARN = f"arn:aws:lambda:{REGION}:{ACCOUNT_ID}:function"
LIST = f"lambda:list_functions/{REGION}"
ALIASES, VERSIONS, GET = (
    f"lambda:{operation}/{REGION}/resize" for operation in ("list_aliases", "list_versions_by_function", "get_policy")
)
ONE = {LIST: {"Functions": [{"FunctionName": "resize", "FunctionArn": f"{ARN}:resize"}]}}


def test_replicas_of_functions_at_the_edge_are_left_out() -> None:
    listed = [
        {"FunctionName": "plain", "FunctionArn": f"{ARN}:plain"},
        {"FunctionName": "main", "FunctionArn": f"{ARN}:main", "MasterArn": f"{ARN}:main:3"},
        {"FunctionName": "us-east-1.main", "FunctionArn": f"{ARN}:us-east-1.main", "MasterArn": f"{ARN}:main:3"},
        {"FunctionName": "mai", "FunctionArn": f"{ARN}:mai", "MasterArn": f"{ARN}:main:3"},
    ]
    found = read_recorded({LIST: {"Functions": listed}}, Function).of(Function)
    assert [(one.name, one.arn) for one in found] == [("plain", f"{ARN}:plain"), ("main", f"{ARN}:main")]


def test_the_function_and_each_alias_and_version_may_have_a_policy() -> None:
    answers = {
        **ONE,
        ALIASES: {"Aliases": [{"Name": "live"}]},
        VERSIONS: {"Versions": [{"Version": "$LATEST"}, {"Version": "3"}]},
        GET: None,
        f"{GET}/live": {"Policy": POLICY},
        f"{GET}/3": None,
    }
    heard = read_recorded(answers, FunctionPolicies)
    assert heard.about(FunctionQualifiers, f"{ARN}:resize") == FunctionQualifiers(("live", "3"))
    found = heard.about(FunctionPolicies, f"{ARN}:resize")
    assert [one.qualifier for one in found.found] == ["live"]
    assert found.unread is None


def test_the_policy_of_the_function_is_read_where_the_rest_is_denied() -> None:
    found = read_recorded({**ONE, GET: {"Policy": POLICY}}, FunctionPolicies).about(FunctionPolicies, f"{ARN}:resize")
    assert [one.qualifier for one in found.found] == [""]
    assert found.unread.detail == "no"
