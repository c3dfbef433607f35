"""Whether distributions log who uses them."""

from __future__ import annotations

from reporter.api import Severity, Verdict, check, failed, not_assessed, passed
from reporter.aws.cloudfront.distributions import Distribution, KnownDeliveries, LegacyLogging


@check(
    "cloudfront-logging-enabled",
    title="CloudFront distributions should have access logging enabled",
    finding="CloudFront distribution has access logging disabled",
    severity=Severity.MEDIUM,
    remediation="Deliver access logs by CloudWatch Logs (standard logging v2), to a bucket, a log group or Firehose.",
    cli="# NAME: a new name. LOG_BUCKET_ARN: a log bucket\n"
    "# replaces: a source and a destination of the same name, so NAME must not be in use\n"
    "aws logs put-delivery-source --region us-east-1 --name NAME --resource-arn {arn} --log-type ACCESS_LOGS\n"
    "aws logs put-delivery-destination --region us-east-1 --name NAME --delivery-destination-configuration "
    "destinationResourceArn=LOG_BUCKET_ARN\n"
    "aws logs create-delivery --region us-east-1 --delivery-source-name NAME --delivery-destination-arn "
    "arn:{partition}:logs:us-east-1:{account_id}:delivery-destination:NAME",
)
def distribution_logs_access(distribution: Distribution, legacy: LegacyLogging, known: KnownDeliveries) -> Verdict:
    """Access logs show which clients asked for what, also where CloudFront answers without asking the origin."""
    if legacy.enabled:
        return passed()
    if distribution.arn in known.arns:
        return passed("by CloudWatch Logs")
    return not_assessed(known.unread) if known.unread else failed("no access logs")
