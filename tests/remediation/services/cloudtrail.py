"""The commands for cloudtrail: which are run against moto, and why not the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.remediation.shared import (
    BLOCKED,
    BUCKETS,
    CHOICE,
    NEIGHBOUR,
    REPORTS,
    ROOT_ONLY,
    Scenario,
    Seed,
    buckets,
    case,
    open_acl,
    takes_logs,
)
from tests.world import ACCOUNT_ID, World

TRAIL_SETTINGS = ("OwnTrail", "Trail")
TRAIL = "arn:aws:cloudtrail:us-east-1:111122223333:trail/"


def idle_trail(world: World) -> Mapping[str, str]:
    """A trail that is not logging, and its bucket, which others may use too."""
    world.client("s3").create_bucket(Bucket="trail-logs")
    world.client("cloudtrail").create_trail(Name=NEIGHBOUR, S3BucketName="trail-logs")
    return {"TRAIL": "main", "HOME_REGION": "us-east-1", "BUCKET": "trail-logs"}


def trails(world: World) -> Mapping[str, str]:
    """Two trails that are logging and that nothing protects."""
    world.client("s3").create_bucket(Bucket="trail-logs")
    client = world.client("cloudtrail")
    for name in ("main", NEIGHBOUR):
        client.create_trail(Name=name, S3BucketName="trail-logs", IsMultiRegionTrail=True)
        client.start_logging(Name=name)
    return {
        "KEY_ARN": f"arn:aws:kms:us-east-1:{ACCOUNT_ID}:key/1",
        "LOG_GROUP_ARN": f"arn:aws:logs:us-east-1:{ACCOUNT_ID}:log-group:trail:*",
        "ROLE_ARN": f"arn:aws:iam::{ACCOUNT_ID}:role/trail",
    }


def trail_buckets(*prepare: Callable[[Any, str], object]) -> Seed:
    """Two buckets without a block of public access, each with a trail, each prepared the same."""

    def seed(world: World) -> None:
        buckets(*prepare)(world)
        for name in BUCKETS:
            world.client("cloudtrail").create_trail(Name=name, S3BucketName=name)

    return seed


SCENARIOS: tuple[Scenario, ...] = (
    case(
        "cloudtrail-multi-region-trail-enabled",
        idle_trail,
        "EventSelectors",
        "InsightTypes",
        "LoggingTrail",
        "ManagementTrail",
        "ManagementTrails",
        "TrailStatus",
        "WatchedTrail",
        *TRAIL_SETTINGS,
        beside=TRAIL,
    ),
    case("cloudtrail-log-file-validation-enabled", trails, *TRAIL_SETTINGS, about="trail/main"),
    case("cloudtrail-logs-kms-encrypted", trails, *TRAIL_SETTINGS, about="trail/main"),
    case("cloudtrail-insights-enabled", trails, "InsightTypes", about="trail/main"),
    case(
        "cloudtrail-cloudwatch-logs-delivery",
        trails,
        *TRAIL_SETTINGS,
        "ManagementTrail",
        "ManagementTrails",
        "TrailStatus",
        "WatchedTrail",
        about="trail/main",
    ),
    case(
        "cloudtrail-log-bucket-not-public", trail_buckets(open_acl), "BucketExposure", "Exposures", *BLOCKED, **REPORTS
    ),
    case(
        "cloudtrail-log-bucket-access-logging-enabled",
        trail_buckets(takes_logs),
        "AccessLogs",
        "BucketAccessLog",
        "LogDelivery",
        words={"LOG_BUCKET": NEIGHBOUR},
        **REPORTS,
    ),
)
NOT_RUN = {
    "cloudtrail-s3-object-read-events-logged": CHOICE,
    "cloudtrail-s3-object-write-events-logged": CHOICE,
    "cloudtrail-log-bucket-mfa-delete-enabled": ROOT_ONLY,
    "cloudtrail-trail-enabled": "these tests read one region, and a trail of another one may be logging",
}
TO_FILL_IN = frozenset(
    {"BUCKET", "CODE", "HOME_REGION", "KEY_ARN", "LOG_BUCKET", "LOG_GROUP_ARN", "ROLE_ARN", "SERIAL", "TRAIL"}
)
