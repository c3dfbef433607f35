"""The answers of AWS where moto has none, or answers differently."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from moto.cloudtrail.models import Trail, cloudtrail_backends
from moto.iam.models import iam_backends
from moto.organizations.models import organizations_backends
from moto.s3.models import s3_backends

from reporter.demo.credential_report import credential_report
from reporter.demo.state import AccountState, Refusal


@dataclass(frozen=True, slots=True)
class Question:
    """The parts of a request that its answer depends on."""

    account_id: str
    region: str
    parameters: dict[str, Any]
    state: AccountState


def list_analyzers(question: Question) -> dict[str, Any]:
    """The analyzers of a region; moto has no Access Analyzer."""
    return {"analyzers": question.state.analyzers.get(question.region, [])}


def contact_information(question: Question) -> dict[str, Any] | Refusal:
    """The primary contact; moto has alternate contacts only."""
    if question.state.contact is None:
        return Refusal("ResourceNotFoundException", "No contact information found for the account.", 404)
    return {"ContactInformation": question.state.contact}


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


def _is_own(trail: str, question: Question) -> bool:
    """Whether a trail belongs to the account; a name without ARN does."""
    return f":{question.account_id}:" in trail or ":" not in trail


def _organization_trails(question: Question) -> Iterator[Trail]:
    """The organisation trails that the management account has for this account."""
    management, _ = organizations_backends.master_accounts.get(question.account_id, ("", ""))
    for backend in cloudtrail_backends[management].values() if management else ():
        yield from (trail for trail in backend.trails.values() if trail.is_org_trail)


def show_organization_trails(question: Question, parsed: dict[str, Any]) -> None:
    """Add the organisation trails, which AWS shows to members."""
    for trail in _organization_trails(question):
        if trail.is_multi_region or trail.region_name == question.region:
            description = trail.description(include_region=True)
            parsed["trailList"].append({name: value for name, value in description.items() if value is not None})


def simulate_policy(question: Question) -> dict[str, Any]:
    """The result of a policy simulation, which moto lacks: everything is allowed that is not refused."""
    results = [
        {"EvalActionName": action, "EvalDecision": "explicitDeny" if action in question.state.refusals else "allowed"}
        for action in question.parameters["ActionNames"]
    ]
    return {"EvaluationResults": results, "IsTruncated": False}


def directory_buckets(question: Question) -> dict[str, Any]:
    """The directory buckets of a region; moto answers with all other buckets."""
    region = question.region
    arn = f"arn:aws:s3express:{region}:{question.account_id}:bucket/"
    names = question.state.directory_buckets.get(region, {})
    return {"Buckets": [{"Name": name, "BucketRegion": region, "BucketArn": f"{arn}{name}"} for name in names]}


def directory_bucket_lifecycle(question: Question) -> dict[str, Any] | Refusal | None:
    """The lifecycle rules of a directory bucket, which moto lacks; None for other buckets."""
    rules = question.state.directory_buckets.get(question.region, {}).get(question.parameters["Bucket"])
    if rules is None:
        return None
    return {"Rules": rules} if rules else Refusal("NoSuchLifecycleConfiguration", "There is no lifecycle.", 404)


def head_bucket(question: Question) -> dict[str, Any] | Refusal:
    """The status by which AWS shows the owner of a bucket; moto shows every bucket to every account."""
    name = question.parameters["Bucket"]
    if name in question.state.foreign_buckets:
        return Refusal("403", "Forbidden", 403)
    if name in s3_backends[question.account_id]["aws"].buckets:
        return {"BucketRegion": question.region}
    return Refusal("404", "Not Found", 404)


def keep_access_points_of_the_region(question: Question, parsed: dict[str, Any]) -> None:
    """Keep the access points whose bucket is in the region; moto lists all in each region, as if in us-east-1."""
    buckets = s3_backends[question.account_id]["aws"].buckets
    points = [one for one in parsed["AccessPointList"] if buckets[one["Bucket"]].region_name == question.region]
    for point in points:
        point["AccessPointArn"] = point["AccessPointArn"].replace(":us-east-1:", f":{question.region}:")
    parsed["AccessPointList"] = points


def add_blocked_encryption(question: Question, parsed: dict[str, Any]) -> None:
    """Add the blocked encryption types, which moto does not keep."""
    blocked = question.state.blocked_encryption.get(question.parameters["Bucket"])
    if blocked:
        for rule in parsed["ServerSideEncryptionConfiguration"]["Rules"]:
            rule["BlockedEncryptionTypes"] = {"EncryptionType": list(blocked)}


def add_eventbridge(question: Question, parsed: dict[str, Any]) -> None:
    """Add the EventBridge configuration, which moto does not keep."""
    if question.parameters["Bucket"] in question.state.eventbridge:
        parsed["EventBridgeConfiguration"] = {}


def name_bucket_regions(question: Question, parsed: dict[str, Any]) -> None:
    """Add the region of each bucket, which AWS gives in a paginated list."""
    buckets = s3_backends[question.account_id]["aws"].buckets
    for bucket in parsed["Buckets"]:
        if bucket["Name"] not in question.state.regionless:
            bucket["BucketRegion"] = buckets[bucket["Name"]].region_name


def add_mfa_delete(question: Question, parsed: dict[str, Any]) -> None:
    """Add MFA delete, which moto does not keep."""
    if question.parameters["Bucket"] in question.state.mfa_delete:
        parsed["MFADelete"] = "Enabled"


def drop_empty_associations(_: Question, parsed: dict[str, Any]) -> None:
    """Remove empty associations: AWS sends one only for a public address."""
    instances = [instance for reservation in parsed["Reservations"] for instance in reservation["Instances"]]
    for interface in (interface for instance in instances for interface in instance["NetworkInterfaces"]):
        if not interface.get("Association"):
            interface.pop("Association", None)


def keep_enabled_regions(question: Question, parsed: dict[str, Any]) -> None:
    """Remove the regions that are not enabled."""
    enabled = question.state.regions
    parsed["Regions"] = [region for region in parsed["Regions"] if region["RegionName"] in enabled]


def add_root_to_summary(question: Question, parsed: dict[str, Any]) -> None:
    """Add the credentials of the root user."""
    root = question.state.root
    parsed["SummaryMap"] |= {
        "AccountPasswordPresent": int(root.password),
        "AccountMFAEnabled": int(root.mfa),
        "AccountAccessKeysPresent": int(root.access_keys > 0),
    }


def write_credential_report(question: Question, parsed: dict[str, Any]) -> None:
    """Replace the credential report with one that begins with the root user, as AWS's does."""
    known = iam_backends[question.account_id]["aws"].users.values()
    users = [user for user in known if user.name not in question.state.unreported]
    parsed["GeneratedTime"] = question.state.reported or datetime.now(UTC)
    parsed["Content"] = credential_report(question.account_id, question.state.root, users).encode()


def add_virtual_root_mfa(question: Question, parsed: dict[str, Any]) -> None:
    """Add the virtual MFA device of the root user."""
    root, account_id = question.state.root, question.account_id
    if root.mfa and root.virtual_mfa:
        parsed["VirtualMFADevices"].append({
            "SerialNumber": f"arn:aws:iam::{account_id}:mfa/root-account-mfa-device",
            "User": {"Arn": f"arn:aws:iam::{account_id}:root", "UserId": account_id, "CreateDate": root.created},
            "EnableDate": root.created,
        })  # fmt: skip


def complete_policies(_: Question, parsed: dict[str, Any]) -> None:
    """Add policy names and uses as boundary, and remove unused policies of AWS, as AWS does."""
    boundaries = [one.get("PermissionsBoundary", {}) for one in parsed["UserDetailList"] + parsed["RoleDetailList"]]
    used_as_boundary = [boundary.get("PermissionsBoundaryArn") for boundary in boundaries]
    for policy in parsed["Policies"]:
        policy["PolicyName"] = policy["Arn"].rpartition("/")[2]
        policy["PermissionsBoundaryUsageCount"] = used_as_boundary.count(policy["Arn"])
    parsed["Policies"] = [policy for policy in parsed["Policies"] if _is_listed(policy)]


def _is_listed(policy: dict[str, Any]) -> bool:
    uses: int = policy["AttachmentCount"] + policy["PermissionsBoundaryUsageCount"]
    return uses > 0 or ":iam::aws:" not in policy["Arn"]


def date_certificates(question: Question, parsed: dict[str, Any]) -> None:
    """Set the expiry of server certificates; moto gives every certificate the same."""
    for certificate in parsed["ServerCertificateMetadataList"]:
        expiry = question.state.certificate_expiry.get(certificate["ServerCertificateName"])
        certificate["Expiration"] = expiry or certificate["Expiration"]


ANSWERS: dict[str, Callable[[Question], dict[str, Any] | Refusal | None]] = {
    "accessanalyzer:ListAnalyzers": list_analyzers,
    "account:GetContactInformation": contact_information,
    "cloudtrail:GetEventSelectors": selectors_of_trail,
    "cloudtrail:GetTrailStatus": status_of_trail,
    "iam:SimulatePrincipalPolicy": simulate_policy,
    "s3:GetBucketLifecycleConfiguration": directory_bucket_lifecycle,
    "s3:HeadBucket": head_bucket,
    "s3:ListDirectoryBuckets": directory_buckets,
}
"""Operations that do not reach moto, unless the answer is None."""

CORRECTIONS: dict[str, Callable[[Question, dict[str, Any]], None]] = {
    "cloudtrail:DescribeTrails": show_organization_trails,
    "ec2:DescribeInstances": drop_empty_associations,
    "ec2:DescribeRegions": keep_enabled_regions,
    "iam:GetAccountAuthorizationDetails": complete_policies,
    "iam:GetAccountSummary": add_root_to_summary,
    "iam:GetCredentialReport": write_credential_report,
    "iam:ListServerCertificates": date_certificates,
    "iam:ListVirtualMFADevices": add_virtual_root_mfa,
    "s3:GetBucketEncryption": add_blocked_encryption,
    "s3:GetBucketNotificationConfiguration": add_eventbridge,
    "s3:GetBucketVersioning": add_mfa_delete,
    "s3:ListBuckets": name_bucket_regions,
    "s3control:ListAccessPoints": keep_access_points_of_the_region,
}
"""Edits of moto's parsed answers, by operation."""
