"""Whether CloudTrail records who called which API of AWS."""

from __future__ import annotations

from reporter.api import Account, Known, Region, Severity, Verdict, check, failed, not_assessed, passed
from reporter.aws.cloudtrail.logging import LoggingTrail
from reporter.aws.cloudtrail.management import MAY_BE_LEFT_OUT, ManagementTrail, ManagementTrails

NONE = "no trail records the account"


@check(
    "cloudtrail-multi-region-trail-enabled",
    title="The account should have a multi-Region CloudTrail trail that logs management events",
    finding="CloudTrail has no multi-Region trail that logs all management events",
    severity=Severity.HIGH,
    remediation="Create a trail of all regions, or turn one that exists into one with update-trail "
    "--is-multi-region-trail. The policy of its bucket must let CloudTrail write.",
    cli="# in account {account_id}. HOME_REGION: the region that the trail is managed in. BUCKET: a bucket whose "
    "policy lets CloudTrail write\n"
    "# check first: whether a trail exists that only has to be started or extended. A second copy of management "
    "events costs money\n"
    "aws cloudtrail describe-trails --region HOME_REGION\n"
    "aws cloudtrail create-trail --region HOME_REGION --name TRAIL --s3-bucket-name BUCKET --is-multi-region-trail\n"
    "aws cloudtrail start-logging --region HOME_REGION --name TRAIL",
)
def management_events_are_recorded(
    account: Account, trails: ManagementTrails, *, require_no_exclusions: bool = False
) -> Verdict:
    """What is done in regions that are not in use leaves no trace without a trail of all regions."""
    may_be_left_out = frozenset[str]() if require_no_exclusions else MAY_BE_LEFT_OUT
    able = trails.that_count(may_be_left_out)
    if able:
        return passed("; ".join(sorted(map(_described, able))))
    doubt = trails.doubt(may_be_left_out)
    if doubt:
        return not_assessed(doubt)
    return failed("; ".join(sorted(f"{trail.name} {_flaw(trail)}" for trail in trails.trails)) or NONE)


def _described(trail: ManagementTrail) -> str:
    left_out = ", ".join(sorted(trail.left_out))
    return f"by {trail.name}" + (f", which leaves out {left_out}" if left_out else "")


def _flaw(trail: ManagementTrail) -> str:
    return trail.flaw or f"leaves out {', '.join(sorted(trail.left_out))}"


@check(
    "cloudtrail-trail-enabled",
    title="The account should have at least one CloudTrail trail that is logging",
    finding="CloudTrail has no trail that is logging",
    severity=Severity.HIGH,
    remediation="Start a trail, or create one where there is none.",
    cli="# in account {account_id}. TRAIL and HOME_REGION: a trail that is not logging, from describe-trails\n"
    "aws cloudtrail describe-trails\n"
    "aws cloudtrail start-logging --region HOME_REGION --name TRAIL",
)
def a_trail_is_logging(account: Account, trails: Known[LoggingTrail], regions: Known[Region]) -> Verdict:
    """Without a trail, CloudTrail keeps management events for 90 days only, and no alarm can watch them."""
    names = sorted(trail.name for trail in trails.found if not trail.unread)
    if names:
        return passed(f"by {', '.join(names)}")
    unread = next((trail.unread for trail in trails.found if trail.unread), trails.unread)
    if unread:
        return not_assessed(unread)
    elsewhere = ", ".join(sorted(region.region for region in regions.elsewhere))
    if elsewhere:
        return not_assessed(f"trails of single regions were not looked for in {elsewhere}")
    return failed("no trail is logging")
