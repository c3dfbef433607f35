"""What buckets offer to web browsers and to other systems."""

from __future__ import annotations

from reporter.api import Severity, Verdict, check, failed, not_applicable, passed
from reporter.aws.policy import covers
from reporter.aws.s3.buckets import Bucket
from reporter.aws.s3.web import BucketNotifications, BucketWebsite, CorsRules

STRANGERS = ("https://a.example", "https://z.test")
"""Two origins with nothing in common: a pattern that covers both is open to everyone."""
PLAIN_STRANGERS = ("http://a.example", "http://z.test")
WRITING = frozenset({"PUT", "POST", "DELETE"})


@check(
    "s3-bucket-website-hosting-disabled",
    title="S3 buckets should not have website hosting enabled",
    finding="S3 bucket has website hosting enabled",
    severity=Severity.LOW,
    remediation="Serve the site through CloudFront with origin access control, then delete the website configuration.",
    cli="# check first: access logs show no visitors, or CloudFront serves the site. Objects stay. Keep a copy of "
    "the settings\n"
    "aws s3api get-bucket-website --bucket {name} --expected-bucket-owner {account_id} > website-copy.json && "
    "aws s3api delete-bucket-website --bucket {name} --expected-bucket-owner {account_id}",
)
def bucket_is_no_website(
    bucket: Bucket, website: BucketWebsite, *, allowed_buckets: frozenset[str] = frozenset()
) -> Verdict:
    """S3 website endpoints use plain HTTP, and all objects that they serve must be public."""
    if not website.configured:
        return passed()
    return passed("allowed by configuration") if bucket.name in allowed_buckets else failed("serves a website")


@check(
    "s3-bucket-cors-origin-scoped",
    title="S3 buckets should allow CORS requests only from named origins",
    finding="S3 bucket allows CORS requests from every origin",
    severity=Severity.LOW,
    remediation="List the origins that need access in the CORS rules instead of the wildcard. The call replaces all "
    "CORS rules.",
    cli="# check first: which origins use the bucket, see the access logs\n"
    "aws s3api get-bucket-cors --bucket {name} --expected-bucket-owner {account_id} > cors.json\n"
    "# edit cors.json: name the origins in AllowedOrigins instead of the wildcard\n"
    "# replaces: all CORS rules of the bucket\n"
    "aws s3api put-bucket-cors --bucket {name} --expected-bucket-owner {account_id} --cors-configuration "
    "file://cors.json",
)
def bucket_names_its_origins(bucket: Bucket, cors: CorsRules, *, strict: bool = False) -> Verdict:
    """Any website can then use the bucket with the access of the person who visits it."""
    if cors.rules is None:
        return not_applicable("no CORS rules")
    methods = frozenset[str]().union(*(rule.methods for rule in cors.rules if any(map(_is_open, rule.origins))))
    open_to_all = methods if strict else methods & WRITING
    return failed(f"every origin may {', '.join(sorted(open_to_all))}") if open_to_all else passed()


def _is_open(origin: str) -> bool:
    """Whether a pattern of origins lets in sites that have nothing in common, over either protocol."""
    return any(all(covers(origin, one) for one in strangers) for strangers in (STRANGERS, PLAIN_STRANGERS))


@check(
    "s3-bucket-event-notifications-enabled",
    title="S3 buckets should have event notifications enabled",
    finding="S3 bucket does not send the event notifications required",
    severity=Severity.INFO,
    remediation="Send all events to EventBridge, or add a notification. The call replaces all notifications, so send "
    "the present ones as well.",
    cli="# replaces: all notifications of the bucket, with the present ones and EventBridge\n"
    "aws s3api get-bucket-notification-configuration --bucket {name} --expected-bucket-owner {account_id} "
    "--query 'merge(@, `{\"EventBridgeConfiguration\": {}}`)' > notifications.json && aws s3api "
    "put-bucket-notification-configuration --bucket {name} --expected-bucket-owner {account_id} "
    "--notification-configuration file://notifications.json",
)
def bucket_sends_event_notifications(
    bucket: Bucket,
    notifications: BucketNotifications,
    *,
    event_types: frozenset[str] = frozenset(),
    count_eventbridge: bool = True,
) -> Verdict:
    """Without notifications, no system can respond when objects are changed or deleted."""
    if count_eventbridge and notifications.eventbridge:
        return passed("EventBridge receives all events")
    if not notifications.events:
        return failed("no event notifications")
    missing = [one for one in sorted(event_types) if not any(covers(sent, one) for sent in notifications.events)]
    return failed(f"no notifications of {', '.join(missing)}") if missing else passed()
