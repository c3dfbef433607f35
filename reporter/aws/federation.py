"""How people get into the account: through identities kept elsewhere, or with passwords of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reporter.aws.credentials import UserCredentials
from reporter.aws.iam import Role
from reporter.collectors import Aws, collects
from reporter.model import Account, Fact, Unavailable
from reporter.refusals import Refused


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
    """How people get in; one proof is enough, and without any everything there is to know was read."""

    proofs: tuple[str, ...]
    """What shows that nobody needs a password of the account."""
    console_users: tuple[str, ...]
    """The IAM users known to have a console password all the same."""


@collects("iam:ListSAMLProviders")
def saml_providers(aws: Aws, account: Account) -> SamlProviders:
    """All of them come in one answer."""
    found = aws.call("iam", "list_saml_providers")["SAMLProviderList"]
    return SamlProviders(tuple(provider["Arn"] for provider in found))


@collects("sso:ListInstances")
def identity_center(aws: Aws, account: Account) -> IdentityCenter:
    """Instances in other regions betray themselves by the roles they make."""
    found = aws.items("sso-admin", "list_instances", "Instances", page_size=100)
    return IdentityCenter(tuple(instance["InstanceArn"] for instance in found))


@collects()
def sign_in(
    account: Account,
    saml: SamlProviders | Unavailable,
    center: IdentityCenter | Unavailable,
    roles: Sequence[Role] | Unavailable,
    users: Sequence[UserCredentials] | Unavailable,
) -> SignIn:
    """What is proven stays proven, whatever else could not be read. Raises `Refused` where nothing is."""
    console_users = () if isinstance(users, Unavailable) else _with_password(users)
    proofs = [*_of_saml(saml), *_of_identity_center(center, roles)]
    if not console_users and not isinstance(users, Unavailable):
        proofs.append("no IAM user has a console password")
    unknown = [answer for answer in (saml, center, roles, users) if isinstance(answer, Unavailable)]
    if unknown and not proofs:
        raise Refused(unknown[0])
    return SignIn(tuple(proofs), console_users)


def _with_password(users: Sequence[UserCredentials]) -> tuple[str, ...]:
    return tuple(sorted(user.name for user in users if user.password_enabled))


def _of_saml(saml: SamlProviders | Unavailable) -> Iterator[str]:
    if not isinstance(saml, Unavailable) and saml.arns:
        yield f"SAML: {', '.join(saml.arns)}"


def _of_identity_center(center: IdentityCenter | Unavailable, roles: Sequence[Role] | Unavailable) -> Iterator[str]:
    if not isinstance(center, Unavailable) and center.instances:
        yield f"IAM Identity Center: {', '.join(center.instances)}"
    if not isinstance(roles, Unavailable) and any(role.is_from_identity_center for role in roles):
        yield "roles of IAM Identity Center"
