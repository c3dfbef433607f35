"""The part of the configuration file that says which accounts are scanned, through which role, in which regions."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from pydantic import Field

from reporter.config.file.values import (
    EXTERNAL_ID,
    ROLE_ARN,
    ROLE_ARN_TEMPLATE,
    ROLE_NAME,
    ROLE_PATH,
    SESSION_NAME,
    AccountId,
    Patterns,
    RegionName,
    Shape,
    Text,
)
from reporter.config.settings import (
    AccountSources,
    AssumedRole,
    ListedAccount,
    OrganizationSource,
    Selection,
    Settings,
)

ROLE = Settings().role


class RoleShape(Shape):
    """The role to assume in every account, and its session."""

    name: Annotated[str, Field(pattern=ROLE_NAME)] = ROLE.name
    """The name that the role has in every account."""
    path: Annotated[str, Field(pattern=ROLE_PATH)] = ROLE.path
    """The path in front of the name."""
    arn: Annotated[str, Field(pattern=ROLE_ARN_TEMPLATE)] = ROLE.arn
    """Instead of name and path: the whole ARN as a template; `{partition}`, `{account}`, `{path}` and `{name}` are
    filled in for each account."""
    external_id: Annotated[str, Field(pattern=EXTERNAL_ID)] | None = None
    """The external id that the role's trust policy asks for."""
    session_name: Annotated[str, Field(pattern=SESSION_NAME)] = ROLE.session_name
    """The name that CloudTrail of the account shows."""
    source_identity: Annotated[str, Field(pattern=SESSION_NAME)] | None = None
    """The source identity that CloudTrail keeps along a chain of roles."""
    duration_minutes: Annotated[int, Field(ge=15, le=720)] = ROLE.duration_minutes
    """How long credentials live before they are renewed, in minutes; with a first hop AWS allows 60 at most."""
    tags: Annotated[dict[Text, str], Field(max_length=50)] = Field(default_factory=dict)
    """Session tags."""
    first_hop: Annotated[str, Field(pattern=ROLE_ARN)] | None = None
    """The ARN of a role to assume first, if only that one may assume the roles in the accounts."""

    def over(self, common: AssumedRole) -> AssumedRole:
        """The common role, with the values given here in place of its own."""
        given = self.given
        if given.keys() & {"name", "path"} and "{name}" not in common.arn:
            given.setdefault("arn", ROLE.arn)
        return replace(common, **given)


class ListedShape(Shape):
    """One account that the configuration lists."""

    id: AccountId
    """Twelve digits, in quotes."""
    name: Text | None = None
    """The name in the reports; default: what AWS Organizations says, else the id."""
    owner: Text | None = None
    """The owner of the account."""
    ou: Text | None = None
    """The organisational unit in the reports, for example Workloads/Prod."""
    role: RoleShape | None = None
    """What differs here from the common role."""
    tags: dict[Text, str] = Field(default_factory=dict)
    """Tags of the account, for the reports."""

    def freeze(self, common: AssumedRole) -> ListedAccount:
        """The account as a frozen value, with its own role if it has one."""
        role = self.role.over(common) if self.role else None
        return ListedAccount(**self.given | {"role": role})


class SelectionShape(Shape):
    """Accounts that match at least one of these."""

    ous: Patterns = ()
    """OU ids (`ou-...`, `r-...`) or paths such as `Workloads/*`; each stands for everything below it."""
    tags: dict[Text, str] = Field(default_factory=dict)
    """Tags of the account; values may be patterns such as `prod*`."""
    names: Patterns = ()
    """Patterns of account names, for example `sandbox-*`."""
    ids: tuple[AccountId, ...] = ()
    """Account ids."""


class OrganizationShape(Shape):
    """Accounts of AWS Organizations; `{}` stands for all of them."""

    include: SelectionShape = SelectionShape()
    """Which accounts to scan; default: all."""
    exclude: SelectionShape = SelectionShape()
    """Which of them to leave out; the reports say so."""
    owner_tag: str = OrganizationSource().owner_tag
    """The account tag that names the owner; reading it costs one call for each account. `''` saves them, and leaves
    tags of accounts unknown to waivers and owners."""


class AccountsShape(Shape):
    """Which accounts to scan: the sources add up, and the first to name an account wins."""

    list: tuple[ListedShape, ...] = ()
    """Accounts named here."""
    organization: OrganizationShape | None = None
    """Accounts of the organisation; needs the management account or a delegated administrator."""
    profiles: Patterns = ()
    """Profiles of the AWS configuration, each standing for its account, which is read with its credentials."""
    current: bool = False
    """Whether to scan the account of the base credentials, with these credentials and no role."""
    through_role: bool = False
    """Whether the accounts of `profiles` and `current` are entered through the role too: only then a session policy of
    AWS holds the credentials to what the scan needs."""

    def freeze(self, common: AssumedRole) -> AccountSources:
        """The sources as frozen values."""
        return AccountSources(
            listed=tuple(account.freeze(common) for account in self.list),
            organization=self._organization(),
            profiles=self.profiles,
            current=self.current,
            through_role=self.through_role,
        )

    def _organization(self) -> OrganizationSource | None:
        if not self.organization:
            return None
        include, exclude = self.organization.include, self.organization.exclude
        return OrganizationSource(
            include=Selection(**include.given),
            exclude=Selection(**exclude.given),
            owner_tag=self.organization.owner_tag,
        )


class CredentialsShape(Shape):
    """The base credentials; without this section, boto3's own order decides. Secrets have no place in this file."""

    profile: Text | None = None
    """A profile of the AWS configuration."""
    region: RegionName | None = None
    """The region whose STS is called; default: that of the profile."""


class RegionsShape(Shape):
    """Which of the enabled regions of an account to read."""

    include: tuple[RegionName, ...] = ()
    """Only these; one that is not enabled is reported as not assessed. Default: all that are enabled."""
    exclude: tuple[RegionName, ...] = ()
    """Not these."""
