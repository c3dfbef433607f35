"""Which policies make administrators, on the union of what they allow."""

from typing import Any

import pytest

from reporter.aws.policy import grants_full_admin, parse_policy

Json = dict[str, Any]
IAM = {"Action": "iam:*"}
ALL_BUT_IAM = {"NotAction": "iam:*"}
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}


def admin(*statements: Json, ignore_conditions: bool = True) -> list[str]:
    """What makes an administrator; statements allow all on all unless they say otherwise."""
    listed = [
        {
            "Effect": "Allow",
            **{name: "*" for name in ("Action", "Resource") if name not in one and f"Not{name}" not in one},
            **one,
        }
        for one in statements
    ]
    found = grants_full_admin(parse_policy({"Statement": listed}), ignore_conditions=ignore_conditions)
    return [grant.name for grant in found]


@pytest.mark.parametrize(
    "elements",
    [
        {},
        {"Action": ["s3:Get*", "*"]},
        {"Action": "*:*"},
        {"Action": "**"},
        {"Action": "?*"},
        {"Action": "*?:*"},
        {"Action": ["iam:*", "*:*"]},
        {"Action": "*" * 15_000},
        {"NotAction": []},
        {"NotAction": "nothing"},
        {"NotAction": "iam:DeleteUser"},
        {"NotAction": ["ec2:*", "IAM:Create*"]},
        {"NotAction": "iam:*User"},
        {"NotAction": "iam:Get*"},
        {"NotAction": "ec2:*"},
        {"Resource": ["arn:aws:s3:::a", "*"]},
        {"Resource": "**"},
        {"Resource": "*:*"},
        {"Resource": "arn:*"},
        {"Resource": "arn:aws:*"},
        {"Resource": "arn:aws-cn:*:*"},
        {"Resource": "arn:aws-us-gov:*:*:*:*"},
        {"Resource": "arn:*:*:*:*:*"},
        {"NotResource": "arn:aws:s3:::a"},
        {"NotResource": ["arn:aws:s3:::*", "arn:aws:iam::*:role/admin"]},
        {"NotResource": []},
        {"Condition": MFA},
    ],
)
def test_a_statement_that_allows_all_that_matters_makes_an_administrator(elements: Json) -> None:
    assert admin(elements) == ["statement 1"]


@pytest.mark.parametrize(
    "elements",
    [
        {"Effect": "Deny"},
        IAM,
        ALL_BUT_IAM,
        {"Action": ["a*", "?:?", "iam:*"]},
        {"Action": "?????????????"},
        {"Action": "*:*:*"},
        {"Action": []},
        {"NotAction": "*"},
        {"NotAction": "**"},
        {"NotAction": ["ec2:*", "*:*"]},
        {"NotAction": ["IAM:*"]},
        {"NotAction": "i*"},
        {"NotAction": "iam:?*"},
        {"NotAction": "???:*"},
        {"Resource": "arn:aws:s3:::*"},
        {"Resource": "arn:aws:iam::*"},
        {"Resource": "arn:aws:iam::111122223333:*"},
        {"Resource": "arn:aws:*:*:111122223333:*"},
        {"Resource": "arn:aws:*/*"},
        {"Resource": ""},
        {"NotResource": "*"},
        {"NotResource": "**"},
        {"NotResource": ["arn:aws:s3:::a", "*"]},
        {"NotResource": "arn:aws:*"},
    ],
)
def test_a_statement_that_allows_less_makes_none(elements: Json) -> None:
    assert admin(elements) == []


def test_all_but_iam_and_iam_make_an_administrator_together() -> None:
    assert admin(ALL_BUT_IAM, {"Action": "s3:*"}, IAM) == ["statement 1", "statement 3"]
    assert admin({"Action": ["s3:*", "IAM:*"]}, {"NotAction": ["ec2:*", "i*"]}) == ["statement 2", "statement 1"]
    assert admin(ALL_BUT_IAM, {"Action": "i*"}) == ["statement 1", "statement 2"]
    assert admin(ALL_BUT_IAM, {"NotAction": "ec2:*"}) == ["statement 2"]


@pytest.mark.parametrize(
    "other",
    [
        {"Action": "iam:Get*"},
        {"Action": "iam:*", "Effect": "Deny"},
        {"Action": "iam:*", "Resource": "arn:aws:iam::111122223333:role/mine"},
        {"Action": "iam:*", "NotResource": "*"},
    ],
)
def test_all_but_iam_and_a_part_of_iam_make_none(other: Json) -> None:
    assert admin(ALL_BUT_IAM, other) == []


def test_excluding_everything_adds_nothing_to_iam() -> None:
    assert admin({"NotAction": "*"}, IAM) == []
    assert admin({"NotAction": ["iam:*", "*:*"]}, IAM) == []
    assert admin(ALL_BUT_IAM | {"NotResource": "*"}, IAM) == []


def test_what_is_denied_makes_no_caller_safe() -> None:
    assert admin({}, {"Effect": "Deny", "Action": "iam:*"}) == ["statement 1"]


def test_an_enforced_condition_may_be_taken_for_a_rescue() -> None:
    assert admin({"Condition": MFA}, ignore_conditions=False) == []
    assert admin({"Condition": {"BoolIfExists": MFA["Bool"]}}, ignore_conditions=False) == ["statement 1"]
    assert admin({"Condition": MFA}, {"Sid": "Open"}, ignore_conditions=False) == ["statement Open"]
    assert admin(ALL_BUT_IAM, IAM | {"Condition": MFA}, ignore_conditions=False) == []
    assert admin(ALL_BUT_IAM, IAM | {"Condition": MFA}) == ["statement 1", "statement 2"]
