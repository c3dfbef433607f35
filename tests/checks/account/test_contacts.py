"""The contacts of the account and its organisation."""

from datetime import UTC, date, datetime

from checks.account.contacts import (
    account_belongs_to_an_organization,
    contact_details_are_current,
    security_contact_is_registered,
    security_questions_are_registered,
)
from reporter.api import Attestation, ScanTime, Verdict, failed, manual, not_applicable, passed
from reporter.aws.account.contacts import ContactInformation, OrganizationMembership, SecurityContact
from tests.checks.iam.credential_builders import ACCOUNT

NOW = ScanTime(datetime(2026, 11, 21, 7, tzinfo=UTC))
CONTACT = ContactInformation(full_name="A***", phone="***42", address="1***")
TO_BE_LOOKED_THROUGH = manual("name A***; phone ***42; address 1***")


def test_a_person_looks_through_the_contact_details() -> None:
    assert contact_details_are_current(ACCOUNT, CONTACT, NOW) == TO_BE_LOOKED_THROUGH


def attested(on: date, account: str = "*", days: int = 365) -> Verdict:
    earlier = Attestation(by="jane", on=date(2020, 1, 1), accounts=(account,))
    attestations = (earlier, Attestation(by="jo", on=on, accounts=("999988887777", account)))
    return contact_details_are_current(ACCOUNT, CONTACT, NOW, attestation_days=days, attestations=attestations)


def test_contact_details_that_a_person_attested_pass_until_the_attestation_is_too_old() -> None:
    assert attested(date(2026, 11, 21)) == passed("attested by jo on 2026-11-21")
    assert attested(date(2025, 11, 22)) == passed("attested by jo on 2025-11-22")
    assert attested(date(2025, 11, 21)) == TO_BE_LOOKED_THROUGH
    assert attested(date(2026, 11, 1), days=20) == TO_BE_LOOKED_THROUGH


def test_an_attestation_of_another_account_or_a_day_to_come_does_not_count() -> None:
    assert attested(date(2026, 11, 1), ACCOUNT.account_id) == passed("attested by jo on 2026-11-01")
    assert attested(date(2026, 11, 1), "1234*") == TO_BE_LOOKED_THROUGH
    assert attested(date(2026, 11, 22)) == TO_BE_LOOKED_THROUGH


def test_missing_contact_details_fail_whatever_was_attested() -> None:
    missing = ContactInformation(phone="***42")
    today = (Attestation(by="jo", on=NOW.at.date()),)
    assert contact_details_are_current(ACCOUNT, missing, NOW) == failed("missing: name, address")
    assert contact_details_are_current(ACCOUNT, missing, NOW, attestations=today) == failed("missing: name, address")


def test_a_security_contact_that_can_be_reached_passes() -> None:
    assert security_contact_is_registered(ACCOUNT, SecurityContact(registered=True)) == passed()


def test_an_account_without_a_security_contact_fails() -> None:
    assert security_contact_is_registered(ACCOUNT, SecurityContact(registered=False)) == failed("no security contact")


def test_a_security_contact_that_cannot_be_reached_fails() -> None:
    contact = SecurityContact(registered=True, missing=("PhoneNumber",))
    assert security_contact_is_registered(ACCOUNT, contact) == failed("missing: PhoneNumber")


def test_an_account_of_an_organisation_passes() -> None:
    membership = OrganizationMembership("o-acme", "999988887777", all_features=True)
    assert account_belongs_to_an_organization(ACCOUNT, membership) == passed("o-acme")
    assert account_belongs_to_an_organization(ACCOUNT, membership, require_all_features=True) == passed("o-acme")


def test_an_account_on_its_own_fails() -> None:
    assert account_belongs_to_an_organization(ACCOUNT, OrganizationMembership()) == failed("the account stands alone")


def test_all_features_can_be_asked_for() -> None:
    billing = OrganizationMembership("o-acme", "999988887777", all_features=False)
    verdict = account_belongs_to_an_organization(ACCOUNT, billing, require_all_features=True)
    assert account_belongs_to_an_organization(ACCOUNT, billing) == passed("o-acme")
    assert verdict == failed("o-acme has consolidated billing only, not all features")


def test_security_questions_are_withdrawn() -> None:
    why = "withdrawn-by-provider: AWS no longer has security questions"
    assert security_questions_are_registered(ACCOUNT) == not_applicable(why)
