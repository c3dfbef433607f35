import json

import botocore.session
import pytest

from reporter.sessions import WriteRefusedError, is_read
from reporter.sessions.readonly import POLICY_LIMIT, READ_NAMES, READ_VERBS, session_policy
from tests.sessions.wire import wire


@pytest.mark.usefixtures("world")
def test_a_write_never_leaves_the_program() -> None:
    line = wire()
    reader = line.enter()
    with pytest.raises(WriteRefusedError, match="s3:DeleteBucket is not a read"):
        reader.call("s3", "delete_bucket", Bucket="acme")
    assert {name for name, _ in line.asked} == {"sts:AssumeRole", "sts:GetCallerIdentity"}


@pytest.mark.parametrize("operation", ["GetBucketPolicy", "ListUsers", "DescribeInstances", "HeadBucket", "AssumeRole"])
def test_reads_are_reads(operation: str) -> None:
    assert is_read(operation)


@pytest.mark.parametrize("operation", ["DeleteUser", "PutBucketPolicy", "GenerateDataKey", "AssumeRoleWithSAML"])
def test_anything_else_is_a_write(operation: str) -> None:
    assert not is_read(operation)


def test_a_session_policy_allows_the_wanted_actions_and_nothing_else() -> None:
    assert _allowed(session_policy(["s3:ListAllMyBuckets", "ec2:DescribeRegions"])) == [
        "ec2:DescribeRegions",
        "s3:ListAllMyBuckets",
        "sts:GetCallerIdentity",
    ]


def test_two_hundred_actions_still_fit_and_none_of_them_writes() -> None:
    actions = _many_reads()
    policy = session_policy(actions)
    assert len(actions) > 200
    assert len(policy) <= POLICY_LIMIT
    for action in _allowed(policy):
        name = action.partition(":")[2]
        assert name.removesuffix("*") in READ_VERBS or name in READ_NAMES
    assert all(_is_allowed(action, policy) for action in actions)


def _many_reads() -> list[str]:
    """Every read of a dozen services."""
    services = ("iam", "ec2", "s3", "kms", "rds", "lambda", "eks", "ecs", "sns", "sqs", "cloudtrail", "guardduty")
    session = botocore.session.Session()
    found = [(name, session.get_service_model(name).operation_names) for name in services]
    return [f"{service}:{name}" for service, names in found for name in names if is_read(name)]


def _allowed(policy: str) -> list[str]:
    [statement] = json.loads(policy)["Statement"]
    actions: list[str] = statement["Action"]
    return actions


def _is_allowed(action: str, policy: str) -> bool:
    return any(action == allowed or action.startswith(allowed.rstrip("*")) for allowed in _allowed(policy))
