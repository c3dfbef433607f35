"""Whether changes and misuse that CloudTrail records raise an alarm; one check for each kind of events."""

from __future__ import annotations

from collections.abc import Callable

from checks.cloudwatch.judging import judged
from checks.cloudwatch.watched import ORGANIZATION, WATCHED, Watched
from reporter.api import Account, AnyCheck, Everywhere, Severity, Verdict, check, not_applicable
from reporter.aws.account.contacts import OrganizationMembership
from reporter.aws.cloudwatch.events import Conditions, pattern_of
from reporter.aws.cloudwatch.trail_alarms import AccountAlarms
from reporter.aws.sns.subscriptions import TopicSubscribers

REMEDIATION = (
    "Create a metric filter on the log group of the trail and an alarm on its metric, and confirm a subscription of "
    "the topic. The calls replace a filter or an alarm of the same name."
)
COMMANDS = (
    "# in the account of LOG_GROUP, the log group of a multi-Region trail, and in its region HOME_REGION\n"
    "# TOPIC_ARN: an SNS topic of that region with a confirmed subscription\n"
    "# replaces: a metric filter and an alarm of the same name. NAME: one that neither has\n"
    "aws logs put-metric-filter --region HOME_REGION --log-group-name LOG_GROUP --filter-name NAME "
    "--filter-pattern '%s' --metric-transformations metricName=NAME,metricNamespace=Audit,metricValue=1\n"
    "aws cloudwatch put-metric-alarm --region HOME_REGION --alarm-name NAME --metric-name NAME --namespace Audit "
    "--statistic Sum --period 300 --evaluation-periods 1 --threshold 1 "
    "--comparison-operator GreaterThanOrEqualToThreshold --treat-missing-data notBreaching --alarm-actions TOPIC_ARN"
)


def _alarm_on(watched: Watched) -> Callable[[Callable[..., Verdict]], AnyCheck]:
    """A decorator that makes a function the check of one row of the table."""
    return check(
        f"cloudwatch-alarm-{watched.name}",
        title=f"Metric filters and alarms should exist for {watched.about}",
        finding=f"Account has no metric filter and alarm for {watched.about}",
        severity=Severity.LOW,
        remediation=REMEDIATION,
        cli=COMMANDS % pattern_of(watched.match, watched.allowed_narrowing),
    )


def declared(watched: Watched) -> AnyCheck:
    """The check of one row of the table."""

    def alarm_exists(
        account: Account,
        alarms: AccountAlarms,
        elsewhere: Everywhere[TopicSubscribers],
        *,
        match: Conditions = watched.match,
        allowed_narrowing: Conditions = watched.allowed_narrowing,
        require_subscriber: bool = True,
    ) -> Verdict:
        wanted = watched.with_events(match, allowed_narrowing)
        return judged(wanted, account, alarms, elsewhere, require_subscriber=require_subscriber)

    alarm_exists.__doc__ = watched.why
    return _alarm_on(watched)(alarm_exists)


TRAIL_ALARMS = tuple(map(declared, WATCHED))


@_alarm_on(ORGANIZATION)
def alarm_on_the_organization_exists(  # noqa: PLR0913 - three are settings
    account: Account,
    alarms: AccountAlarms,
    membership: OrganizationMembership,
    elsewhere: Everywhere[TopicSubscribers],
    *,
    match: Conditions = ORGANIZATION.match,
    allowed_narrowing: Conditions = ORGANIZATION.allowed_narrowing,
    require_subscriber: bool = True,
) -> Verdict:
    """The limits of all accounts are set in AWS Organizations, and can be lifted there."""
    if membership.makes_member(account):
        return not_applicable(f"these events arise in the management account {membership.management_account_id}")
    wanted = ORGANIZATION.with_events(match, allowed_narrowing)
    return judged(wanted, account, alarms, elsewhere, require_subscriber=require_subscriber)
