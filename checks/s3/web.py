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
    severity=Severity.LOW,
    remediation="Serve the site through CloudFront with origin access control, and delete the website configuration.",
    cli="aws s3api delete-bucket-website --bucket BUCKET",
)
def bucket_is_no_website(
    bucket: Bucket, website: BucketWebsite, *, allowed_buckets: frozenset[str] = frozenset()
) -> Verdict:
    """The website addresses of S3 speak plain HTTP only, and everything they serve must be public."""
    if not website.configured:
        return passed()
    return passed("allowed by configuration") if bucket.name in allowed_buckets else failed("serves a website")


@check(
    "s3-bucket-cors-origin-scoped",
    title="S3 buckets should allow CORS requests only from named origins",
    severity=Severity.LOW,
    remediation="List the origins in the CORS rules instead of a star.",
    cli="aws s3api put-bucket-cors --bucket BUCKET --cors-configuration file://cors.json",
)
def bucket_names_its_origins(bucket: Bucket, cors: CorsRules, *, strict: bool = False) -> Verdict:
    """Where every origin is welcome, any page can work on the bucket with what its visitor is allowed to do."""
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
    severity=Severity.INFO,
    remediation="Add an event notification, or send all events to EventBridge.",
    cli="aws s3api put-bucket-notification-configuration --bucket BUCKET "
    "--notification-configuration EventBridgeConfiguration={}",
)
def bucket_tells_of_events(
    bucket: Bucket,
    notifications: BucketNotifications,
    *,
    event_types: frozenset[str] = frozenset(),
    count_eventbridge: bool = True,
) -> Verdict:
    """A change that some system hears of can be answered at once."""
    if count_eventbridge and notifications.eventbridge:
        return passed("EventBridge hears of everything")
    if not notifications.events:
        return failed("nobody is told of any event")
    untold = [one for one in sorted(event_types) if not any(covers(told, one) for told in notifications.events)]
    return failed(f"nobody is told of {', '.join(untold)}") if untold else passed()
