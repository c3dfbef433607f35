"""Each line of each command is one that the AWS CLI takes: service, operation, options and their values."""

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from botocore import xform_name
from botocore.model import StructureShape
from botocore.validate import ParamValidator

from reporter.engine.check import AnyCheck
from reporter.engine.loader import load_checks
from reporter.model.commands import FIELDS, fitted, general
from reporter.model.finding import Finding
from reporter.model.verdicts import Severity, Status
from tests.remediation.cases import TO_FILL_IN
from tests.remediation.requests import SERVICES, SESSION, members_of, read_request
from tests.remediation.shell import AWS_OWN, commands_of
from tests.remediation.shorthand import read_shorthand

CHECKS = load_checks()
SAMPLES = {
    "ALLOW": "80",
    "DENY": "90",
    "PORT": "22",
    "CODE1": "111111",
    "CODE2": "222222",
    "KEY_ID": "AKIA123456789012",
    "OLD_KEY": "AKIA123456789012",
    "POLICY_ARN": "arn:aws:iam::aws:policy/ReadOnly",
}
"""What a person may fill in where AWS does not take any text."""
FINDING = Finding(
    id="1",
    check_id="x",
    account_id="111122223333",
    region="eu-west-1",
    resource_type="",
    resource_name="o'hara; rm -rf ~",
    arn="arn:aws:iam::111122223333:user/o'hara; rm -rf ~",
    part="$(id)",
    status=Status.FAIL,
    severity=Severity.LOW,
    reason="",
)
HARMFUL = (
    "delete-bucket-policy",
    "deactivate-mfa-device",
    "replace-network-acl-entry",
    "put-bucket-acl",
    "delete-bucket-replication",
)
REPLACING = re.compile(r"aws \S+ (put-(?!bucket-versioning)|update-(?:account|assume))")


def requested(check: AnyCheck) -> list[list[str]]:
    """The words of every command for a finding about a resource with a hostile name."""
    lines = [line for line in fitted(check.cli, FINDING).splitlines() if not line.startswith("#")]
    filled = [re.sub(r"[A-Z][A-Z_0-9]+", lambda found: SAMPLES.get(found[0], found[0]), line) for line in lines]
    return [words for line in filled for words, _ in commands_of(line)]


def give_files(words: list[str], folder: Path) -> None:
    """Write what a person would into the files that a command reads: the least that AWS takes."""
    api = SESSION.get_service_model(SERVICES.get(words[1], words[1]))
    model = api.operation_model({xform_name(one, "-"): one for one in api.operation_names}[words[2]])
    shapes = {f"--{xform_name(name, '-')}": shape for name, shape in members_of(model).items()}
    for option, value in pairwise(words):
        if value.startswith("file://"):
            shape = shapes.get(option, model.input_shape)
            (folder / value.removeprefix("file://")).write_text(json.dumps(least(shape)))


def least(shape: Any) -> Any:
    """The least value of a shape."""
    if shape.type_name == "structure":
        return {name: least(shape.members[name]) for name in shape.required_members}
    if shape.type_name == "list":
        return [least(shape.member)]
    return {"integer": 1, "boolean": True, "map": {}}.get(shape.type_name, "x" * 16)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_aws_takes_each_command(check: AnyCheck, tmp_path: Path) -> None:
    for words in requested(check):
        if words[0] != "jq":
            assert words[0] == "aws"
            give_files(words, tmp_path)
            request = read_request(words, tmp_path)
            tokens = dict.fromkeys(request.model.idempotent_members, "made by botocore")
            shape = request.model.input_shape or StructureShape("Nothing", {"type": "structure", "members": {}})
            faults = ParamValidator().validate({**tokens, **request.parameters}, shape)
            assert not faults.has_errors(), faults.generate_report()


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_a_command_names_only_what_findings_say_or_a_person_fills_in(check: AnyCheck) -> None:
    assert set(re.findall(r"(?<![$\w])\{([a-z_]+)\}", check.cli)) <= set(FIELDS), "FIELDS says what a command may name"
    lines = [line for line in general(check.cli).splitlines() if line.startswith("aws")]
    capitals = {word for line in lines for word in re.findall(r"(?<![\w\"])[A-Z][A-Z_0-9]+(?![\w\"])", line)}
    unknown = capitals - TO_FILL_IN - AWS_OWN - {field.upper() for field in FIELDS}
    assert not unknown, (
        "a person fills it in: TO_FILL_IN of the service, AWS's own word: AWS_OWN in tests/remediation/shell.py"
    )


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_comments_hurt_no_shell_that_runs_them(check: AnyCheck) -> None:
    comments = [line for line in check.cli.splitlines() if line.startswith("#")]
    assert not [line for line in comments if re.search(r"['\"`;&|<>$()*?!\\]", line)]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_what_replaces_a_whole_setting_says_so_and_nothing_does_known_harm(check: AnyCheck) -> None:
    if REPLACING.search(check.cli):
        assert "# replaces: " in check.cli, f"{check.source}: say in a comment `# replaces: ...` what is overwritten"
    assert not [word for word in HARMFUL if word in check.cli]


@pytest.mark.parametrize(
    "line",
    [
        "aws s3api put-bucket-colour --bucket b",
        "aws s3api get-bucket-acl --bucket b --colour red",
        "aws s3api get-bucket-acl b",
        "aws colours get-red",
    ],
)
def test_what_aws_does_not_know_is_refused(line: str, tmp_path: Path) -> None:
    with pytest.raises((KeyError, Exception), match=r"colour|Unknown service|belongs to no option"):
        read_request(line.split(), tmp_path)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Status=Enabled,MFADelete=Disabled", {"Status": "Enabled", "MFADelete": "Disabled"}),
        ("Name=group-id,Values=a,b", {"Name": "group-id", "Values": ["a", "b"]}),
        ("Rules=[{A={B=c}},{A={B=d}}]", {"Rules": [{"A": {"B": "c"}}, {"A": {"B": "d"}}]}),
    ],
)
def test_shorthand_is_read_as_the_cli_reads_it(text: str, value: object) -> None:
    assert read_shorthand(text) == value
