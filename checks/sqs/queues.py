"""Who may use SQS queues."""

from __future__ import annotations

from reporter.api import Severity, Verdict, check, failed, passed
from reporter.aws.policy import everyone_in, in_words, services_in
from reporter.aws.sqs.queues import Queue, QueuePolicy


@check(
    "sqs-queue-not-public",
    title="SQS queues should not be public",
    finding="SQS queue is public",
    severity=Severity.CRITICAL,
    remediation="Limit the statement with aws:SourceAccount, aws:SourceArn or aws:PrincipalOrgID. The call replaces "
    "the whole policy.",
    cli="# check first: who uses the statement, see CloudTrail\n"
    "aws sqs get-queue-url --region {region} --queue-name {name}\n"
    "# QUEUE_URL: the answer\n"
    "aws sqs get-queue-attributes --region {region} --queue-url QUEUE_URL --attribute-names Policy --query Attributes "
    "> attributes.json\n"
    "# edit attributes.json: limit the statement with aws:SourceAccount, aws:SourceArn or aws:PrincipalOrgID\n"
    "# replaces: the whole queue policy\n"
    "aws sqs set-queue-attributes --region {region} --queue-url QUEUE_URL --attributes file://attributes.json",
)
def queue_is_not_public(queue: Queue, policy: QueuePolicy) -> Verdict:
    """Any AWS account can read, send or delete messages, alone or through an AWS service."""
    everyone = everyone_in(policy.document, queue.account_id)
    if everyone:
        return failed(in_words(everyone))
    services = services_in(policy.document, queue.account_id)
    return failed(in_words(services), severity=Severity.MEDIUM) if services else passed()
