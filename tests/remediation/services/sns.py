"""The commands for sns: which are run against moto, and why not the others."""

from __future__ import annotations

import json

from tests.remediation.shared import NEIGHBOUR, Scenario, case, without_statement
from tests.world import ACCOUNT_ID, World


def topics(world: World) -> None:
    """Two topics that everyone may publish to, one statement of whose policies is for the account itself."""
    client = world.client("sns")
    for name in ("alarms", NEIGHBOUR):
        arn = client.create_topic(Name=name)["TopicArn"]
        statements = [
            {"Effect": "Allow", "Principal": {"AWS": ACCOUNT_ID}, "Action": "SNS:Publish", "Resource": arn},
            {"Effect": "Allow", "Principal": "*", "Action": "SNS:Publish", "Resource": arn},
        ]
        policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
        client.set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=policy)


SCENARIOS: tuple[Scenario, ...] = (
    case("sns-topic-not-public", topics, "TopicAttributes", edits={"policy.json": without_statement}, about=":alarms"),
    case(
        "sns-topic-encrypted",
        topics,
        "TopicAttributes",
        words={"KEY_ARN": "arn:aws:kms:us-east-1:111122223333:key/1"},
        about=":alarms",
    ),
)
TO_FILL_IN = frozenset({"KEY_ARN"})
