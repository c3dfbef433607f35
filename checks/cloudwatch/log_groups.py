"""How long log groups keep their events."""

from __future__ import annotations

from reporter.api import Severity, Verdict, check, failed, not_applicable, passed
from reporter.aws.cloudwatch.log_groups import LogGroup

FIXED = "DELIVERY"
"""The class of log groups whose retention cannot be set."""


@check(
    "cloudwatch-log-group-retention-set",
    title="CloudWatch log groups should keep logs for at least a year",
    finding="CloudWatch log group does not keep logs for at least a year",
    severity=Severity.LOW,
    remediation="Set a longer retention; where a retention policy of the account applies, change the policy.",
    cli="# where the finding names a retention policy of the account, change that policy instead\n"
    "# check first: longer retention costs more, and personal data may have to be deleted earlier\n"
    "# check first: events of more than 365 days are deleted for good, where the group keeps them for longer now\n"
    "# replaces: the retention of the log group\n"
    "aws logs put-retention-policy --region {region} --log-group-name {name} --retention-in-days 365",
)
def log_group_keeps_logs(group: LogGroup, *, min_days: int = 365, never_expires_ok: bool = True) -> Verdict:
    """Many incidents are found after months, and logs that expired by then cannot explain them."""
    if group.log_class == FIXED:
        return not_applicable("the retention of the log class DELIVERY cannot be set")
    policy = f", by the account's policy {group.retention_policy}" if group.retention_policy else ""
    if group.retention_days is None:
        return passed("never expires") if never_expires_ok else failed("never expires")
    kept = f"kept for {group.retention_days} days{policy}"
    return passed(kept) if group.retention_days >= min_days else failed(kept)
