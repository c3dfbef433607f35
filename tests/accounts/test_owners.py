"""Rules about owners that cover whole accounts decide who owns them, whatever their source says."""

from __future__ import annotations

from typing import Any

from reporter.accounts import LeftOut, Target
from reporter.accounts.owners import owned_others, owned_targets
from reporter.config.settings import OwnerRule
from reporter.model.scope import Scope
from reporter.model.subjects import Account

SHOP = Account.of("111122223333", "shop", owner="tag@example.com", ou="Workloads/Shop", tags={"team": "shop"})


def owner(*rules: OwnerRule, account: Account = SHOP) -> str:
    [target] = owned_targets([Target(account, None, "", "listed")], rules)
    [left_out] = owned_others([LeftOut(account, "suspended")], rules)
    assert target.account == left_out.account
    return target.account.owner


def named(name: str, **scope: Any) -> OwnerRule:
    return OwnerRule(name=name, scope=Scope(**scope))


def test_the_first_rule_about_the_whole_account_decides() -> None:
    assert owner(named("a", accounts=("444455556666",)), named("b", ous=("Workloads",)), named("c")) == "b"
    assert owner(named("b", tags={"team": "s*"})) == "b"


def test_a_rule_about_something_in_an_account_does_not_own_the_account() -> None:
    assert (
        owner(named("a", resources=("*",)), named("b", checks=("*",)), named("c", regions=("*",))) == "tag@example.com"
    )


def test_without_a_rule_the_source_of_the_account_decides() -> None:
    assert owner() == "tag@example.com"
    assert owner(named("address only")) == "tag@example.com"
