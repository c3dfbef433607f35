"""How people get into the account: through identities kept elsewhere, or with passwords of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reporter.aws.iam.credentials import UserCredentials
from reporter.aws.iam.principals import Role
from reporter.engine.collector import Aws, collects
from reporter.model.answers import Fact, Unavailable
from reporter.model.gaps import Known
from reporter.model.subjects import Account

UNNAMED = "one that AWS does not name"
"""It is there all the same."""


@dataclass(frozen=True, slots=True)
class SamlProviders(Fact):
    """The ARNs of the SAML providers that IAM trusts."""

    arns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IdentityCenter(Fact):
    """The ARNs of the instances of IAM Identity Center that can be seen in the home region of the partition."""

    instances: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SignIn(Fact):
    """How people get in."""

    console_users: tuple[str, ...]
    """The IAM users known to have a console password."""
    federation: tuple[str, ...] = ()
    """What shows that people can sign in with identities that are kept outside IAM."""
    unknown: Unavailable | None = None
    """What could not be read, where nothing else shows it."""
    unread: Unavailable | None = None
    """Why there may be more of these users; None: there are no more."""


@collects("iam:ListSAMLProviders")
def saml_providers(aws: Aws, account: Account) -> SamlProviders:
    """All of them come in one answer."""
    found = aws.call("iam", "list_saml_providers")["SAMLProviderList"]
    return SamlProviders(tuple(provider.get("Arn", UNNAMED) for provider in found))


@collects("sso:ListInstances")
def identity_center(aws: Aws, account: Account) -> IdentityCenter:
    """Instances in other regions betray themselves by the roles they make."""
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
    """One proof of federation is enough, whatever else could not be read."""
    federation = (*_of_saml(saml), *_of_identity_center(center, roles))
    answers = (saml, center, roles.unread)
    unknown = next((answer for answer in answers if isinstance(answer, Unavailable)), None)
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
