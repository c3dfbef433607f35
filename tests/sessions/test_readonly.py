import json
from typing import Any

import botocore.session
import pytest

from reporter.config.settings import AssumedRole, Settings
from reporter.engine.operations import POLICY_LIMIT, is_read, session_policy
from reporter.model.refusals import Refused
from reporter.sessions import Sessions, WriteRefusedError
from tests.sessions.policies import session_policies
from tests.sessions.wire import ACCOUNT, READS, Wire, assumed, denied, nothing, wire
from tests.world import asker, together

pytestmark = pytest.mark.usefixtures("world")

SERVICES = ("iam", "ec2", "s3", "kms", "rds", "lambda", "eks", "ecs", "sns", "sqs", "cloudtrail", "guardduty")


def test_a_write_never_leaves_the_program() -> None:
    line = wire()
    reader = line.enter()
    with pytest.raises(WriteRefusedError, match="s3:DeleteBucket is not a read"):
        reader.call("s3", "delete_bucket", Bucket="acme")
    assert {name for name, _ in line.asked} == {"sts:AssumeRole", "sts:GetCallerIdentity"}


@pytest.mark.parametrize(
    ("service", "operation", "parameters"),
    [
        ("s3", "get_object", {"Bucket": "acme", "Key": "payroll.csv"}),
        ("s3", "head_object", {"Bucket": "acme", "Key": "payroll.csv"}),
        ("sts", "get_session_token", {}),
        ("secretsmanager", "get_secret_value", {"SecretId": "prod"}),
        ("ssm", "get_parameters_by_path", {"Path": "/", "WithDecryption": True}),
        ("cloudfront", "get_function", {"Name": "edge"}),
    ],
)
def test_data_and_credentials_are_never_asked_for_even_where_a_collector_names_them(
    service: str, operation: str, parameters: dict[str, Any]
) -> None:
    line = wire()
    name = f"{service}:{''.join(word.capitalize() for word in operation.split('_'))}"
    reader = line.sessions().enter(ACCOUNT, AssumedRole(), askers=[asker(name)])
    with pytest.raises(WriteRefusedError, match=f"{name} gives stored data or credentials"):
        reader.call(service, operation, **parameters)
    assert [name for name, _ in line.asked] == ["sts:AssumeRole", "sts:GetCallerIdentity"]


def test_a_read_that_is_not_in_the_plan_never_leaves_the_program() -> None:
    line = wire()
    reader = line.sessions().enter(ACCOUNT, AssumedRole(), askers=[asker("iam:ListUsers")])
    with pytest.raises(WriteRefusedError, match="ListBuckets is not in the plan: the plan may send iam:ListUsers, sts"):
        reader.call("s3", "list_buckets")
    assert [name for name, _ in line.asked] == ["sts:AssumeRole", "sts:GetCallerIdentity"]


def test_a_question_sends_its_own_operations_and_no_other_of_the_plan() -> None:
    line = wire(iam__GetAccountSummary=nothing)
    reader = line.enter()
    view = reader.for_question(asker("iam:GetAccountSummary", "iam:ListRoles"))
    view.call("iam", "get_account_summary")
    with pytest.raises(WriteRefusedError, match="ListBuckets is not in the plan: this test may send iam:GetAccountSum"):
        view.call("s3", "list_buckets")
    with pytest.raises(WriteRefusedError, match="iam:ListRoles is not in the plan"):
        list(view.items("iam", "list_roles", "Roles", page_size=10))


def test_what_a_question_is_given_leads_to_no_credentials_and_no_client() -> None:
    reader = wire().enter()
    view = reader.for_question(READS)
    found = {name: getattr(view, name) for name in dir(view) if not name.startswith("__")}
    assert not {"credentials", "held", "clients", "calls", "pressure", "account"} & found.keys()
    kept = [reader, reader.clients, reader.held, reader.credentials]
    owners = [getattr(value, "__self__", value) for value in found.values()]
    assert not any(one is secret for one in owners for secret in kept)


def test_a_presigned_address_is_refused_like_the_request() -> None:
    client = wire().enter().clients.get("s3", "us-east-1")
    with pytest.raises(WriteRefusedError, match="s3:GetObject gives stored data"):
        client.generate_presigned_url("get_object", {"Bucket": "acme", "Key": "payroll.csv"})


def test_a_session_may_ask_for_its_own_identity() -> None:
    line = wire()
    assert line.sessions().enter(ACCOUNT, AssumedRole()).call("sts", "get_caller_identity")["Account"] == "111122223333"


def test_the_base_credentials_are_for_nothing_but_the_way_in() -> None:
    caught: list[botocore.session.Session] = []
    line = wire()
    Sessions(Settings(), prepare=together(line.prepare, caught.append)).caller()
    client: Any = caught[0].create_client("iam", "us-east-1")
    with pytest.raises(WriteRefusedError, match="iam:ListUsers is nothing that the base credentials are for"):
        client.list_users()


def test_a_session_policy_allows_the_wanted_actions_and_nothing_else() -> None:
    assert _allowed(session_policy(["s3:ListAllMyBuckets", "ec2:DescribeRegions"])) == [
        "ec2:DescribeRegions",
        "s3:ListAllMyBuckets",
        "sts:GetCallerIdentity",
    ]


def test_hundreds_of_actions_are_held_by_several_policies_that_allow_nothing_more() -> None:
    groups = _many_reads()
    policies = session_policies(groups)
    assert len(groups) > 300
    assert all(len(policy) <= POLICY_LIMIT for _, policy in policies)
    allowed = [set(_allowed(policy)) for _, policy in policies]
    assert set().union(*allowed) == {action for group in groups for action in group} | {"sts:GetCallerIdentity"}
    assert all(any(set(group) <= one for one in allowed) for group in groups), "a collector is in one session"
    assert [actions | {"sts:GetCallerIdentity"} for actions, _ in policies] == allowed


def test_few_actions_are_held_by_one_policy() -> None:
    assert len(session_policies([("iam:ListUsers",), ("s3:GetBucketPolicy", "s3:GetBucketAcl")])) == 1


def _many_reads() -> list[tuple[str, ...]]:
    """Every read of a dozen services, by twos."""
    session = botocore.session.Session()
    found = [(name, session.get_service_model(name).operation_names) for name in SERVICES]
    reads = [f"{service}:{name}" for service, names in found for name in names if is_read(name)]
    return [tuple(reads[at : at + 2]) for at in range(0, len(reads), 2)]


def _allowed(policy: str) -> list[str]:
    [statement] = json.loads(policy)["Statement"]
    actions: list[str] = statement["Action"]
    return actions


def test_each_question_is_signed_in_the_session_that_is_held_to_its_actions() -> None:
    line = _numbered_sessions()
    askers = [asker(*group) for group in _many_reads()]
    reader = line.sessions().enter(ACCOUNT, AssumedRole(), askers=askers)
    for wanted in ("ec2:DescribeVpcs", "iam:ListUsers", "sqs:ListQueues"):
        line.keys.clear()
        [mine] = [one for one in askers if wanted in one.operations]
        reader.for_question(mine).call(*METHODS[wanted])
        *_, key = line.keys
        policies = [set(_allowed(request["Policy"])) for request in line.requests("sts:AssumeRole")]
        assert wanted in policies[int(key.rpartition("S")[2])]
    assert len(policies) == 4, "of those that were asked, and of the first"


METHODS = {
    "ec2:DescribeVpcs": ("ec2", "describe_vpcs"),
    "iam:ListUsers": ("iam", "list_users"),
    "sqs:ListQueues": ("sqs", "list_queues"),
}


def _numbered_sessions() -> Wire:
    """A wire whose STS gives each session a key of its own."""
    given: list[str] = []

    def numbered(request: dict[str, Any]) -> dict[str, Any]:
        answer = assumed(request)
        answer["Credentials"]["AccessKeyId"] = f"{answer['Credentials']['AccessKeyId']}S{len(given)}"
        given.append(request["Policy"])
        return answer

    return wire(sts__AssumeRole=numbered)


def test_a_second_session_that_is_refused_refuses_its_own_questions() -> None:
    line = wire()
    line.replies["sts:AssumeRole"] = lambda request: (
        denied(request) if line.requests("sts:AssumeRole")[1:] else assumed(request)
    )
    askers = [asker(*group) for group in _many_reads()]
    reader = line.sessions().enter(ACCOUNT, AssumedRole(), askers=askers)
    [last] = [one for one in askers if "sqs:ListQueues" in one.operations]
    with pytest.raises(Refused, match="role-not-assumable"):
        reader.for_question(last).call("sqs", "list_queues")
