"""Whether CloudTrail records what happens to the objects in S3."""

from __future__ import annotations

from reporter.api import Account, Severity, Verdict, check, failed, not_assessed, passed
from reporter.aws.cloudtrail.objects import ObjectTrails
from reporter.aws.cloudtrail.selectors import READ, WRITE

ADD_SELECTOR = (
    "# in account {account_id}. TRAIL and HOME_REGION: a trail of all regions, from describe-trails\n"
    "aws cloudtrail describe-trails --query 'trailList[?IsMultiRegionTrail].[Name, HomeRegion, "
    "HasCustomEventSelectors]'\n"
    "aws cloudtrail get-event-selectors --region HOME_REGION --trail-name TRAIL > selectors.json\n"
    "# edit selectors.json: keep all selectors, in AdvancedEventSelectors or else EventSelectors, and add data "
    "events of S3\n"
    "# check first: data events cost money for each request to S3\n"
    "# replaces: all event selectors of the trail\n"
    "aws cloudtrail put-event-selectors --region HOME_REGION --trail-name TRAIL --cli-input-json "
    "file://selectors.json"
)


@check(
    "cloudtrail-s3-object-write-events-logged",
    title="CloudTrail trails should record write events of objects in all S3 buckets",
    finding="CloudTrail does not record write events of objects in all S3 buckets",
    severity=Severity.MEDIUM,
    remediation="Add data events of all S3 buckets to a trail of all regions. The call replaces all selectors of the "
    "trail, so send the present ones as well.",
    cli=ADD_SELECTOR,
)
def object_writes_are_recorded(account: Account, trails: ObjectTrails, *, require_multi_region: bool = True) -> Verdict:
    """Without data events, CloudTrail keeps no record of objects that were changed or deleted."""
    return _recorded(trails, WRITE, require_multi_region=require_multi_region)


@check(
    "cloudtrail-s3-object-read-events-logged",
    title="CloudTrail trails should record read events of objects in all S3 buckets",
    finding="CloudTrail does not record read events of objects in all S3 buckets",
    severity=Severity.MEDIUM,
    remediation="Add data events of all S3 buckets to a trail of all regions. The call replaces all selectors of the "
    "trail, so send the present ones as well.",
    cli=ADD_SELECTOR,
)
def object_reads_are_recorded(account: Account, trails: ObjectTrails, *, require_multi_region: bool = True) -> Verdict:
    """Without data events, CloudTrail keeps no record of objects that were downloaded."""
    return _recorded(trails, READ, require_multi_region=require_multi_region)


def _recorded(trails: ObjectTrails, events: str, *, require_multi_region: bool) -> Verdict:
    able = [trail for trail in trails.trails if events in trail.records]
    names = sorted(trail.name for trail in able if trail.multi_region or not require_multi_region)
    if names:
        return passed(f"by {', '.join(names)}")
    if trails.unread:
        return not_assessed(trails.unread)
    if trails.elsewhere and not require_multi_region:
        return not_assessed(f"trails of single regions were not looked for in {', '.join(trails.elsewhere)}")
    return failed("only by trails of a single region" if able else f"no trail records {events} events of all buckets")
