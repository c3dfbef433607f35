"""Who may put events on event buses."""

from __future__ import annotations

from reporter.api import Severity, Verdict, check, failed, passed
from reporter.aws.eventbridge.buses import EventBus
from reporter.aws.policy import everyone_in, in_words


@check(
    "eventbridge-bus-not-public",
    title="Event buses should not be public",
    finding="Event bus is public",
    severity=Severity.HIGH,
    remediation="Name the principals, or require aws:PrincipalOrgID. The call replaces the whole policy.",
    cli="# check first: who uses the statement, see CloudTrail\n"
    "aws events describe-event-bus --region {region} --name {name} --query Policy --output text > policy.json\n"
    "# edit policy.json: name the principals of the statement, or limit it with aws:PrincipalOrgID\n"
    "# replaces: the whole policy of the bus\n"
    "aws events put-permission --region {region} --event-bus-name {name} --policy file://policy.json",
)
def bus_is_not_public(bus: EventBus) -> Verdict:
    """Any AWS account can put events on the bus, and so start whatever its rules start."""
    everyone = everyone_in(bus.policy, bus.account_id)
    return failed(in_words(everyone)) if everyone else passed()
