"""What a waiver or a rule about owners is about: some checks, accounts and resources, told by patterns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from reporter.model.finding import Finding
from reporter.model.subjects import Account


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Everything that is named must hold, of several values of one kind any; what is not named may be anything."""

    checks: tuple[str, ...] = ()
    """Ids or patterns."""
    accounts: tuple[str, ...] = ()
    """Account ids."""
    ous: tuple[str, ...] = ()
    """Paths or patterns of paths; an OU stands for everything below it."""
    regions: tuple[str, ...] = ()
    """Names or patterns; `global` is one too."""
    resources: tuple[str, ...] = ()
    """Patterns of ARNs or names; of several that share an ARN, `ARN#part` means one."""
    tags: Mapping[str, str] = field(default_factory=dict)
    """Values may be patterns."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is named."""
        return self == Scope()

    @property
    def told(self) -> str:
        """In words: `check s3-*; account 111122223333 or 444455556666; tag team=shop; tag stage=prod`."""
        listed = {
            "check": self.checks,
            "account": self.accounts,
            "OU": self.ous,
            "region": self.regions,
            "resource": self.resources,
        }
        told = [f"{what} {' or '.join(names)}" for what, names in listed.items() if names]
        return "; ".join([*told, *(f"tag {key}={value}" for key, value in self.tags.items())])

    def covers(self, finding: Finding, account: Account, tags: Mapping[str, str]) -> bool:
        """Whether a finding in an account, about something with these tags, is meant."""
        return (
            self.asks(finding.check_id)
            and self.enters(account.account_id, account.ou)
            and _fits(self.regions, finding.region)
            and _fits(self.resources, finding.arn, finding.resource_name, f"{finding.arn}#{finding.part}")
            and self._is_on(tags)
        )

    def covers_account(self, account: Account) -> bool:
        """Whether an account as a whole is meant, and not only something in accounts."""
        only_a_part = self.is_empty or self.checks or self.regions or self.resources
        return not only_a_part and self.enters(account.account_id, account.ou) and self._is_on(account.tags)

    def asks(self, check_id: str) -> bool:
        """Whether a check is meant."""
        return _fits(self.checks, check_id)

    def enters(self, account_id: str, ou: str) -> bool:
        """Whether an account may be meant, whatever its tags are."""
        return _fits(self.accounts, account_id) and _fits(self.ous, *_places(ou))

    def _is_on(self, tags: Mapping[str, str]) -> bool:
        return all(key in tags and fnmatchcase(tags[key], pattern) for key, pattern in self.tags.items())


def _fits(patterns: tuple[str, ...], *values: str) -> bool:
    """Whether any pattern fits any value; without patterns every value will do."""
    return not patterns or any(fnmatchcase(value, pattern) for pattern in patterns for value in values)


def _places(ou: str) -> Iterator[str]:
    """The path of an OU and of those above it; an account right below the root has the empty path."""
    yield ou
    while "/" in ou:
        ou = ou.rpartition("/")[0]
        yield ou
