"""The answers of SQS."""

from __future__ import annotations

from benchmarks.server.answer import ACCOUNT, REGION, Fixed, Listing, Page, always
from benchmarks.server.sizes import Sizes

SIZES = {"queues": 6}
ATTRIBUTES = {"QueueArn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:queue"}


def queues(_: Sizes, page: Page) -> dict[str, list[str]]:
    """The queues of a region; SQS leaves the list out where there is none."""
    numbers = range(page.start, page.start + page.count)
    urls = [f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/queue-{number}" for number in numbers]
    return {"QueueUrls": urls} if urls else {}


ANSWERS: dict[str, Fixed | Listing] = {
    "sqs:GetQueueAttributes": always({"Attributes": ATTRIBUTES}),
    "sqs:ListQueues": Listing(lambda sizes, region: sizes.here("queues", region), queues, uniform=False),
}
