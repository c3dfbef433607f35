"""The scope of a waiver or an owner rule: patterns of checks, accounts and resources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from reporter.model.finding import Finding
from reporter.model.subjects import Account


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """A scope: each field that is set must match by at least one of its values; an empty field matches everything."""

    checks: tuple[str, ...] = ()
    """Check ids, or patterns of them."""
    accounts: tuple[str, ...] = ()
    """Account ids."""
    ous: tuple[str, ...] = ()
    """OU paths, or patterns of them; an OU includes everything below it."""
    regions: tuple[str, ...] = ()
    """Region names, or patterns of them; `global` is a region too."""
    resources: tuple[str, ...] = ()
    """Patterns of ARNs or names; `ARN#part` selects one of several resources that share an ARN."""
    tags: Mapping[str, str] = field(default_factory=dict)
    """Tag values by key; a value may be a pattern."""

    @property
    def is_empty(self) -> bool:
        """Whether no field is set."""
        return self == Scope()

    @property
    def described(self) -> str:
        """The scope as text: `check s3-*; account 111122223333 or 444455556666; tag team=shop; tag stage=prod`."""
        listed = {
            "check": self.checks,
            "account": self.accounts,
            "OU": self.ous,
            "region": self.regions,
            "resource": self.resources,
        }
        parts = [f"{what} {' or '.join(names)}" for what, names in listed.items() if names]
        return "; ".join([*parts, *(f"tag {key}={value}" for key, value in self.tags.items())])

    def covers(self, finding: Finding, account: Account, tags: Mapping[str, str]) -> bool:
        """Whether the scope matches a finding in an account, for a resource with these tags."""
        return (
            self.asks(finding.check_id)
            and self.enters(account.account_id, account.ou)
            and _fits(self.regions, finding.region)
            and _fits(self.resources, finding.arn, finding.resource_name, f"{finding.arn}#{finding.part}")
            and self._is_on(tags)
        )

    def covers_account(self, account: Account) -> bool:
        """Whether the scope matches an account as a whole, and not only resources in it."""
        only_a_part = self.is_empty or self.checks or self.regions or self.resources
        return not only_a_part and self.enters(account.account_id, account.ou) and self._is_on(account.tags)

    def asks(self, check_id: str) -> bool:
        """Whether the scope matches a check."""
        return _fits(self.checks, check_id)

    def enters(self, account_id: str, ou: str) -> bool:
        """Whether the scope may match an account; tags are not considered."""
        return _fits(self.accounts, account_id) and _fits(self.ous, *_places(ou))

    def _is_on(self, tags: Mapping[str, str]) -> bool:
        return all(key in tags and fnmatchcase(tags[key], pattern) for key, pattern in self.tags.items())


def _fits(patterns: tuple[str, ...], *values: str) -> bool:
    """Whether any pattern matches any value; True without patterns."""
    return not patterns or any(fnmatchcase(value, pattern) for pattern in patterns for value in values)


def _places(ou: str) -> Iterator[str]:
    """The path of an OU and the paths of all OUs above it; an account directly below the root has the empty path."""
    yield ou
    while "/" in ou:
        ou = ou.rpartition("/")[0]
        yield ou
