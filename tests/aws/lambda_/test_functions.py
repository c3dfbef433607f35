"""Functions, as Lambda lists them, and the policies of their aliases and versions."""

from __future__ import annotations

import json
from typing import Any

from reporter.aws.lambda_.functions import Function, FunctionPolicies, FunctionQualifiers
from reporter.model.answers import Unavailable
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


def test_one_policy_that_may_not_be_read_leaves_the_others() -> None:
    answers: dict[str, Any] = {
        **ONE,
        ALIASES: {"Aliases": [{"Name": "dark"}, {"Name": "live"}]},
        VERSIONS: {"Versions": []},
        GET: None,
        f"{GET}/live": {"Policy": POLICY},
    }
    found = read_recorded(answers, FunctionPolicies).about(FunctionPolicies, f"{ARN}:resize")
    assert [one.qualifier for one in found.found] == ["live"]
    assert (found.unread.detail, found.unread.action) == ("no", "lambda:GetPolicy")


def test_aliases_are_known_where_versions_are_not() -> None:
    answers = {**ONE, ALIASES: {"Aliases": [{"Name": "live"}]}, GET: None, f"{GET}/live": {"Policy": POLICY}}
    heard = read_recorded(answers, FunctionPolicies)
    qualifiers, found = (heard.about(kind, f"{ARN}:resize") for kind in (FunctionQualifiers, FunctionPolicies))
    assert (qualifiers.names, qualifiers.unread.detail) == (("live",), "no")
    assert ([one.qualifier for one in found.found], found.unread) == (["live"], qualifiers.unread)


def test_a_function_none_of_whose_policies_may_be_read_is_not_known() -> None:
    answers = {**ONE, ALIASES: {"Aliases": [{"Name": "live"}]}, VERSIONS: {"Versions": []}}
    assert isinstance(read_recorded(answers, FunctionPolicies).about(FunctionPolicies, f"{ARN}:resize"), Unavailable)
