"""Gives accounts the owners that the configuration names by rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from reporter.accounts.found import LeftOut, Target
from reporter.config.settings import OwnerRule
from reporter.model.subjects import Account


def owned_targets(targets: Iterable[Target], rules: Iterable[OwnerRule]) -> tuple[Target, ...]:
    """The targets, each with the owner of its account."""
    known = tuple(rules)
    return tuple(replace(target, account=_owned(target.account, known)) for target in targets)


def owned_others(left_out: Iterable[LeftOut], rules: Iterable[OwnerRule]) -> tuple[LeftOut, ...]:
    """The accounts that are not scanned, each with its owner."""
    known = tuple(rules)
    return tuple(replace(one, account=_owned(one.account, known)) for one in left_out)


def _owned(account: Account, rules: Iterable[OwnerRule]) -> Account:
    """The first rule about the whole account decides; else its owner is the one that its source names."""
    owner = next((rule.name for rule in rules if rule.scope.covers_account(account)), account.owner)
    return replace(account, owner=owner)
