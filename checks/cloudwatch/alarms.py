"""Whether alarms do something when they are raised."""

from __future__ import annotations

from reporter.api import Severity, Verdict, check, failed, not_assessed, passed
from reporter.aws.cloudwatch.alarms import Alarm, CompositeActions


@check(
    "cloudwatch-alarm-action-configured",
    title="CloudWatch alarms should have an action for the ALARM state",
    finding="CloudWatch alarm has no action for the ALARM state",
    severity=Severity.LOW,
    remediation="Add an action, for example an SNS topic. The call replaces the whole alarm, so send all its settings.",
    cli="# this is for a metric alarm. A composite alarm is replaced by put-composite-alarm\n"
    "aws cloudwatch describe-alarms --region {region} --alarm-names {name} --query 'MetricAlarms[0]' > alarm.json\n"
    "# edit alarm.json: add an SNS topic to AlarmActions, and remove AlarmArn and all members about states and times\n"
    "# replaces: the whole alarm\n"
    "aws cloudwatch put-metric-alarm --region {region} --cli-input-json file://alarm.json",
)
def alarm_has_an_action(
    alarm: Alarm, composites: CompositeActions, *, require_insufficient_data: bool = False, require_ok: bool = False
) -> Verdict:
    """An alarm without an action is noticed only by people who look at the console."""
    wanted = {
        "OK": alarm.ok_actions or not require_ok,
        "INSUFFICIENT_DATA": alarm.insufficient_data_actions or not require_insufficient_data,
    }
    missing = [state for state, there in wanted.items() if not there]
    if alarm.alarm_actions:
        return failed(f"no action for {' and '.join(missing)}") if missing else passed()
    above = composites.above(alarm)
    if above:
        return passed(f"acts through {above}")
    return not_assessed(composites.unread) if composites.unread else failed("no action for ALARM")


@check(
    "cloudwatch-alarm-actions-enabled",
    title="CloudWatch alarms should have their actions enabled",
    finding="CloudWatch alarm has its actions disabled",
    severity=Severity.LOW,
    remediation="Enable the actions of the alarm.",
    cli="# check first: why the actions were disabled, for example for maintenance\n"
    "aws cloudwatch enable-alarm-actions --region {region} --alarm-names {name}",
)
def alarm_actions_are_enabled(alarm: Alarm) -> Verdict:
    """Actions that were disabled for a while and forgotten leave an alarm without effect."""
    return passed() if alarm.actions_enabled else failed("its actions are disabled")
