"""Reads the accounts and OUs of AWS Organizations."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, TypeAlias

from reporter.accounts.found import AccountsUnknown
from reporter.engine.operations import Asker
from reporter.model.answers import ReasonCode, Unavailable
from reporter.model.given import Organization
from reporter.model.refusals import Refused
from reporter.model.subjects import Account
from reporter.sessions import Reader

PAGE = 20
"""The largest page that AWS Organizations returns."""
ACTIONS = (
    "organizations:ListAccountsForParent",
    "organizations:ListDelegatedAdministrators",
    "organizations:ListOrganizationalUnitsForParent",
    "organizations:ListRoots",
    "organizations:ListTagsForResource",
)
"""The IAM actions that the base credentials need if accounts come from AWS Organizations."""
UNKNOWN = (
    "the delegated administrators of %s cannot be listed (%s): what they own for the organisation is looked for in all "
    "accounts"
)
Note: TypeAlias = Callable[[str, Unavailable], object]
log = logging.getLogger(__name__)
ASKER = Asker("the search for accounts", ACTIONS, frozenset(ACTIONS))
DENIALS = (ReasonCode.DENIED_BY_IAM, ReasonCode.DENIED_BY_SCP)


@dataclass(frozen=True, slots=True)
class MemberAccount:
    """One account of the organisation, and its place in the tree."""

    account: Account
    state: str
    """`ACTIVE`, or the state that keeps it from being scanned."""
    places: frozenset[str]
    """Ids and paths of all OUs and roots above it."""

    def is_below(self, ou: str) -> bool:
        """Whether an OU above the account has this id or a path that matches this pattern."""
        return any(fnmatchcase(place, ou) for place in self.places)


def only_logged(_service: str, _why: Unavailable) -> None:
    """Nothing is done about a service whose delegated administrators are not known, beyond the log."""


@dataclass(frozen=True, slots=True)
class Directory:
    """Reads the organisation with the base credentials."""

    aws: Reader
    partition: str
    note: Note = only_logged
    """Called with a service principal whose delegated administrators AWS does not list, and the reason."""

    def members(self) -> tuple[Organization, list[MemberAccount]]:
        """The organisation and all its accounts; raises `AccountsUnknown`.

        The tree is walked with two calls for each OU. ListAccounts returns twenty accounts a call, but not their OUs:
        that would take a ListParents for each account on top.
        """
        try:
            roots = list(self._list("list_roots", "Roots"))
            # arn:aws:organizations::MANAGEMENT:root/ORGANISATION/ROOT
            management, _, place = roots[0]["Arn"].partition("::")[2].partition(":")
            id_ = place.split("/")[1]
            tops = ((root["Id"], frozenset({root["Id"]})) for root in roots)
            members = [member for root, above in tops for member in self._below(id_, root, "", above)]
            ids = frozenset(member.account.account_id for member in members)
            return Organization(ids, id_, management), members
        except (LookupError, TypeError, ValueError) as error:
            raise AccountsUnknown(f"AWS Organizations gave an answer that cannot be understood: {error!r}") from error

    def administrators(self, services: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Delegated administrators by service principal.

        Services whose administrators AWS does not list are left out.
        """
        found = {service: self._administrators(service) for service in sorted(services)}
        return {service: ids for service, ids in found.items() if ids is not None}

    def _administrators(self, service: str) -> tuple[str, ...] | None:
        listed = self.aws.items(
            "organizations",
            "list_delegated_administrators",
            "DelegatedAdministrators",
            page_size=PAGE,
            ServicePrincipal=service,
        )
        try:
            return tuple(sorted(administrator["Id"] for administrator in listed))
        except (Refused, LookupError, TypeError) as error:
            log.warning(UNKNOWN, service, error)
            self.note(service, _why(error))
            return None

    def tags(self, account_id: str) -> dict[str, str]:
        """The tags of an account; raises `AccountsUnknown`."""
        tags = self._list("list_tags_for_resource", "Tags", page_size=0, ResourceId=account_id)
        return {tag["Key"]: tag["Value"] for tag in tags}

    def _below(self, organization: str, parent: str, path: str, places: frozenset[str]) -> Iterator[MemberAccount]:
        for found in self._list("list_accounts_for_parent", "Accounts", ParentId=parent):
            _refuse_stranger(found, organization)
            account = Account.of(found["Id"], found["Name"], partition=self.partition, ou=path)
            yield MemberAccount(account, _state_of(found), places)
        for unit in self._list("list_organizational_units_for_parent", "OrganizationalUnits", ParentId=parent):
            deeper = f"{path}/{unit['Name']}" if path else unit["Name"]
            yield from self._below(organization, unit["Id"], deeper, places | {unit["Id"], deeper})

    def _list(self, operation: str, key: str, *, page_size: int = PAGE, **parameters: Any) -> Iterator[dict[str, Any]]:
        try:
            yield from self.aws.items("organizations", operation, key, page_size=page_size, **parameters)
        except Refused as refused:
            raise AccountsUnknown(_explain(refused.unavailable)) from refused


def _why(error: Exception) -> Unavailable:
    if isinstance(error, Refused):
        return error.unavailable
    return Unavailable(ReasonCode.MALFORMED_ANSWER, f"the answer cannot be understood: {error!r}")


def _refuse_stranger(account: Mapping[str, Any], organization: str) -> None:
    """Raise ValueError where the ARN of the account names another organisation than the one being read."""
    path = account.get("Arn", "").split("/")[1:]
    if path and path != [organization, account["Id"]]:
        raise ValueError(f"{account['Arn']} is not account {account['Id']} of {organization}")


def _state_of(account: Mapping[str, Any]) -> str:
    """The state of an account: AWS renamed Status to State, and keeps both until September 2026."""
    state: str = account["State"] if "State" in account else account["Status"]
    return state


def _explain(refusal: Unavailable) -> str:
    if refusal.error_code == "AWSOrganizationsNotInUseException":
        return (
            "the account of the base credentials belongs to no organisation: name accounts under accounts.list or "
            "accounts.profiles, or set accounts.current"
        )
    problem = f"AWS Organizations cannot be read ({refusal.operation}: {refusal.detail})"
    if refusal.reason not in DENIALS:
        return f"{problem}: try again, or name the accounts under accounts.list"
    return (
        f"{problem}: use credentials of the management account or of a delegated administrator that may call "
        f"{', '.join(ACTIONS)}, or name the accounts under accounts.list"
    )
