"""Contacts of the account, and the organisation it belongs to."""

from __future__ import annotations

from dataclasses import dataclass

from reporter.aws.shared.known import known
from reporter.engine.collector import Aws, collects
from reporter.model.answers import Fact
from reporter.model.given import OwnOrganization
from reporter.model.subjects import Account, Region

ALL = "ALL"
FEATURE_SETS = (ALL, "CONSOLIDATED_BILLING")
SECURITY_CONTACT_FIELDS = ("EmailAddress", "PhoneNumber")


@dataclass(frozen=True, slots=True)
class ContactInformation(Fact):
    """The primary contact of the account in AWS's records; empty where nothing is recorded.

    The values are masked when they are read: an inventory holds no personal data.
    """

    full_name: str = ""
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class SecurityContact(Fact):
    """The contact that AWS informs of abuse and vulnerabilities."""

    registered: bool
    missing: tuple[str, ...] = ()
    """The required fields that are empty."""


@dataclass(frozen=True, slots=True)
class OrganizationMembership(Fact):
    """The organisation of the account; empty for an account without one."""

    organization_id: str = ""
    management_account_id: str = ""
    all_features: bool = False

    def makes_member(self, account: Account) -> bool:
        """Whether another account manages this one."""
        return bool(self.organization_id) and self.management_account_id != account.account_id

    def is_managed_by(self, one: Account | Region) -> bool:
        """Whether an account, or the account of a region, manages the organisation."""
        return self.management_account_id == one.account_id


@collects("account:GetContactInformation")
def contact_information(aws: Aws, account: Account) -> ContactInformation:
    """The primary contact, masked."""
    answer = aws.find("account", "get_contact_information", absent="ResourceNotFoundException")
    if answer is None:
        return ContactInformation()
    contact = answer["ContactInformation"]
    return ContactInformation(
        full_name=_start_of(contact["FullName"]),
        phone=_end_of(contact["PhoneNumber"]),
        address=_start_of(contact["AddressLine1"]),
    )


@collects("account:GetAlternateContact")
def security_contact(aws: Aws, account: Account) -> SecurityContact:
    """The alternate contact for security, without its personal data."""
    answer = aws.find(
        "account", "get_alternate_contact", absent="ResourceNotFoundException", AlternateContactType="SECURITY"
    )
    if answer is None:
        return SecurityContact(registered=False)
    contact = answer["AlternateContact"]
    # AWS leaves out fields that were not filled in.
    missing = tuple(field for field in SECURITY_CONTACT_FIELDS if not contact.get(field))
    return SecurityContact(registered=True, missing=missing)


@collects("organizations:DescribeOrganization")
def organization_membership(aws: Aws, account: Account) -> OrganizationMembership:
    """The organisation of the account, which every member may read."""
    answer = aws.find("organizations", "describe_organization", absent="AWSOrganizationsNotInUseException")
    if answer is None:
        return OrganizationMembership()
    organization = answer["Organization"]
    return OrganizationMembership(
        organization_id=organization["Id"],
        management_account_id=organization["MasterAccountId"],
        all_features=known(organization["FeatureSet"], FEATURE_SETS) == ALL,
    )


@collects()
def own_organization(account: Account, membership: OrganizationMembership) -> OwnOrganization:
    """The organisation of an account that was not found in AWS Organizations."""
    return OwnOrganization(membership.organization_id, membership.management_account_id)


def _start_of(text: str) -> str:
    return f"{text[0]}***" if text else ""


def _end_of(number: str) -> str:
    return f"***{number[-2:]}" if number else ""
