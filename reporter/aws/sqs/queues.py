"""SQS queues, and who may use them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from reporter.aws.policy import PolicyDocument, parse_policy
from reporter.aws.shared.identity import partition_of
from reporter.engine.collector import Aws, Listing, collects
from reporter.engine.listing import Identity, each
from reporter.model.answers import Fact
from reporter.model.subjects import Region, Resource

ASKED = ["QueueArn", "Policy"]
"""The attributes that are asked for. Every queue has an ARN, so that an answer without a policy is not empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue(Resource):
    """A queue."""

    kind: ClassVar[str] = "AWS::SQS::Queue"

    url: str


@dataclass(frozen=True, slots=True)
class QueuePolicy(Fact):
    """Who may use a queue; None where it has no policy."""

    document: PolicyDocument | None


@collects("sqs:ListQueues")
def queues(aws: Aws, region: Region) -> Listing[Queue]:
    """The queues of a region. SQS leaves the list out where there is none."""
    pages = aws.pages("sqs", "list_queues", page_size=1000, region=region.region)
    listed = ({"url": url} for page in pages for url in page.get("QueueUrls", ()))
    return each(region, listed, partial(_who, region), lambda who, item: Queue(**who, url=item["url"]))


def _who(region: Region, item: Mapping[str, str]) -> Identity:
    """The identity of a queue, whose URL ends in its account and its name."""
    _, account_id, name = item["url"].rsplit("/", 2)
    arn = f"arn:{partition_of(region)}:sqs:{region.region}:{account_id}:{name}"
    return Identity(account_id=region.account_id, region=region.region, arn=arn, name=name, tags={})


@collects("sqs:GetQueueAttributes")
def queue_policy(aws: Aws, queue: Queue) -> QueuePolicy:
    """The policy, which most queues do not have."""
    answer = aws.call("sqs", "get_queue_attributes", region=queue.region, QueueUrl=queue.url, AttributeNames=ASKED)
    policy = answer["Attributes"].get("Policy")
    return QueuePolicy(parse_policy(policy) if policy else None)
