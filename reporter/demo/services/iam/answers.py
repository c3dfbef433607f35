"""The answers of IAM where moto has none, or differs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from moto.iam.models import iam_backends
from moto.organizations.models import organizations_backends

from reporter.demo.services.iam.credential_report import credential_report
from reporter.demo.services.iam.state import IamState
from reporter.demo.state import Answers, Corrections, Question, Refusal


def simulate_policy(question: Question) -> dict[str, Any]:
    """The result of a policy simulation, which moto lacks: everything is allowed that is not refused."""
    results = [
        {"EvalActionName": action, "EvalDecision": "explicitDeny" if action in question.state.refusals else "allowed"}
        for action in question.parameters["ActionNames"]
    ]
    return {"EvaluationResults": results, "IsTruncated": False}


def root_features(question: Question) -> dict[str, Any] | Refusal:
    """The features of centralized root access, which moto lacks; only the management account sees them."""
    management, _ = organizations_backends.master_accounts.get(question.account_id, ("", ""))
    organization = organizations_backends[management or question.account_id]["aws"].org
    if organization is None:
        return Refusal("OrganizationNotFoundException", "No organization is associated with your account.", 404)
    if organization.master_account_id != question.account_id:
        why = "This account is not the management account or delegated administrator account."
        return Refusal("AccountNotManagementOrDelegatedAdministratorException", why)
    features = question.state.of(IamState).root_features
    if not features:
        return Refusal("ServiceAccessNotEnabledException", "Trusted access is not enabled for IAM.")
    return {"OrganizationId": organization.id, "EnabledFeatures": list(features)}


def add_root_to_summary(question: Question, parsed: dict[str, Any]) -> None:
    """Add the credentials of the root user."""
    root = question.state.of(IamState).root
    parsed["SummaryMap"] |= {
        "AccountPasswordPresent": int(root.password),
        "AccountMFAEnabled": int(root.mfa),
        "AccountAccessKeysPresent": int(root.access_keys > 0),
    }


def write_credential_report(question: Question, parsed: dict[str, Any]) -> None:
    """Replace the credential report with one that begins with the root user, as AWS's does."""
    state = question.state.of(IamState)
    known = iam_backends[question.account_id]["aws"].users.values()
    users = [user for user in known if user.name not in state.unreported]
    parsed["GeneratedTime"] = state.reported or datetime.now(UTC)
    parsed["Content"] = credential_report(question.account_id, state.root, users).encode()


def add_virtual_root_mfa(question: Question, parsed: dict[str, Any]) -> None:
    """Add the virtual MFA device of the root user."""
    root, account_id = question.state.of(IamState).root, question.account_id
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
        expiry = question.state.of(IamState).certificate_expiry.get(certificate["ServerCertificateName"])
        certificate["Expiration"] = expiry or certificate["Expiration"]


ANSWERS: Answers = {
    "iam:ListOrganizationsFeatures": root_features,
    "iam:SimulatePrincipalPolicy": simulate_policy,
}

CORRECTIONS: Corrections = {
    "iam:GetAccountAuthorizationDetails": complete_policies,
    "iam:GetAccountSummary": add_root_to_summary,
    "iam:GetCredentialReport": write_credential_report,
    "iam:ListServerCertificates": date_certificates,
    "iam:ListVirtualMFADevices": add_virtual_root_mfa,
}
