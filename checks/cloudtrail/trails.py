"""Whether CloudTrail records what happens to the objects in S3."""

from __future__ import annotations

from reporter.api import Account, Severity, Verdict, check, failed, not_assessed, passed
from reporter.aws.cloudtrail.selectors import READ, WRITE
from reporter.aws.cloudtrail.trails import ObjectTrails

ADD_SELECTOR = (
    "Add a selector for the data events of all buckets to a trail of all regions. put-event-selectors replaces every "
    "selector of the trail, those of management events included: read them first, and send them all."
)
ADD_SELECTOR_CLI = (
    "aws cloudtrail get-event-selectors --trail-name TRAIL && aws cloudtrail put-event-selectors --trail-name TRAIL "
    "--advanced-event-selectors file://all-selectors.json"
)


@check(
    "cloudtrail-s3-object-write-events-logged",
    title="CloudTrail trails should record write events of objects in all S3 buckets",
    finding="CloudTrail does not record write events of objects in all S3 buckets",
    severity=Severity.MEDIUM,
    remediation="Add data events of all S3 buckets to a trail of all regions. The call replaces all selectors of the "
    "trail, so send the present ones as well.",
    cli=ADD_SELECTOR_CLI,
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
    cli=ADD_SELECTOR_CLI,
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
