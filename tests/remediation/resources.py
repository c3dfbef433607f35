"""Resources that everyone may use in moto's AWS."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from reporter.demo.services.lambda_ import package
from tests.remediation.scenarios import NEIGHBOUR, without_statement
from tests.remediation.shell import Edit
from tests.world import ACCOUNT_ID, World

NAMES = ("orders", NEIGHBOUR)


def open_policy(action: str, arn: str) -> str:
    """A policy with a statement for the account itself, and one for everyone."""
    statements = [
        {"Sid": f"s{number}", "Effect": "Allow", "Principal": principal, "Action": action, "Resource": arn}
        for number, principal in enumerate(({"AWS": ACCOUNT_ID}, "*"))
    ]
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def without_last_statement(member: str) -> Edit:
    """An edit of a file in which a member holds a policy as text."""

    def edit(document: dict[str, Any]) -> dict[str, Any]:
        return {**document, member: json.dumps(without_statement(json.loads(document[member])))}

    return edit


def queues(world: World) -> Mapping[str, str]:
    client = world.client("sqs")
    urls = {name: client.create_queue(QueueName=name)["QueueUrl"] for name in NAMES}
    for name, url in urls.items():
        policy = open_policy("sqs:SendMessage", f"arn:aws:sqs:us-east-1:{ACCOUNT_ID}:{name}")
        client.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    return {"QUEUE_URL": urls["orders"]}


def secrets(world: World) -> None:
    client = world.client("secretsmanager")
    for name in NAMES:
        arn = client.create_secret(Name=name, SecretString="made-up")["ARN"]
        client.put_resource_policy(SecretId=arn, ResourcePolicy=open_policy("secretsmanager:GetSecretValue", "*"))


def functions(world: World) -> Mapping[str, str]:
    role = world.client("iam").create_role(RoleName="functions", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    client = world.client("lambda")
    for name in NAMES:
        code = {"ZipFile": package()}
        client.create_function(FunctionName=name, Role=role, Runtime="python3.13", Handler="main.handle", Code=code)
        what = {"FunctionName": name, "Action": "lambda:InvokeFunction"}
        client.add_permission(StatementId="own", Principal="s3.amazonaws.com", SourceAccount=ACCOUNT_ID, **what)
        client.add_permission(StatementId="open", Principal="*", **what)
    return {"SID": "open"}
