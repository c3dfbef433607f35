"""Commands name the real account, region and resource, and no name of a resource runs anything."""

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.model.commands import FIELDS, fitted, general
from reporter.model.finding import Finding
from reporter.model.verdicts import Severity, Status

TEMPLATE = "aws iam get-{kind}-policy --region {region} --{kind}-name {name} --policy-name {part}"


def finding(**more: str) -> Finding:
    usual = {
        "account_id": "111122223333",
        "region": "eu-west-1",
        "resource_name": "alice",
        "arn": "arn:aws:iam::111122223333:user/staff/alice",
        "part": "admin",
    }
    return Finding(
        id="1",
        check_id="iam-user-odd",
        resource_type="AWS::IAM::User",
        status=Status.FAIL,
        severity=Severity.LOW,
        reason="",
        **{**usual, **more},
    )


def test_a_command_names_what_the_finding_is_about() -> None:
    shown = fitted(TEMPLATE, finding())
    assert shown == "aws iam get-user-policy --region eu-west-1 --user-name alice --policy-name admin"


def test_every_field_is_filled_in() -> None:
    shown = fitted(" ".join(f"{{{field}}}" for field in FIELDS), finding())
    arn = "arn:aws:iam::111122223333:user/staff/alice"
    assert shown.split() == ["111122223333", "eu-west-1", "aws", "user", "alice", "alice", arn, "admin"]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"region": "global"}, "region"),
        ({"part": ""}, "part"),
        ({"resource_name": "--recursive"}, "name"),
        ({"resource_name": "file:///etc/passwd"}, "name"),
        ({"arn": ""}, "partition"),
    ],
)
def test_what_is_not_known_or_no_value_for_a_command_stays_in_capitals(more: dict[str, str], field: str) -> None:
    assert fitted(f"--value {{{field}}}", finding(**more)) == f"--value {field.upper()}"


def test_braces_that_name_no_field_stay() -> None:
    assert fitted("'{\"Rules\": []}' {Status=Enabled} {else}", finding()) == "'{\"Rules\": []}' {Status=Enabled} {else}"


def test_a_command_for_any_finding_has_fields_in_capitals() -> None:
    assert general("aws s3api --bucket {name} --arn {arn}") == "aws s3api --bucket NAME --arn ARN"


def test_a_command_of_a_run_from_before_there_were_fields_is_as_it_was() -> None:
    assert fitted("aws s3api get-bucket-acl --bucket BUCKET", finding()) == "aws s3api get-bucket-acl --bucket BUCKET"


@given(st.text(min_size=1))
def test_whatever_a_resource_is_called_it_is_one_word_on_one_line(name: str) -> None:
    shown = fitted("aws --name {name} --last", finding(resource_name=name))
    assert len(shown.splitlines()) == 1
    assert [len(shlex.split(shown)), shlex.split(shown)[-1]] == [4, "--last"]
