"""Contacts and organisation of an account, as AWS answers them."""

from reporter.aws.account.contacts import ContactInformation, OrganizationMembership, SecurityContact
from reporter.demo.services.account import ContactState
from reporter.model.subjects import Account, Region
from tests.world import ACCOUNT_ID, World

CONTACT = {
    "FullName": "Anna Acme",
    "PhoneNumber": "+49301234542",
    "AddressLine1": "12 Main Street",
    "City": "Berlin",
    "PostalCode": "10115",
    "CountryCode": "DE",
}


def contact_of(world: World) -> object:
    return world.read(ContactInformation).answers[ContactInformation][ACCOUNT_ID]


def security_contact_of(world: World) -> object:
    return world.read(SecurityContact).answers[SecurityContact][ACCOUNT_ID]


def membership_of(world: World) -> object:
    return world.read(OrganizationMembership).answers[OrganizationMembership][ACCOUNT_ID]


def test_contact_details_are_masked_as_they_are_read(world: World) -> None:
    world.state().of(ContactState).contact = CONTACT
    assert contact_of(world) == ContactInformation(full_name="A***", phone="***42", address="1***")


def test_an_account_without_contact_details_has_empty_ones(world: World) -> None:
    assert contact_of(world) == ContactInformation()


def test_an_empty_contact_detail_stays_empty(world: World) -> None:
    world.state().of(ContactState).contact = CONTACT | {"PhoneNumber": "", "FullName": ""}
    assert contact_of(world) == ContactInformation(address="1***")


def test_a_security_contact_is_read_without_saying_who_it_is(world: World) -> None:
    world.client("account").put_alternate_contact(
        AlternateContactType="SECURITY", Name="A", Title="B", EmailAddress="security@example.com", PhoneNumber="+1"
    )
    assert security_contact_of(world) == SecurityContact(registered=True)


def test_a_missing_security_contact_is_an_answer(world: World) -> None:
    assert security_contact_of(world) == SecurityContact(registered=False)


def test_an_account_outside_any_organisation_stands_alone(world: World) -> None:
    assert membership_of(world) == OrganizationMembership()


def test_an_organisation_is_known_by_its_id_and_its_management_account(world: World) -> None:
    created = world.client("organizations").create_organization(FeatureSet="ALL")["Organization"]
    assert membership_of(world) == OrganizationMembership(created["Id"], ACCOUNT_ID, all_features=True)


def test_only_another_account_makes_an_account_a_member() -> None:
    membership = OrganizationMembership("o-acme", ACCOUNT_ID, all_features=True)
    assert membership.makes_member(Account.of("999988887777"))
    assert not membership.makes_member(Account.of(ACCOUNT_ID))
    assert not OrganizationMembership().makes_member(Account.of("999988887777"))


def test_only_the_account_that_aws_names_manages_an_organization() -> None:
    membership = OrganizationMembership("o-acme", ACCOUNT_ID, all_features=True)
    account, other = Account.of(ACCOUNT_ID), Account.of("999988887777")
    assert membership.is_managed_by(account)
    assert membership.is_managed_by(Region.of(account, "eu-west-1"))
    assert not membership.is_managed_by(other)
    assert not OrganizationMembership().is_managed_by(account)
