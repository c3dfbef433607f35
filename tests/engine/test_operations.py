"""Which operations stand for which actions, and which are never asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from reporter.api import Account, Aws, Fact, collects
from reporter.engine.loader import load_checks
from reporter.engine.operations import OPERATIONS, gives_data, is_read, mistakes_in, operations_of
from reporter.engine.plan import plan
from reporter.engine.signature import SignatureError
from reporter.sessions.core import service_models
from tests.facts import actions_of_operations

SERVICE = "operations"


def facts() -> list[tuple[str, str]]:
    """Operation and action."""
    return [(operation, action) for operation, actions in actions_of_operations().items() for action in sorted(actions)]


@pytest.mark.parametrize("operation", ["GetBucketPolicy", "ListUsers", "DescribeInstances", "HeadBucket", "AssumeRole"])
def test_reads_are_reads(operation: str) -> None:
    assert is_read(operation)


@pytest.mark.parametrize("operation", ["DeleteUser", "PutBucketPolicy", "GenerateDataKey", "AssumeRoleWithSAML"])
def test_anything_else_is_a_write(operation: str) -> None:
    assert not is_read(operation)


@pytest.mark.parametrize(("operation", "action"), facts())
def test_an_action_stands_for_its_operation(operation: str, action: str) -> None:
    assert operation in OPERATIONS.get(action, (action,))


def every_operation() -> Iterator[tuple[str, Any]]:
    """All that the plan of all checks may send, and what botocore knows of its service."""
    for asker in plan(kind for check in load_checks() for kind in check.signature.kinds).askers:
        for operation in sorted(asker.operations):
            service, _, name = operation.partition(":")
            yield name, service_models().load_service_model(service, "service-2")["operations"]


def test_botocore_knows_every_operation_of_the_plan() -> None:
    assert [name for name, known in every_operation() if name not in known] == []


def test_an_operation_that_is_called_like_its_action_needs_no_word() -> None:
    assert operations_of(["s3:GetBucketPolicy", "iam:ListUsers"]) == {"s3:GetBucketPolicy", "iam:ListUsers"}
    assert operations_of(["s3:GetEncryptionConfiguration"]) == {"s3:GetBucketEncryption"}


SECRETS = {
    "secretaccesskey", "sessiontoken", "secretkey", "secretstring", "secretbinary", "authorizationtoken", "accesstoken",
    "authtoken", "dbpassword", "passworddata", "embedurl", "presignedurl", "privatekey", "token",
}  # fmt: skip
VENDORS = (
    "athena", "codeartifact", "codepipeline", "cognito-identity", "connect", "ec2", "ecr", "ecr-public", "emr",
    "gamelift", "lakeformation", "lightsail", "quicksight", "redshift", "redshift-serverless", "s3control",
    "secretsmanager", "ssm", "sso", "sts",
)  # fmt: skip


@pytest.mark.parametrize("service", VENDORS)
def test_whatever_read_answers_with_a_secret_is_never_asked_for(service: str) -> None:
    model = service_models().load_service_model(service, "service-2")
    secret = [
        f"{service}:{name}"
        for name, operation in model["operations"].items()
        if is_read(name) and "output" in operation and _holds_secret(operation["output"]["shape"], model["shapes"])
    ]
    assert secret
    assert [operation for operation in secret if not gives_data(operation)] == []


def _holds_secret(name: str, shapes: dict[str, Any], depth: int = 3) -> bool:
    shape = shapes[name]
    members = shape.get("members", {"": shape["member"]} if "member" in shape else {})
    return any(
        (member.lower() in SECRETS and shapes[shown["shape"]]["type"] in ("string", "blob"))
        or (depth > 0 and _holds_secret(shown["shape"], shapes, depth - 1))
        for member, shown in members.items()
    )


@pytest.mark.parametrize(
    "operation",
    [
        "s3:GetObject", "s3:getOBJECT", "s3:GetObjectVersion", "s3:HeadObject", "dynamodb:GetItem",
        "kinesis:GetRecords", "logs:GetLogEvents", "athena:GetQueryResults", "ec2:GetConsoleOutput",
        "ec2:GetConsoleScreenshot", "ssm:GetParameter", "ssm:GetParametersByPath", "ebs:GetSnapshotBlock",
        "codecommit:GetFile", "appconfigdata:GetLatestConfiguration", "sts:AssumeRole", "sts:GetWebIdentityToken",
        "wafv2:GetSampledRequests",
    ],
)  # fmt: skip
def test_stored_data_and_ways_in_are_known(operation: str) -> None:
    assert gives_data(operation)


@pytest.mark.parametrize(
    "operation",
    [
        "s3:GetObjectAcl", "s3:GetObjectLockConfiguration", "s3:ListObjectsV2", "iam:GetCredentialReport",
        "iam:GetAccountPasswordPolicy", "iam:ListServiceSpecificCredentials", "iam:GetAccessKeyLastUsed",
        "secretsmanager:ListSecrets", "secretsmanager:DescribeSecret", "ssm:DescribeParameters",
        "logs:DescribeLogGroups", "kms:GetKeyPolicy", "ecr:GetRepositoryPolicy", "rds:DescribeDBInstances",
        "sts:GetCallerIdentity", "lambda:GetFunctionConfiguration", "athena:GetWorkGroup", "kinesis:DescribeStream",
    ],
)  # fmt: skip
def test_configuration_is_none_of_them(operation: str) -> None:
    assert not gives_data(operation)


class Loot(Fact):
    """A fact that no collector may read."""


def collector(aws: Aws, account: Account) -> Loot:
    return Loot()


@pytest.mark.parametrize(
    ("actions", "operations", "shown"),
    [
        (["s3:GetObject"], [], "s3:GetObject gives stored data or credentials"),
        (["secretsmanager:GetSecretValue"], [], "secretsmanager:GetSecretValue gives stored data or credentials"),
        (["s3:ListAllMyBuckets"], ["s3:ListBuckets", "sts:GetSessionToken"], "sts:GetSessionToken gives stored data"),
        (["s3:GetObject"], ["s3:ListBuckets"], "s3:GetObject gives stored data"),
        (["s3:Get*"], [], r"'s3:Get\*' does not name one action or operation"),
        (["*"], ["s3:ListBuckets"], r"'\*' does not name one action"),
        (["s3:ListAllMyBuckets"], ["list_buckets"], "'list_buckets' does not name one"),
        (["iam:CreateUser"], [], "iam:CreateUser is not a read"),
        (["iam:CreateUser"], ["iam:ListUsers"], "iam:CreateUser is not a read"),
        (["kms:Decrypt"], [], "kms:Decrypt is not a read"),
        (["sqs:ReceiveMessage"], [], "sqs:ReceiveMessage is not a read"),
        (["s3:ListBucket"], [], 's3:ListBucket allows several operations: .* operations=."s3:HeadBucket", "s3:ListObj'),
    ],
)
def test_a_collector_that_wants_too_much_is_refused_with_file_and_line(
    actions: list[str], operations: list[str], shown: str
) -> None:
    with pytest.raises(SignatureError, match=rf"test_operations\.py:\d+: collector: {shown}"):
        collects(*actions, operations=operations)(collector)


def test_every_mistake_is_reported_at_once() -> None:
    with pytest.raises(SignatureError) as refused:
        collects("s3:GetObject", "iam:CreateUser", operations=("iam:DeleteUser", "iam:ListUsers"))(collector)
    assert len(str(refused.value).splitlines()) == 3


def test_an_action_that_is_no_verb_stands_with_the_operations_that_it_allows() -> None:
    assert list(mistakes_in(["apigateway:GET"], ["apigateway:GetRestApis"])) == []
