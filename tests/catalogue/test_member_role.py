from __future__ import annotations

import json
import subprocess
import sysconfig
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import hcl2
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.catalogue.checks_page import actions_of, policy_document
from reporter.catalogue.member_role import (
    POLICY_LIMIT,
    cloudformation,
    member_role,
    policy_size,
    split_actions,
    terraform,
)
from reporter.config.settings import AssumedRole
from reporter.model.errors import UserError
from reporter.rules.catalogue import load_catalogue

BUILT_IN = actions_of(load_catalogue().checks.values())
HUB = "arn:aws:iam::111122223333:role/AuditHub"
FULL: dict[str, Any] = {
    "name": "Audit",
    "path": "/security/",
    "external_id": "audit-2026",
    "source_identity": "compliance",
    "duration_minutes": 90,
    "tags": {"purpose": "compliance", "team": "security"},
    "first_hop": HUB,
}
MANY = [f"s3:GetSomething{number:04}" for number in range(700)]


PLAIN = hcl2.SerializationOptions(strip_string_quotes=True, with_comments=False, explicit_blocks=False)


class Template(yaml.SafeLoader):
    """YAML as CloudFormation reads it."""


def _intrinsic(loader: yaml.SafeLoader, name: str, node: Any) -> dict[str, Any]:
    is_list = isinstance(node, yaml.SequenceNode)
    return {name: loader.construct_sequence(node, deep=True) if is_list else node.value}


Template.add_multi_constructor("!", _intrinsic)


def stack(actions: Iterable[str] = BUILT_IN, **role: Any) -> Any:
    return yaml.load(cloudformation(member_role(actions, AssumedRole(**role))), Template)  # noqa: S506 - a safe loader


def stack_role(template: Any) -> Any:
    return template["Resources"]["AuditRole"]["Properties"]


def stack_trust(**role: Any) -> Any:
    return stack_role(stack(**role))["AssumeRolePolicyDocument"]["Statement"]


def stack_policies(template: Any) -> list[Any]:
    policies = [one for one in template["Resources"].values() if one["Type"] == "AWS::IAM::ManagedPolicy"]
    return [policy["Properties"]["PolicyDocument"] for policy in policies]


def stack_defaults(**role: Any) -> dict[str, Any]:
    return {name: parameter.get("Default") for name, parameter in stack(**role)["Parameters"].items()}


def module(actions: Iterable[str] = BUILT_IN, **role: Any) -> Any:
    return hcl2.loads(terraform(member_role(actions, AssumedRole(**role))), serialization_options=PLAIN)


def module_defaults(**role: Any) -> dict[str, Any]:
    variables = [pair for variable in module(**role)["variable"] for pair in variable.items()]
    return {name: variable.get("default", "none") for name, variable in variables}


def module_trust(**role: Any) -> list[Any]:
    [document] = [data["aws_iam_policy_document"]["trust"] for data in module(**role)["data"][:1]]
    statements: list[Any] = document["statement"]
    return statements


def lint(template: str, folder: Path) -> str:
    file = folder / "template.yaml"
    file.write_text(template)
    command = [f"{sysconfig.get_path('scripts')}/cfn-lint", "--format", "parseable", str(file)]
    linted = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own file
    return linted.stdout + linted.stderr


@pytest.mark.parametrize("role", [AssumedRole(), AssumedRole(**FULL)])
def test_cfn_lint_finds_nothing_to_say(role: AssumedRole, tmp_path: Path) -> None:
    assert lint(cloudformation(member_role(BUILT_IN, role)), tmp_path) == ""


def test_cfn_lint_would_report_an_action_that_does_not_exist(tmp_path: Path) -> None:
    assert "getnothing" in lint(cloudformation(member_role(["s3:GetNothing"])), tmp_path)


def test_the_stack_allows_what_the_checks_read_and_no_more() -> None:
    [document] = stack_policies(stack())
    assert document == policy_document(BUILT_IN)


def test_the_module_allows_what_the_checks_read_and_no_more() -> None:
    assert module()["locals"] == [{"read_actions": [list(BUILT_IN)]}]


def test_a_policy_too_large_for_iam_becomes_several_that_the_role_has_all() -> None:
    template = stack(MANY)
    documents = stack_policies(template)
    assert [action for document in documents for action in document["Statement"][0]["Action"]] == MANY
    assert all(len(json.dumps(document, separators=(",", ":"))) <= POLICY_LIMIT for document in documents)
    assert stack_role(template)["ManagedPolicyArns"] == [{"Ref": f"ReadConfiguration{n}"} for n in (1, 2, 3)]
    assert module(MANY)["locals"][0]["read_actions"] == [doc["Statement"][0]["Action"] for doc in documents]


def test_checks_that_read_nothing_leave_a_role_that_may_nothing(tmp_path: Path) -> None:
    assert stack_policies(stack(())) == []
    assert lint(cloudformation(member_role(())), tmp_path) == ""
    assert module(())["locals"] == [{"read_actions": []}]


@settings(max_examples=30)
@given(st.sets(st.from_regex(r"[a-z]{2,9}:[A-Z][A-Za-z]{2,40}", fullmatch=True)), st.integers(200, 500))
def test_splitting_loses_nothing_and_keeps_the_limit(actions: set[str], limit: int) -> None:
    parts = list(split_actions(actions, limit))
    assert [action for part in parts for action in part] == sorted(actions)
    assert all(policy_size(part) <= limit for part in parts)


def test_the_configuration_gives_the_defaults_of_the_stack() -> None:
    assert stack_defaults(**FULL) == {
        "AuditorArns": HUB,
        "ExternalId": "audit-2026",
        "RoleName": "Audit",
        "RolePath": "/security/",
        "MaxSessionDuration": 5400,
        "PermissionsBoundary": "",
    }
    tags = [{"Key": "purpose", "Value": "compliance"}, {"Key": "team", "Value": "security"}]
    assert stack_role(stack(**FULL))["Tags"] == tags


def test_the_configuration_gives_the_defaults_of_the_module() -> None:
    assert module_defaults(**FULL) == {
        "auditor_arns": [HUB],
        "external_id": "audit-2026",
        "role_name": "Audit",
        "role_path": "/security/",
        "max_session_duration": 5400,
        "permissions_boundary": None,
        "tags": FULL["tags"],
    }


def test_without_a_first_hop_the_auditor_is_a_parameter_of_the_deployment() -> None:
    assert stack_defaults()["AuditorArns"] is None
    assert module_defaults()["auditor_arns"] == "none"


def test_only_the_auditor_gets_in_and_only_with_the_external_id() -> None:
    [statement] = stack_trust()
    assert statement == {
        "Sid": "AuditorMayEnter",
        "Effect": "Allow",
        "Principal": {"AWS": {"Ref": "AuditorArns"}},
        "Action": "sts:AssumeRole",
        "Condition": {
            "If": [
                "HasExternalId",
                {"StringEquals": {"sts:ExternalId": {"Ref": "ExternalId"}}},
                {"Ref": "AWS::NoValue"},
            ]
        },
    }
    [statement] = module_trust()
    assert statement["actions"] == ["sts:AssumeRole"]
    assert statement["principals"] == [{"type": "AWS", "identifiers": "${var.auditor_arns}"}]
    assert statement["dynamic"][0]["condition"]["content"][0]["variable"] == "sts:ExternalId"


def test_session_tags_and_a_source_identity_are_let_in_where_they_are_configured() -> None:
    allowed = ["sts:SetSourceIdentity", "sts:TagSession"]
    assert stack_trust(**FULL)[1]["Action"] == module_trust(**FULL)[1]["actions"] == allowed
    assert stack_trust(tags={"team": "web"})[1]["Action"] == ["sts:TagSession"]


@pytest.mark.parametrize(
    ("arn", "path", "name"),
    [
        ("arn:{partition}:iam::{account}:role{path}{name}", "/security/", "Audit"),
        ("arn:aws:iam::{account}:role/other/team/Reader", "/other/team/", "Reader"),
        ("arn:aws:iam::{account}:role/{name}", "/", "Audit"),
    ],
)
def test_the_role_is_made_where_the_scan_will_look_for_it(arn: str, path: str, name: str) -> None:
    given = stack_defaults(arn=arn, path="/security/", name="Audit")
    assert (given["RolePath"], given["RoleName"]) == (path, name)


def test_a_role_named_differently_in_each_account_has_no_template() -> None:
    with pytest.raises(UserError, match=r"role\.arn names the role differently in each account"):
        member_role(BUILT_IN, AssumedRole(arn="arn:aws:iam::{account}:role/audit-{account}"))


def test_terraform_takes_no_tag_for_an_expression() -> None:
    text = terraform(member_role(BUILT_IN, AssumedRole(tags={"a": "${x} %{y}", 'b "c"': "\\"})))
    assert '    "a"       = "$${x} %%{y}"\n    "b \\"c\\"" = "\\\\"\n' in text


def test_the_same_role_gives_the_same_template() -> None:
    mixed = AssumedRole(tags={"b": "2", "a": "1"}), AssumedRole(tags={"a": "1", "b": "2"})
    for write in (cloudformation, terraform):
        assert write(member_role(BUILT_IN, mixed[0])) == write(member_role(reversed(BUILT_IN), mixed[1]))
