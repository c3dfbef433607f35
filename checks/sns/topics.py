"""Who may use SNS topics, and whether their messages are encrypted."""

from __future__ import annotations

from typing import Annotated

from reporter.api import OnlyIf, Severity, Verdict, check, failed, passed
from reporter.aws.policy import Caller, Circle, Kind, Relation, callers
from reporter.aws.sns.topics import Topic, TopicAttributes, TopicKeyManager

CALLERS_NAMED = 20
"""A reason stays readable, whatever a policy names."""


@check(
    "sns-topic-not-public",
    title="SNS topics are not public",
    severity=Severity.CRITICAL,
    remediation="Limit the statement with aws:SourceAccount, aws:SourceArn or aws:PrincipalOrgID.",
    cli="aws sns set-topic-attributes --topic-arn ARN --attribute-name Policy --attribute-value file://policy.json",
)
def topic_is_not_public(topic: Topic, attributes: TopicAttributes) -> Verdict:
    """Otherwise any AWS customer may publish to the topic or subscribe to it, alone or through an AWS service."""
    found = callers(attributes.policy, Circle(account_id=topic.account_id))
    everyone = [one for one in found if one.is_everyone and not one.networks]
    if everyone:
        return failed(_reason(everyone))
    services = [one for one in found if one.kind is Kind.SERVICE and one.relation is Relation.ANYONE]
    return failed(_reason(services), severity=Severity.MEDIUM) if services else passed()


def _reason(found: list[Caller]) -> str:
    named = [f"{one.grant.name}: {one} may {one.grant}" for one in found[:CALLERS_NAMED]]
    rest = len(found) - len(named)
    return "; ".join([*named, *([f"and {rest} more"] if rest else [])])


@check(
    "sns-topic-encrypted",
    title="SNS topics are encrypted with a KMS key",
    severity=Severity.MEDIUM,
    remediation="Set a customer managed key whose policy lets the services that publish use it: with alias/aws/sns, "
    "services such as CloudWatch and EventBridge can no longer publish.",
    cli="aws sns set-topic-attributes --topic-arn ARN --attribute-name KmsMasterKeyId --attribute-value KEY",
)
def topic_is_encrypted(
    topic: Topic,
    attributes: TopicAttributes,
    manager: Annotated[TopicKeyManager | None, OnlyIf("require_customer_key")],
    *,
    require_customer_key: bool = False,
) -> Verdict:
    """Stored messages may hold personal or security data."""
    if not attributes.key:
        return failed("no KMS key is set")
    if manager and manager.by != "CUSTOMER":
        return failed(f"the key {attributes.key} is managed by AWS")
    return passed()
