"""The commands for sqs: which are run against moto, and why not the others."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.remediation.shared import NAMES, Edit, Scenario, case, open_policy, without_statement
from tests.world import ACCOUNT_ID, World


def queues(world: World) -> Mapping[str, str]:
    client = world.client("sqs")
    urls = {name: client.create_queue(QueueName=name)["QueueUrl"] for name in NAMES}
    for name, url in urls.items():
        policy = open_policy("sqs:SendMessage", f"arn:aws:sqs:us-east-1:{ACCOUNT_ID}:{name}")
        client.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    return {"QUEUE_URL": urls["orders"]}


def without_last_statement(member: str) -> Edit:
    """An edit of a file in which a member holds a policy as text."""

    def edit(document: dict[str, Any]) -> dict[str, Any]:
        return {**document, member: json.dumps(without_statement(json.loads(document[member])))}

    return edit


SCENARIOS: tuple[Scenario, ...] = (
    case(
        "sqs-queue-not-public",
        queues,
        "QueuePolicy",
        edits={"attributes.json": without_last_statement("Policy")},
        about=":orders",
    ),
)
TO_FILL_IN = frozenset({"QUEUE_URL"})
