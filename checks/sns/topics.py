"""Who may use SNS topics, and whether their messages are encrypted."""

from __future__ import annotations

from typing import Annotated

from reporter.api import OnlyIf, Severity, Verdict, check, failed, passed
from reporter.aws.policy import everyone_in, in_words, services_in
from reporter.aws.sns.topics import Topic, TopicAttributes, TopicKeyManager


@check(
    "sns-topic-not-public",
    title="SNS topics should not be public",
    finding="SNS topic is public",
    severity=Severity.CRITICAL,
    remediation="Limit the statement with aws:SourceAccount, aws:SourceArn or aws:PrincipalOrgID. The call replaces "
    "the whole policy.",
    cli="# check first: who uses the statement, see CloudTrail\n"
    "aws sns get-topic-attributes --region {region} --topic-arn {arn} --query Attributes.Policy --output text "
    "> policy.json\n"
    "# edit policy.json: limit the statement with aws:SourceAccount, aws:SourceArn or aws:PrincipalOrgID\n"
    "# replaces: the whole topic policy\n"
    "aws sns set-topic-attributes --region {region} --topic-arn {arn} --attribute-name Policy "
    "--attribute-value file://policy.json",
)
def topic_is_not_public(topic: Topic, attributes: TopicAttributes) -> Verdict:
    """Any AWS account can publish to the topic or subscribe to its messages, alone or through an AWS service."""
    everyone = everyone_in(attributes.policy, topic.account_id)
    if everyone:
        return failed(in_words(everyone))
    services = services_in(attributes.policy, topic.account_id)
    return failed(in_words(services), severity=Severity.MEDIUM) if services else passed()


@check(
    "sns-topic-encrypted",
    title="SNS topics should be encrypted with a KMS key",
    finding="SNS topic is not encrypted with a suitable KMS key",
    severity=Severity.MEDIUM,
    remediation="Set a customer managed KMS key whose policy lets the services that publish use it. With "
    "alias/aws/sns, services such as CloudWatch cannot publish.",
    cli="# KEY_ARN: a customer managed KMS key, whose policy lets the services that publish use it\n"
    "# check first: which services publish, see CloudTrail. They fail where they may not use the key\n"
    "# replaces: the key of the topic, where there is one\n"
    "aws sns set-topic-attributes --region {region} --topic-arn {arn} --attribute-name KmsMasterKeyId "
    "--attribute-value KEY_ARN",
)
def topic_is_encrypted(
    topic: Topic,
    attributes: TopicAttributes,
    manager: Annotated[TopicKeyManager | None, OnlyIf("require_customer_key")],
    *,
    require_customer_key: bool = False,
) -> Verdict:
    """Messages wait in the topic until they are delivered, and can hold personal or security data."""
    if not attributes.key:
        return failed("no KMS key is set")
    if manager and manager.by != "CUSTOMER":
        return failed(f"the key {attributes.key} is managed by AWS")
    return passed()
