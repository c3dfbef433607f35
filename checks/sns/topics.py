"""Who may use SNS topics, and whether their messages are encrypted."""

from __future__ import annotations

from typing import Annotated

from reporter.api import OnlyIf, Severity, Verdict, check, failed, first_of, passed
from reporter.aws.policy import Caller, Circle, Kind, Relation, callers
from reporter.aws.sns.topics import Topic, TopicAttributes, TopicKeyManager

CALLERS_NAMED = 20
"""A reason stays readable, whatever a policy names."""


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
    found = callers(attributes.policy, Circle(account_id=topic.account_id))
    everyone = [one for one in found if one.is_everyone and not one.networks]
    if everyone:
        return failed(_reason(everyone))
    services = [one for one in found if one.kind is Kind.SERVICE and one.relation is Relation.ANYONE]
    return failed(_reason(services), severity=Severity.MEDIUM) if services else passed()


def _reason(found: list[Caller]) -> str:
    return first_of([f"{one.grant.name}: {one} may {one.grant}" for one in found], CALLERS_NAMED, separator="; ")


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
