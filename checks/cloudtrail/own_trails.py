"""What protects the logs of trails, and where they go."""

from __future__ import annotations

from datetime import UTC, timedelta

from reporter.api import ScanTime, Severity, Verdict, check, failed, not_assessed, passed
from reporter.aws.cloudtrail.own_trails import InsightTypes, OwnTrail, WatchedTrail
from reporter.aws.cloudtrail.trails import LogsDelivery


@check(
    "cloudtrail-log-file-validation-enabled",
    title="CloudTrail trails should have log file validation enabled",
    finding="CloudTrail trail does not sign its log files",
    severity=Severity.MEDIUM,
    remediation="Turn on log file validation.",
    cli="aws cloudtrail update-trail --region {region} --name {arn} --enable-log-file-validation",
)
def log_files_are_signed(trail: OwnTrail) -> Verdict:
    """With signed digests it can be proven later that no log file was changed or deleted."""
    return passed() if trail.delivery.log_files_validated else failed("log file validation is off")


@check(
    "cloudtrail-logs-kms-encrypted",
    title="CloudTrail trails should encrypt their logs with a KMS key",
    finding="CloudTrail trail does not encrypt its logs with a KMS key",
    severity=Severity.MEDIUM,
    remediation="Set a KMS key of the region of the bucket, whose policy lets CloudTrail encrypt with it.",
    cli="# KEY_ARN: a key in the region of the bucket, whose policy lets CloudTrail encrypt with it\n"
    "# check first: who reads the logs. They need kms:Decrypt with this key too\n"
    "aws cloudtrail update-trail --region {region} --name {arn} --kms-key-id KEY_ARN",
)
def logs_are_encrypted(trail: OwnTrail) -> Verdict:
    """With a key of its own, access to the bucket alone is not enough to read the logs."""
    return passed(trail.delivery.key) if trail.delivery.key else failed("no KMS key is set")


@check(
    "cloudtrail-insights-enabled",
    title="CloudTrail trails should record Insights events",
    finding="CloudTrail trail does not record Insights events",
    severity=Severity.INFO,
    remediation="Turn on Insights events. They cost extra, and the trail has to record management events.",
    cli="# check first: the trail has to record management events, and Insights events cost extra\n"
    "# replaces: the list of Insights types of the trail, which is empty\n"
    "aws cloudtrail put-insight-selectors --region {region} --trail-name {arn} --insight-selectors "
    "InsightType=ApiCallRateInsight InsightType=ApiErrorRateInsight",
)
def insights_are_recorded(trail: OwnTrail, insights: InsightTypes) -> Verdict:
    """Unusual rates of calls or errors are often the first sign of an attack."""
    return passed(", ".join(sorted(insights.types))) if insights.types else failed("no type of Insights is on")


@check(
    "cloudtrail-cloudwatch-logs-delivery",
    title="CloudTrail trails should deliver to CloudWatch Logs",
    finding="CloudTrail trail does not deliver to CloudWatch Logs",
    severity=Severity.LOW,
    remediation="Set a log group, and a role that may write to it. Where both are set, look at the reason for the "
    "permission that the role lacks.",
    cli="# LOG_GROUP_ARN: a log group in the region of the trail. ROLE_ARN: a role that CloudTrail may assume and that "
    "may write to it\n"
    "# replaces: the log group and the role of the trail, where there are any\n"
    "aws cloudtrail update-trail --region {region} --name {arn} --cloud-watch-logs-log-group-arn LOG_GROUP_ARN "
    "--cloud-watch-logs-role-arn ROLE_ARN",
)
def trail_delivers_to_cloudwatch(trail: WatchedTrail, now: ScanTime, *, max_delivery_age_hours: int = 24) -> Verdict:
    """Alarms are raised from CloudWatch Logs; log files in S3 are for later."""
    if trail.logs is None:
        return failed("no log group is set")
    oldest = now.at - timedelta(hours=max_delivery_age_hours)
    if trail.logs.last and trail.logs.last > oldest:
        return passed(f"to {trail.log_group}")
    started = trail.logs.logging_since
    if not trail.logs.last and not trail.logs.error and started and started > oldest:
        return not_assessed("the trail has just been switched on, and has delivered nothing so far")
    return failed(_why_not(trail.logs))


def _why_not(logs: LogsDelivery) -> str:
    last = f"last delivered {logs.last.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if logs.last else "never delivered"
    return f"{last}; error: {logs.error}" if logs.error else last
