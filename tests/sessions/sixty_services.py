"""Sixty services, each with two collectors, and an AWS that enforces session policies."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, make_dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from typing import Any

import botocore.session
from botocore import xform_name

from reporter.demo.emulator import Answered, answered, operation_name, refuse
from reporter.demo.state import Refusal
from reporter.engine.collector import Aws, collects
from reporter.engine.operations import gives_data, is_read
from reporter.model.answers import Fact
from reporter.model.subjects import Account
from reporter.sessions.core import service_models

SERVICES = (
    "acm", "amplify", "appmesh", "apprunner", "appstream", "appsync", "athena", "autoscaling", "backup", "batch",
    "cloudformation", "cloudtrail", "cloudwatch", "codebuild", "codecommit", "codedeploy", "codepipeline", "config",
    "databrew", "dax", "detective", "directconnect", "dms", "transfer", "ds", "dynamodb", "ecr", "ecs", "efs", "eks",
    "elasticache", "elasticbeanstalk", "elb", "elbv2", "emr", "events", "firehose", "fms", "fsx", "glue", "guardduty",
    "imagebuilder", "inspector2", "iot", "kafka", "kinesis", "kms", "lambda", "lightsail", "logs", "macie2", "mq",
    "xray", "rds", "redshift", "resource-groups", "secretsmanager", "securityhub", "ssm", "stepfunctions",
)  # fmt: skip
PREFIXES = {
    "efs": "elasticfilesystem", "elb": "elasticloadbalancing", "elbv2": "elasticloadbalancing",
    "emr": "elasticmapreduce", "stepfunctions": "states",
}  # fmt: skip
"""The IAM prefix of a service where it differs from botocore's name."""
MOST = 6
"""Reads of one service; each of its two collectors has half of them."""


@cache
def kinds() -> tuple[type[Fact], ...]:
    """One fact for each collector."""
    return tuple(kind for service in SERVICES for kind in _kinds_of(service))


def _kinds_of(service: str) -> Iterator[type[Fact]]:
    session = botocore.session.Session()
    session.register_component("data_loader", service_models())
    model = session.get_service_model(service)
    reads = [name for name in model.operation_names if is_read(name) and not gives_data(f"{service}:{name}")]
    free = [name for name in reads if not getattr(model.operation_model(name).input_shape, "required_members", ())]
    for half in (free[0:MOST:2], free[1:MOST:2]):
        if half:
            yield _collected(service, half)


def _collected(service: str, names: list[str]) -> type[Fact]:
    title = f"{service.title().replace('-', '')}{names[0]}"
    kind = make_dataclass(title, [("answers", int)], bases=(Fact,), frozen=True, slots=True)
    kind.saved_as = f"sixty-{service}:{title}"  # type: ignore[attr-defined]

    def read(aws: Aws, _: Account) -> Any:
        return kind(len([aws.call(service, xform_name(name)) for name in names]))

    read.__annotations__ = {"aws": Aws, "_": Account, "return": kind}
    operations = [f"{service}:{name}" for name in names]
    collects(*map(action_of, operations), operations=operations)(read)
    return kind


def action_of(operation: str) -> str:
    """The IAM action of an operation."""
    service, _, name = operation.partition(":")
    return f"{PREFIXES.get(service, service)}:{name}"


@dataclass
class EnforcingAws:
    """Allows a session exactly what the session policy of its assumed role allows."""

    packed_limit: int = 2048
    """Maximum characters of a policy, packed."""
    refusal: Callable[[str], Refusal | None] = lambda _: None
    """From a policy to the refusal of a session under it, if any."""
    policies: dict[str, str] = field(default_factory=dict)
    """By access key."""
    asked: list[tuple[str, str]] = field(default_factory=list)
    """Every operation, with the access key that signed it."""
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def prepare(self, session: botocore.session.Session) -> None:
        session.register("before-parameter-build", self._remember)
        session.register("before-call", lambda **event: self._answer(session, **event))

    def times(self, operation: str) -> int:
        return [name for name, _ in self.asked].count(operation)

    def _remember(self, **event: Any) -> None:
        event["context"]["asked"] = dict(event["params"])

    def _answer(self, session: botocore.session.Session, *, model: Any, context: dict[str, Any], **_: Any) -> Any:
        operation = operation_name(model)
        credentials = session.get_credentials()
        key = (credentials.get_frozen_credentials().access_key if credentials else "") or ""
        self.asked.append((operation, key))
        if operation == "sts:AssumeRole":
            return self.assume(context["asked"])
        if operation == "sts:GetCallerIdentity":
            return answered({"Account": "111122223333", "Arn": "arn:aws:sts::111122223333:assumed-role/Audit/me"})
        if action_of(operation) not in json.loads(self.policies[key])["Statement"][0]["Action"]:
            message = f"not authorized to perform: {action_of(operation)} because no session policy allows it"
            return refuse(Refusal("AccessDenied", message, 403))
        return answered({})

    def assume(self, asked: dict[str, Any]) -> Answered:
        policy = asked["Policy"]
        refused = self.refusal(policy)
        if refused:
            return refuse(refused)
        if len(policy) > self.packed_limit:
            percent = 100 * len(policy) // self.packed_limit
            message = f"Packed policy consumes {percent}% of allotted space, please use smaller policy."
            return refuse(Refusal("PackedPolicyTooLarge", message, 400))
        key = f"ASIA{next(self.numbers):016d}"
        self.policies[key] = policy
        ends = datetime.now(UTC) + timedelta(hours=1)
        secrets = {"AccessKeyId": key, "SecretAccessKey": "made-up", "SessionToken": "made-up", "Expiration": ends}
        arn = f"arn:aws:sts::{asked['RoleArn'].split(':')[4]}:assumed-role/Audit/me"
        return answered({"Credentials": secrets, "AssumedRoleUser": {"Arn": arn, "AssumedRoleId": "AROA:me"}})
