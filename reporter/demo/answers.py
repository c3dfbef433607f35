"""Where moto is silent, or answers differently from AWS: what AWS would say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.iam.models import iam_backends
from moto.s3.models import s3_backends

from reporter.demo.credential_report import credential_report
from reporter.demo.state import AccountState, Refusal


def list_analyzers(state: AccountState, region: str) -> dict[str, Any]:
    """Access Analyzer, which moto does not know."""
    return {"analyzers": state.analyzers.get(region, [])}


def contact_information(state: AccountState, _: str) -> dict[str, Any] | Refusal:
    """The primary contact of the account, which moto does not know."""
    if state.contact is None:
        return Refusal("ResourceNotFoundException", "No contact information found for the account.", 404)
    return {"ContactInformation": state.contact}


def organizations_features(state: AccountState, _: str) -> dict[str, Any]:
    """Which credentials of root users are managed centrally, which moto does not know."""
    return {"OrganizationId": "o-exampleorgid", "EnabledFeatures": list(state.root_management)}


def name_bucket_regions(_: AccountState, account_id: str, parsed: dict[str, Any]) -> None:
    """AWS tells the region of each bucket in a paginated list."""
    buckets = s3_backends[account_id]["aws"].buckets
    for bucket in parsed["Buckets"]:
        bucket["BucketRegion"] = buckets[bucket["Name"]].region_name


def keep_enabled_regions(state: AccountState, _: str, parsed: dict[str, Any]) -> None:
    """AWS leaves regions out that nobody opted into."""
    parsed["Regions"] = [region for region in parsed["Regions"] if region["RegionName"] in state.regions]


def add_root_to_summary(state: AccountState, _: str, parsed: dict[str, Any]) -> None:
    """AWS tells what credentials the root user has."""
    root = state.root
    parsed["SummaryMap"] |= {
        "AccountPasswordPresent": int(root.password),
        "AccountMFAEnabled": int(root.mfa),
        "AccountAccessKeysPresent": int(root.access_keys > 0),
        "AccountSigningCertificatesPresent": int(root.signing_certificates > 0),
    }


def write_credential_report(state: AccountState, account_id: str, parsed: dict[str, Any]) -> None:
    """AWS's report begins with the root user."""
    users = iam_backends[account_id]["aws"].users.values()
    parsed["Content"] = credential_report(account_id, state, users).encode()


def add_virtual_root_mfa(state: AccountState, account_id: str, parsed: dict[str, Any]) -> None:
    """AWS lists the root user's virtual device among the others."""
    if state.root.mfa and state.root.virtual_mfa:
        parsed["VirtualMFADevices"].append({
            "SerialNumber": f"arn:aws:iam::{account_id}:mfa/root-account-mfa-device",
            "User": {"Arn": f"arn:aws:iam::{account_id}:root", "UserId": account_id, "CreateDate": state.root.created},
            "EnableDate": state.root.created,
        })  # fmt: skip


ANSWERS: dict[str, Callable[[AccountState, str], dict[str, Any] | Refusal]] = {
    "accessanalyzer:ListAnalyzers": list_analyzers,
    "account:GetContactInformation": contact_information,
    "iam:ListOrganizationsFeatures": organizations_features,
}
"""Operations that never reach moto: from the state of the account and the region to the answer."""

CORRECTIONS: dict[str, Callable[[AccountState, str, dict[str, Any]], None]] = {
    "ec2:DescribeRegions": keep_enabled_regions,
    "iam:GetAccountSummary": add_root_to_summary,
    "iam:GetCredentialReport": write_credential_report,
    "iam:ListVirtualMFADevices": add_virtual_root_mfa,
    "s3:ListBuckets": name_bucket_regions,
}
"""Edits of moto's parsed answers, by operation."""
