"""How people sign in to the account: with federated identities, or with passwords of IAM users."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reporter.aws.iam.credentials import UserCredentials
from reporter.aws.iam.principals import Role
from reporter.engine.collector import Aws, collects
from reporter.model.answers import Fact, Unavailable, first_unavailable
from reporter.model.gaps import Known
from reporter.model.subjects import Account

UNNAMED = "one that AWS does not name"
"""Stands for an identity source without an ARN, which still counts."""


@dataclass(frozen=True, slots=True)
class SamlProviders(Fact):
    """The ARNs of the SAML providers that IAM trusts."""

    arns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IdentityCenter(Fact):
    """The ARNs of the IAM Identity Center instances that are visible in the home region of the partition."""

    instances: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SignIn(Fact):
    """The ways in which people sign in."""

    console_users: tuple[str, ...]
    """The IAM users known to have a console password."""
    federation: tuple[str, ...] = ()
    """The evidence that people can sign in with identities outside IAM."""
    unknown: Unavailable | None = None
    """The reason why federation is unknown, where there is no evidence of it."""
    unread: Unavailable | None = None
    """The reason why some of these users may be missing; None where all were read."""


@collects("iam:ListSAMLProviders")
def saml_providers(aws: Aws, account: Account) -> SamlProviders:
    """The SAML providers, which come in one answer."""
    found = aws.call("iam", "list_saml_providers")["SAMLProviderList"]
    return SamlProviders(tuple(provider.get("Arn", UNNAMED) for provider in found))


@collects("sso:ListInstances")
def identity_center(aws: Aws, account: Account) -> IdentityCenter:
    """The instances in the home region; those in other regions are found by the roles they create."""
    found = aws.items("sso-admin", "list_instances", "Instances", page_size=100)
    return IdentityCenter(tuple(instance.get("InstanceArn", UNNAMED) for instance in found))


@collects()
def sign_in(
    account: Account,
    users: Known[UserCredentials],
    saml: SamlProviders | Unavailable,
    center: IdentityCenter | Unavailable,
    roles: Known[Role],
) -> SignIn:
    """The ways to sign in; one piece of evidence of federation is enough, even where other facts could not be read."""
    federation = (*_of_saml(saml), *_of_identity_center(center, roles))
    unknown = first_unavailable(saml, center, roles.unread)
    console_users = tuple(sorted(user.name for user in users.found if user.password_enabled))
    return SignIn(console_users, federation, None if federation else unknown, users.unread)


def _of_saml(saml: SamlProviders | Unavailable) -> Iterator[str]:
    if not isinstance(saml, Unavailable) and saml.arns:
        yield f"SAML: {', '.join(saml.arns)}"


def _of_identity_center(center: IdentityCenter | Unavailable, roles: Known[Role]) -> Iterator[str]:
    if not isinstance(center, Unavailable) and center.instances:
        yield f"IAM Identity Center: {', '.join(center.instances)}"
    if any(role.is_from_identity_center for role in roles.found):
        yield "roles of IAM Identity Center"
