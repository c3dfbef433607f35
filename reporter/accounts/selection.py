"""Selects accounts of the organisation as configured."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from reporter.accounts.found import LeftOut, Target
from reporter.accounts.organization import MemberAccount
from reporter.config.settings import AssumedRole, OrganizationSource, Selection
from reporter.model.subjects import Account

ReadTags = Callable[[str], Mapping[str, str]]
"""Returns the tags of an account id; the first use for an account costs a request."""


@dataclass(frozen=True, slots=True)
class Selector:
    """Decides for each member of the organisation whether it is scanned."""

    source: OrganizationSource
    role: AssumedRole
    read_tags: ReadTags

    def decide(self, member: MemberAccount) -> Target | LeftOut:
        """A target if the account is to be scanned, else the account as left out; both with the reason."""
        if member.state != "ACTIVE":
            return LeftOut(member.account, f"its state in the organisation is {member.state}")
        included = "in the organisation"
        if not self.source.include.is_empty:
            included = self._reason(self.source.include, member)
        if not included:
            return LeftOut(member.account, "nothing under accounts.organization.include means it")
        excluded = self._reason(self.source.exclude, member)
        if excluded:
            return LeftOut(member.account, f"excluded: {excluded}")
        return Target(self._with_tags(member.account), self.role, "", included)

    def _reason(self, selection: Selection, member: MemberAccount) -> str:
        return next(_reasons(selection, member, self.read_tags), "")

    def _with_tags(self, account: Account) -> Account:
        if not self.source.owner_tag:
            return account
        tags = self.read_tags(account.account_id)
        return replace(account, owner=tags.get(self.source.owner_tag, ""), tags=dict(tags))


def _reasons(selection: Selection, member: MemberAccount, read_tags: ReadTags) -> Iterator[str]:
    """The reasons why a selection matches an account, the cheapest first.

    Tags are read only if the caller goes on after all other reasons.
    """
    account = member.account
    if account.account_id in selection.ids:
        yield "its id is named"
    yield from (f"its name matches '{name}'" for name in selection.names if fnmatchcase(account.name, name))
    yield from (f"it is below the OU '{ou}'" for ou in selection.ous if member.is_below(ou))
    for key, pattern in selection.tags.items():
        tags = read_tags(account.account_id)
        if key in tags and fnmatchcase(tags[key], pattern):
            yield f"its tag '{key}' matches '{pattern}'"


def strangers(selection: Selection, members: Iterable[MemberAccount], partition: str) -> Iterator[LeftOut]:
    """Accounts that are named by id but that are not in the organisation."""
    known = {member.account.account_id for member in members}
    for id_ in selection.ids:
        if id_ not in known:
            yield LeftOut(Account.of(id_, partition=partition), "named by id, but not in the organisation")


def empty_ous(source: OrganizationSource, members: Iterable[MemberAccount]) -> list[str]:
    """The OUs that the configuration names and that have no account below them."""
    named = (*source.include.ous, *source.exclude.ous)
    return [ou for ou in named if not any(member.is_below(ou) for member in members)]
