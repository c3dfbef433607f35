"""The demo's IAM: users with their passwords and keys, groups, roles and policies."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from moto.iam.models import AccessKeyLastUsed, iam_backends

from reporter.demo.place import HOME, Place, tag_list
from reporter.demo.services.iam.state import IamState

Document = Mapping[str, Any]


def allow(*actions: str, resource: str = "*") -> Document:
    """A policy with one statement."""
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": resource}
    return {"Version": "2012-10-17", "Statement": [statement]}


def trust(principal: object, condition: Document | None = None, action: str = "sts:AssumeRole") -> Document:
    """A trust policy with one statement."""
    statement = {"Effect": "Allow", "Principal": principal, "Action": action}
    return {"Version": "2012-10-17", "Statement": [{**statement, "Condition": condition} if condition else statement]}


def service(name: str) -> Document:
    """The trust policy of a role for an AWS service."""
    return trust({"Service": f"{name}.amazonaws.com"})


def account(account_id: str, condition: Document | None = None) -> Document:
    """The trust policy of a role for another account."""
    return trust({"AWS": f"arn:aws:iam::{account_id}:root"}, condition)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grants:
    """The policies of an identity."""

    aws: tuple[str, ...] = ()
    """Names of AWS managed policies with their path: `job-function/ViewOnlyAccess`."""
    own: tuple[str, ...] = ()
    """Names of policies of the account."""
    inline: Mapping[str, Document] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """An access key; ages in days."""

    age: int
    used: int | None = 2
    """None for never."""
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """An IAM user; ages in days."""

    name: str
    age: int = 500
    console: bool = False
    password_used: int | None = 3
    """None for never."""
    mfa: bool = False
    keys: tuple[Key, ...] = ()
    groups: tuple[str, ...] = ()
    grants: Grants = Grants()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """An IAM group."""

    name: str
    grants: Grants = Grants()


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """An IAM role; an instance profile, if it has one, has the same name."""

    name: str
    trusts: Document
    path: str = "/"
    grants: Grants = Grants()
    for_instances: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Identities:
    """All identities of an account."""

    policies: Mapping[str, Document] = field(default_factory=dict)
    groups: tuple[Group, ...] = ()
    users: tuple[User, ...] = ()
    roles: tuple[Role, ...] = ()
    certificates: Mapping[str, int] = field(default_factory=dict)
    """Server certificates by name, with the days since they expired."""
    saml_provider: str = ""


def seed_identities(place: Place, identities: Identities) -> None:
    """Create all identities of the account."""
    iam = place.client("iam")
    for name, document in identities.policies.items():
        iam.create_policy(PolicyName=name, PolicyDocument=json.dumps(document))
    for group in identities.groups:
        iam.create_group(GroupName=group.name)
        _grant(place, "group", group.name, group.grants)
    for user in identities.users:
        _seed_user(place, user)
    for role in identities.roles:
        _seed_role(place, role)
    _seed_certificates(place, identities.certificates)
    if identities.saml_provider:
        iam.create_saml_provider(Name=identities.saml_provider, SAMLMetadataDocument="<EntityDescriptor/>" * 60)


def _seed_user(place: Place, user: User) -> None:
    iam = place.client("iam")
    iam.create_user(UserName=user.name)
    kept: Any = iam_backends[place.account_id]["aws"].users[user.name]
    kept.create_date = place.days_ago(user.age)
    if user.console:
        iam.create_login_profile(UserName=user.name, Password="correct horse battery staple")  # noqa: S106 - made up
        if user.password_used is not None:
            kept.password_last_used = place.days_ago(user.password_used)
    if user.mfa:
        device = iam.create_virtual_mfa_device(VirtualMFADeviceName=user.name)["VirtualMFADevice"]["SerialNumber"]
        iam.enable_mfa_device(
            UserName=user.name, SerialNumber=device, AuthenticationCode1="123456", AuthenticationCode2="654321"
        )
    for group in user.groups:
        iam.add_user_to_group(UserName=user.name, GroupName=group)
    _grant(place, "user", user.name, user.grants)
    for key in user.keys:
        _seed_key(place, user, key)


def _seed_key(place: Place, user: User, key: Key) -> None:
    iam = place.client("iam")
    key_id = iam.create_access_key(UserName=user.name)["AccessKey"]["AccessKeyId"]
    if not key.active:
        iam.update_access_key(UserName=user.name, AccessKeyId=key_id, Status="Inactive")
    kept = iam_backends[place.account_id]["aws"].users[user.name].access_keys[-1]
    kept.create_date = place.days_ago(key.age)
    if key.used is not None:
        kept.last_used = AccessKeyLastUsed(place.days_ago(key.used), "s3", HOME)


def _seed_role(place: Place, role: Role) -> None:
    iam = place.client("iam")
    trusted = json.dumps(role.trusts)
    tags = tag_list({"managed-by": "terraform"})
    iam.create_role(RoleName=role.name, Path=role.path, AssumeRolePolicyDocument=trusted, Tags=tags)
    _grant(place, "role", role.name, role.grants)
    if role.for_instances:
        iam.create_instance_profile(InstanceProfileName=role.name)
        iam.add_role_to_instance_profile(InstanceProfileName=role.name, RoleName=role.name)


def _grant(place: Place, kind: str, name: str, grants: Grants) -> None:
    """Attach and put the policies of a user, a group or a role, whose operations differ by name only."""
    iam = place.client("iam")
    named = {f"{kind.capitalize()}Name": name}
    arns = [f"arn:aws:iam::aws:policy/{policy}" for policy in grants.aws]
    arns += [f"arn:aws:iam::{place.account_id}:policy/{policy}" for policy in grants.own]
    for arn in arns:
        getattr(iam, f"attach_{kind}_policy")(PolicyArn=arn, **named)
    for policy, document in grants.inline.items():
        getattr(iam, f"put_{kind}_policy")(PolicyName=policy, PolicyDocument=json.dumps(document), **named)


def _seed_certificates(place: Place, certificates: Mapping[str, int]) -> None:
    for name, days in certificates.items():
        place.client("iam").upload_server_certificate(
            ServerCertificateName=name, CertificateBody="made up", PrivateKey="made up"
        )
        place.state.of(IamState).certificate_expiry[name] = place.days_ago(days)
