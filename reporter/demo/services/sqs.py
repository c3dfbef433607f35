"""The demo's SQS queues."""

from __future__ import annotations

import json

from reporter.demo.place import HOME, Place

QUEUES = {"shop-prod": {"orders": {"Service": "sns.amazonaws.com"}, "order-events": None, "image-uploads": "*"}}
"""By account: for each queue, the principal that its policy lets send messages; None for a queue without a policy."""


def seed(place: Place, account: str) -> None:
    """Create the queues of the account of this name."""
    sqs = place.client("sqs")
    own = {"Condition": {"StringEquals": {"aws:SourceAccount": place.account_id}}}
    for name, principal in QUEUES.get(account, {}).items():
        arn = f"arn:aws:sqs:{HOME}:{place.account_id}:{name}"
        allow = {"Effect": "Allow", "Principal": principal, "Action": "sqs:SendMessage", "Resource": arn}
        statement = allow if principal == "*" else allow | own
        policy = {"Policy": json.dumps({"Version": "2012-10-17", "Statement": [statement]})} if principal else {}
        sqs.create_queue(QueueName=name, Attributes=policy)
