"""The contacts of the account and its organisation."""

from checks.account import (
    account_belongs_to_an_organization,
    contact_details_are_current,
    security_contact_is_registered,
)
from reporter.api import failed, manual, passed
from reporter.aws.account import ContactInformation, OrganizationMembership, SecurityContact
from tests.checks.credential_builders import ACCOUNT


def test_a_person_looks_through_the_contact_details() -> None:
    contact = ContactInformation(full_name="A***", phone="***42", address="1***")
    assert contact_details_are_current(ACCOUNT, contact) == manual("name A***; phone ***42; address 1***")


def test_missing_contact_details_fail() -> None:
    assert contact_details_are_current(ACCOUNT, ContactInformation(phone="***42")) == failed("missing: name, address")


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
