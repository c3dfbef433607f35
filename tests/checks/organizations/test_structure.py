"""The order of an organisation, its guardrails and its delegates."""

from __future__ import annotations

from datetime import date
from typing import Any

from checks.organizations.structure import (
    delegates_are_trusted,
    members_are_covered_by_guardrails,
    units_follow_environment,
)
from reporter.api import Attestation, Everywhere, Unavailable, Verdict, failed, manual, not_applicable, passed
from reporter.aws.organizations.delegates import Delegate, Delegates
from reporter.aws.organizations.guardrails import Guardrails, Policy
from reporter.aws.organizations.tree import Member, OrganizationTree, Unit
from reporter.model.answers import ReasonCode
from tests.checks.iam.credential_builders import ACCOUNT, NOW

ME = ACCOUNT.account_id
JO = (Attestation(by="jo", on=date(2026, 11, 1)),)
ATTESTED = passed("attested by jo on 2026-11-01")
POLICIES = (Policy("no-root", "SERVICE_CONTROL_POLICY", ("r-1",)), Policy("idle", "RESOURCE_CONTROL_POLICY", ()))
SHOWN = "SERVICE_CONTROL_POLICY no-root at r-1; RESOURCE_CONTROL_POLICY idle at no target"


def guarded(found: Guardrails, others: dict[str, Any] | None = None, **settings: Any) -> Verdict:
    everywhere = Everywhere[Guardrails](lambda: {ME: found, **(others or {})})
    return members_are_covered_by_guardrails(ACCOUNT, found, everywhere, NOW, **settings)


COVERED = Guardrails("", ME, members=2, policies=POLICIES)


def test_guardrails_are_for_a_person_to_judge() -> None:
    assert guarded(COVERED) == manual(SHOWN)
    assert guarded(COVERED, attestations=JO) == ATTESTED
    assert guarded(COVERED, attestations=JO, attestation_days=20) == manual(SHOWN)
    assert guarded(COVERED, accept_presence=True) == passed(SHOWN)
    assert guarded(Guardrails("", ME)) == manual("no member accounts, and no policies")


def test_members_without_a_guardrail_fail_whatever_was_attested() -> None:
    some = Guardrails("", ME, members=2, uncovered=("shop (1)",), policies=POLICIES)
    assert guarded(some, attestations=JO) == failed("no policy covers shop (1)")
    many = Guardrails("", ME, members=22, uncovered=tuple(f"{number}" for number in range(22)))
    assert guarded(many).reason.endswith("18, 19 and 2 more")
    billing = Guardrails("", ME, all_features=False)
    assert guarded(billing) == failed("the organisation has consolidated billing only, and so no policies")


def test_where_the_management_account_is_not_scanned_one_account_judges() -> None:
    found = Guardrails("", "999999999999", policies=POLICIES)
    denied = Unavailable(ReasonCode.DENIED_BY_IAM, "no")
    earlier = {"000000000001": found, "000000000000": Guardrails("hidden"), "": denied}
    assert guarded(found, earlier) == not_applicable("judged in account 000000000001")
    assert guarded(found, {"999999999998": found, "000000000000": denied}) == manual(SHOWN)
    assert guarded(Guardrails("the account is in no organisation")) == not_applicable(
        "the account is in no organisation"
    )


def member(name: str, path: str) -> Member:
    return Member(name, name, active=True, unit=Unit(path or "r-1", path))


def ordered(*members: Member, hidden: str = "", **settings: Any) -> Verdict:
    tree = OrganizationTree(
        hidden, ME, accounts=(Member(ME, "management", active=True, unit=Unit("r-1", "")), *members)
    )
    return units_follow_environment(ACCOUNT, tree, NOW, **settings)


def test_the_order_of_units_is_for_a_person_to_judge() -> None:
    members = (member("shop", "Prod"), member("logs", "Security"), member("pay", "Prod"))
    assert ordered(*members) == manual("Prod: pay, shop; Security: logs")
    assert ordered(*members, attestations=JO) == ATTESTED
    not_met = (Attestation(by="jo", on=date(2026, 11, 1), met=False),)
    assert ordered(*members, attestations=not_met) == failed("not met: attested by jo on 2026-11-01")


def test_members_under_the_root_fail_whatever_was_attested() -> None:
    found = ordered(member("shop", ""), member("pay", "Prod"), attestations=JO)
    assert found == failed("directly under the root: shop")


def test_the_order_of_units_is_judged_in_the_management_account_of_an_organisation_with_members() -> None:
    assert ordered() == not_applicable("no active member account")
    closed = Member("1", "old", active=False, unit=Unit("r-1", ""))
    assert ordered(closed) == not_applicable("no active member account")
    assert ordered(member("shop", ""), hidden="elsewhere") == not_applicable("elsewhere")


SHOP = Delegate("1", "shop", active=True, services=("macie.amazonaws.com",))
SAID = "shop (1) for macie.amazonaws.com"


def trusted(found: Delegates, **settings: Any) -> Verdict:
    return delegates_are_trusted(ACCOUNT, found, NOW, **settings)


def test_delegates_that_are_all_trusted_pass_and_others_are_for_a_person_to_judge() -> None:
    found = Delegates(delegates=(SHOP,))
    assert trusted(found, trusted_delegates=frozenset({"1"})) == passed(SAID)
    assert trusted(found) == manual(f"{SAID}; no delegation policy")
    assert trusted(found, trusted_delegates=frozenset({"1", "2"})) == manual(f"{SAID}; no delegation policy")
    assert trusted(found, attestations=JO) == ATTESTED
    covers = Delegates(delegates=(SHOP,), delegation="covers the management of policies")
    assert trusted(covers) == manual(f"{SAID}; the delegation policy covers the management of policies")


def test_delegates_that_are_inactive_or_unknown_or_missing_fail() -> None:
    closed = Delegate("2", "old", active=False, services=())
    both = Delegates(delegates=(SHOP, closed))
    assert trusted(both, attestations=JO) == failed("old (2) for no service is not active")
    assert trusted(Delegates(delegates=(SHOP,)), trusted_delegates=frozenset({"9"})) == failed(f"{SAID} is not trusted")
    assert trusted(Delegates()) == failed("no account is a delegated administrator")


def test_delegates_are_judged_in_the_management_account_of_an_organisation_with_members() -> None:
    assert trusted(Delegates("elsewhere")) == not_applicable("elsewhere")
    assert trusted(Delegates(alone=True)) == not_applicable("the organisation has only the management account")
