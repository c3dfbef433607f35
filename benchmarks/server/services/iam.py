"""The answers of IAM and STS."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from benchmarks.server.answer import ACCOUNT, THEN, Error, Fixed, Listing, Page, always, tags
from benchmarks.server.sizes import Sizes

SIZES = {"users": 200, "groups": 20, "roles": 104, "policies": 40, "certificates": 2}

MADE = "2025-03-01T12:30:45+00:00"
NEVER = datetime(2099, 1, 1, tzinfo=UTC)
IDENTITY = f"arn:aws:iam::{ACCOUNT}"
READ_LOGS = {"Effect": "Allow", "Action": ["logs:Get*", "logs:List*"], "Resource": "*"}
TRUST = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
ATTACHED = [{"PolicyName": "ReadOnlyAccess", "PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}]
COLUMNS = (
    "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,"
    "mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,"
    "access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,"
    "access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,"
    "cert_2_last_rotated"
)
NO_KEYS = "false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A"
KEY = {"UserName": "user", "AccessKeyId": "AKIAAAAAAAAAAAAAAAAA", "Status": "Active", "CreateDate": THEN}
ONE_KEY = f"true,{MADE},{MADE},eu-west-1,s3,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A"


def document(statement: dict[str, Any]) -> str:
    """A policy document as IAM returns it."""
    return quote(json.dumps({"Version": "2012-10-17", "Statement": [statement]}))


def user(number: int, group: str) -> dict[str, Any]:
    """A user in one group; every tenth has an inline policy."""
    inline = [{"PolicyName": "logs", "PolicyDocument": document(READ_LOGS)}] if number % 10 == 0 else []
    return {
        "Path": "/", "UserName": f"user-{number:08}", "UserId": f"AIDA{number:016}", "CreateDate": THEN,
        "Arn": f"{IDENTITY}:user/user-{number:08}", "GroupList": [group] if group else [],
        "AttachedManagedPolicies": [], "UserPolicyList": inline, "Tags": tags(),
    }  # fmt: skip


def group(number: int) -> dict[str, Any]:
    """A group with read permissions."""
    return {
        "Path": "/", "GroupName": f"group-{number:08}", "GroupId": f"AGPA{number:016}", "CreateDate": THEN,
        "Arn": f"{IDENTITY}:group/group-{number:08}", "AttachedManagedPolicies": ATTACHED, "GroupPolicyList": [],
    }  # fmt: skip


def role(number: int) -> dict[str, Any]:
    """A role for EC2."""
    return {
        "Path": "/", "RoleName": f"role-{number:08}", "RoleId": f"AROA{number:016}", "CreateDate": THEN,
        "Arn": f"{IDENTITY}:role/role-{number:08}", "AssumeRolePolicyDocument": document(TRUST),
        "InstanceProfileList": [], "RolePolicyList": [{"PolicyName": "logs", "PolicyDocument": document(READ_LOGS)}],
        "AttachedManagedPolicies": ATTACHED, "Tags": tags(),
        "RoleLastUsed": {"LastUsedDate": THEN, "Region": "eu-west-1"},
    }  # fmt: skip


def policy(number: int) -> dict[str, Any]:
    """A managed policy that is not attached."""
    version = {"Document": document(READ_LOGS), "VersionId": "v1", "IsDefaultVersion": True, "CreateDate": THEN}
    return {
        "PolicyName": f"policy-{number:08}", "PolicyId": f"ANPA{number:016}", "Path": "/", "DefaultVersionId": "v1",
        "Arn": f"{IDENTITY}:policy/policy-{number:08}", "AttachmentCount": 0, "PermissionsBoundaryUsageCount": 0,
        "IsAttachable": True, "CreateDate": THEN, "UpdateDate": THEN, "PolicyVersionList": [version],
    }  # fmt: skip


def details(sizes: Sizes, page: Page) -> dict[str, Any]:
    """A page of users, then groups, roles and policies, each numbered by its position in the whole."""
    lists: dict[str, Any] = {"UserDetailList": [], "GroupDetailList": [], "RoleDetailList": [], "Policies": []}
    groups_from = sizes.of("users")
    roles_from = groups_from + sizes.of("groups")
    policies_from = roles_from + sizes.of("roles")
    a_group = f"group-{groups_from:08}" if sizes.of("groups") else ""
    for number in range(page.start, page.start + page.count):
        if number < groups_from:
            lists["UserDetailList"].append(user(number, a_group))
        elif number < roles_from:
            lists["GroupDetailList"].append(group(number))
        elif number < policies_from:
            lists["RoleDetailList"].append(role(number))
        else:
            lists["Policies"].append(policy(number))
    return {**lists, "IsTruncated": page.start + page.count < _entities(sizes, "")}


def _entities(sizes: Sizes, _: str) -> int:
    return sizes.of("users") + sizes.of("groups") + sizes.of("roles") + sizes.of("policies")


def credential_report(sizes: Sizes, _: int) -> dict[str, Any]:
    """The credential report; every third user has a password and an MFA device, the others an access key.

    It is sent in base64, so the account placeholder must begin at a multiple of three bytes: the last column is padded.
    """
    root = f"<root_account>,{IDENTITY}:root,{MADE},true,no_information,{MADE},N/A,true,{NO_KEYS}"
    parts, length = [COLUMNS], len(COLUMNS)
    for line in [root, *_report_lines(sizes)]:
        filling = "_" * (-(length + 1 + line.index(ACCOUNT)) % 3) + "\n"
        parts += [filling, line]
        length += len(filling) + len(line)
    return {"Content": "".join(parts), "ReportFormat": "text/csv", "GeneratedTime": THEN}


def _report_lines(sizes: Sizes) -> Iterator[str]:
    for number in range(sizes.of("users")):
        password = f"true,{MADE},{MADE},N/A,true" if number % 3 == 0 else "false,N/A,N/A,N/A,false"
        name = f"user-{number:08}"
        yield f"{name},{IDENTITY}:user/{name},{MADE},{password},{NO_KEYS if number % 3 == 0 else ONE_KEY}"


def certificates(_: Sizes, page: Page) -> dict[str, Any]:
    """Server certificates that expire late."""
    names = [f"certificate-{page.start + number:05}" for number in range(page.count)]
    listed = [
        {
            "Path": "/", "ServerCertificateName": name, "ServerCertificateId": f"ASCA{name}", "UploadDate": THEN,
            "Arn": f"{IDENTITY}:server-certificate/{name}", "Expiration": NEVER,
        }
        for name in names
    ]  # fmt: skip
    return {"ServerCertificateMetadataList": listed, "IsTruncated": False}


def mfa_devices(sizes: Sizes, page: Page) -> dict[str, Any]:
    """One MFA device for each user with a password."""
    numbers = range(3 * page.start, 3 * (page.start + page.count), 3)
    devices = [
        {
            "SerialNumber": f"{IDENTITY}:mfa/user-{number:08}", "EnableDate": THEN,
            "User": {"Arn": f"{IDENTITY}:user/user-{number:08}", "UserName": f"user-{number:08}", "CreateDate": THEN},
        }
        for number in numbers
    ]  # fmt: skip
    return {"VirtualMFADevices": devices, "IsTruncated": page.start + page.count < (sizes.of("users") + 2) // 3}


def assumed(_: Sizes, __: int) -> dict[str, Any]:
    """Credentials that contain their account, so that the server can identify it."""
    role = {
        "AssumedRoleId": "AROA:compliance",
        "Arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/ComplianceAudit/compliance",
    }
    keys = {"AccessKeyId": f"ASIAAAAA{ACCOUNT}", "SecretAccessKey": f"secret-{ACCOUNT}", "Expiration": NEVER}
    return {"Credentials": {**keys, "SessionToken": f"token-{ACCOUNT}"}, "AssumedRoleUser": role}


SUMMARY = {
    "AccountMFAEnabled": 1, "AccountAccessKeysPresent": 0, "AccountPasswordPresent": 1, "Users": 0, "Groups": 0,
    "AccountSigningCertificatesPresent": 0, "Policies": 0, "Roles": 0, "MFADevices": 1, "MFADevicesInUse": 1,
}  # fmt: skip
PASSWORDS = {"MinimumPasswordLength": 14, "PasswordReusePrevention": 24, "ExpirePasswords": False}

ANSWERS: dict[str, Fixed | Listing] = {
    "iam:GenerateCredentialReport": always({"State": "COMPLETE", "Description": "done"}),
    "iam:GetAccountAuthorizationDetails": Listing(_entities, details, next_page="Marker", uniform=False),
    "iam:GetAccountPasswordPolicy": always({"PasswordPolicy": PASSWORDS}),
    "iam:GetAccountSummary": always({"SummaryMap": SUMMARY}),
    "iam:GetCredentialReport": Fixed(credential_report),
    "iam:ListAccessKeys": always({"AccessKeyMetadata": [KEY], "IsTruncated": False}),
    "iam:ListOrganizationsFeatures": always(Error("AccountNotManagementOrDelegatedAdministratorException", 400)),
    "iam:ListSAMLProviders": always({"SAMLProviderList": []}),
    "iam:ListServerCertificates": Listing(
        lambda sizes, _: sizes.of("certificates"), certificates, next_page="Marker", uniform=False
    ),
    "iam:ListVirtualMFADevices": Listing(
        lambda sizes, _: (sizes.of("users") + 2) // 3, mfa_devices, next_page="Marker", uniform=False
    ),
    "sts:AssumeRole": Fixed(assumed),
    "sts:GetCallerIdentity": always({"UserId": "AIDA", "Account": ACCOUNT, "Arn": f"{IDENTITY}:user/auditor"}),
    "sso-admin:ListInstances": always({"Instances": []}),
}
