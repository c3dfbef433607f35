"""The demo's trails, and the answers to members about the trail of their organisation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from moto.cloudtrail import models
from moto.organizations.models import organizations_backends

from reporter.demo.place import HOME, Place
from reporter.demo.state import Answers, Corrections, Question, Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """A CloudTrail trail of the account."""

    name: str
    bucket: str
    object_events: str = ""
    """The object events it records: `All`, `ReadOnly` or `WriteOnly`; empty for none."""
    logging: bool = True
    multi_region: bool = True
    validated: bool = False
    """Whether it signs its log files."""
    key: str = ""
    """The id of the KMS key; empty for none."""
    log_group: str = ""
    """The name of the log group that it delivers to; empty for none."""
    insights: bool = False
    """Whether it records Insights events."""


def seed_organization_trail(management: Place, bucket: str) -> None:
    """Create the organisation trail, which records the write events of all accounts in a bucket of another account."""
    cloudtrail, name = management.client("cloudtrail"), "organization-audit"
    any_own = management.client("s3").list_buckets()["Buckets"][0]["Name"]  # moto wants an own bucket to begin with
    cloudtrail.create_trail(Name=name, S3BucketName=any_own, IsMultiRegionTrail=True, IsOrganizationTrail=True)
    cloudtrail.update_trail(Name=name, S3BucketName=bucket)
    objects = {"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}
    selector = {"ReadWriteType": "WriteOnly", "IncludeManagementEvents": True, "DataResources": [objects]}
    cloudtrail.put_event_selectors(TrailName=name, EventSelectors=[selector])
    cloudtrail.start_logging(Name=name)


def seed_trails(place: Place, trails: tuple[Trail, ...]) -> None:
    """Create the trails; their buckets must exist."""
    cloudtrail = place.client("cloudtrail")
    for trail in trails:
        cloudtrail.create_trail(**_settings(place, trail))
        if trail.object_events:
            objects = {"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}
            selector = {"ReadWriteType": trail.object_events, "IncludeManagementEvents": True}
            selectors = [{**selector, "DataResources": [objects]}]
            cloudtrail.put_event_selectors(TrailName=trail.name, EventSelectors=selectors)
        if trail.insights:
            insights = [{"InsightType": "ApiCallRateInsight"}, {"InsightType": "ApiErrorRateInsight"}]
            cloudtrail.put_insight_selectors(TrailName=trail.name, InsightSelectors=insights)
        if trail.logging:
            cloudtrail.start_logging(Name=trail.name)
            made = models.cloudtrail_backends[place.account_id][HOME].trails[trail.name]
            made.status.started = place.days_ago(400)


def seed(place: Place, account: str) -> None:
    """Leave behind a trail whose bucket was deleted, in the account of this name."""
    if account == "shop-prod":
        s3, bucket = place.client("s3"), "brightwater-former-shop-trail"
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": HOME})
        place.client("cloudtrail").create_trail(Name="shop-former", S3BucketName=bucket)
        s3.delete_bucket(Bucket=bucket)


def _settings(place: Place, trail: Trail) -> dict[str, Any]:
    settings = {
        "Name": trail.name,
        "S3BucketName": trail.bucket,
        "IsMultiRegionTrail": trail.multi_region,
        "EnableLogFileValidation": trail.validated,
    }
    if trail.key:
        settings["KmsKeyId"] = f"arn:aws:kms:{HOME}:{place.account_id}:key/{trail.key}"
    if trail.log_group:
        settings["CloudWatchLogsLogGroupArn"] = f"arn:aws:logs:{HOME}:{place.account_id}:log-group:{trail.log_group}:*"
        settings["CloudWatchLogsRoleArn"] = f"arn:aws:iam::{place.account_id}:role/trails-to-cloudwatch"
    return settings


def status_of_trail(question: Question) -> dict[str, Any] | Refusal | None:
    """The status of an organisation trail, which AWS shows to members; moto has trails of the account only."""
    arn = question.parameters["Name"]
    if _is_own(arn, question):
        return None
    found = next((trail for trail in _organization_trails(question) if trail.arn == arn), None)
    if not found:
        return Refusal("TrailNotFoundException", f"Unknown trail: {arn} for the user: {question.account_id}", 404)
    return {"IsLogging": found.status.is_logging}


def selectors_of_trail(question: Question) -> Refusal | None:
    """The refusal for members: AWS hides the event selectors of an organisation trail from them."""
    why = f"AccountID in ARN is wrong, you can only access resources with AccountID {question.account_id}."
    return (
        None if _is_own(question.parameters["TrailName"], question) else Refusal("CloudTrailARNInvalidException", why)
    )


def insights_of_trail(question: Question) -> Refusal | None:
    """The refusal where a trail has no Insights; moto leaves the list out."""
    arn = question.parameters["TrailName"]
    trail = models.cloudtrail_backends[question.account_id][question.region].get_trail(arn)
    why = f"Trail {arn} does not have Insights enabled."
    return None if trail.insight_selectors else Refusal("InsightNotEnabledException", why)


def _is_own(trail: str, question: Question) -> bool:
    """Whether a trail belongs to the account; a name without ARN does."""
    return f":{question.account_id}:" in trail or ":" not in trail


def _organization_trails(question: Question) -> Iterator[models.Trail]:
    """The organisation trails that the management account has for this account."""
    management, _ = organizations_backends.master_accounts.get(question.account_id, ("", ""))
    for backend in models.cloudtrail_backends[management].values() if management else ():
        yield from (trail for trail in backend.trails.values() if trail.is_org_trail)


def show_organization_trails(question: Question, parsed: dict[str, Any]) -> None:
    """Add the organisation trails, which AWS shows to members."""
    for trail in _organization_trails(question):
        if trail.is_multi_region or trail.region_name == question.region:
            description = trail.description(include_region=True)
            parsed["trailList"].append({name: value for name, value in description.items() if value is not None})


def administrators_of_trails(question: Question) -> dict[str, Any] | None:
    """No delegated administrators of CloudTrail, a service that moto does not know to have any."""
    of_trails = question.parameters.get("ServicePrincipal") == "cloudtrail.amazonaws.com"
    return {"DelegatedAdministrators": []} if of_trails else None


ANSWERS: Answers = {
    "cloudtrail:GetEventSelectors": selectors_of_trail,
    "cloudtrail:GetInsightSelectors": insights_of_trail,
    "cloudtrail:GetTrailStatus": status_of_trail,
    "organizations:ListDelegatedAdministrators": administrators_of_trails,
}


def deliver_to_log_group(question: Question, parsed: dict[str, Any]) -> None:
    """Add when a trail last delivered to its log group, which moto leaves out."""
    trails = models.cloudtrail_backends[question.account_id][question.region].trails.values()
    delivers = any(one.cw_log_group_arn for one in trails if one.arn == question.parameters["Name"])
    if delivers and parsed["IsLogging"]:
        parsed["LatestCloudWatchLogsDeliveryTime"] = parsed["LatestDeliveryTime"]


def record_management_events(_: Question, parsed: dict[str, Any]) -> None:
    """Give a trail the selector that AWS gives each new one; moto leaves both lists empty."""
    if not parsed["EventSelectors"] and not parsed["AdvancedEventSelectors"]:
        selector = {"ReadWriteType": "All", "IncludeManagementEvents": True, "DataResources": []}
        parsed["EventSelectors"] = [{**selector, "ExcludeManagementEventSources": []}]


CORRECTIONS: Corrections = {
    "cloudtrail:DescribeTrails": show_organization_trails,
    "cloudtrail:GetEventSelectors": record_management_events,
    "cloudtrail:GetTrailStatus": deliver_to_log_group,
}
