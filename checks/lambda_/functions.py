"""Who may use Lambda functions."""

from __future__ import annotations

from reporter.api import Severity, Verdict, check, failed, not_assessed, passed
from reporter.aws.lambda_.functions import Function, FunctionPolicies, QualifiedPolicy
from reporter.aws.policy import Caller, everyone_in, in_words, services_in

INVOKE = "lambda:InvokeFunction"
EVENT_SOURCE = "lambda:eventsourcetoken"
"""The key by which skills of Alexa show which one they are."""
REPLICATOR = "replicator.lambda.amazonaws.com"
"""The service that copies Lambda@Edge functions; it sends no source."""


@check(
    "lambda-function-not-public",
    title="Lambda functions should not be public",
    finding="Lambda function is public",
    severity=Severity.CRITICAL,
    remediation="Remove the statement, or add it again with aws:SourceAccount, aws:SourceArn or aws:PrincipalOrgID.",
    cli="# SID: the statement that the finding names. Where it names an alias or version too, add --qualifier with its "
    "name\n"
    "# check first: who uses the statement, see CloudTrail\n"
    "aws lambda remove-permission --region {region} --function-name {name} --statement-id SID",
)
def function_is_not_public(function: Function, policies: FunctionPolicies) -> Verdict:
    """Any AWS account can run the function with the rights of its role, alone or through an AWS service."""
    everyone = {one.qualifier: everyone_in(one.document, function.account_id) for one in policies.found}
    if any(everyone.values()):
        return failed(_reason(everyone))
    services = {one.qualifier: _services(one, function) for one in policies.found}
    if any(services.values()):
        return failed(_reason(services), severity=Severity.HIGH)
    return not_assessed(policies.unread) if policies.unread else passed()


def _services(policy: QualifiedPolicy, function: Function) -> list[Caller]:
    found = services_in(policy.document, function.account_id, actions=(INVOKE,))
    return [one for one in found if one.service != REPLICATOR and not _shows_its_source(one)]


def _shows_its_source(caller: Caller) -> bool:
    return any(limit.key == EVENT_SOURCE for limit in caller.grant.limits)


def _reason(found: dict[str, list[Caller]]) -> str:
    """The callers by the policy that admits them: that of the function, or of an alias or version."""
    texts = ((qualifier, in_words(callers)) for qualifier, callers in found.items() if callers)
    return "; ".join(f"{qualifier}: {text}" if qualifier else text for qualifier, text in texts)
