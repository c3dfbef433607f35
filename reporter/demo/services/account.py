"""The demo's contacts; moto has alternate contacts, but no primary contact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reporter.demo.place import Place
from reporter.demo.state import Answers, Question, Refusal

CONTACT = {
    "FullName": "Brightwater Foods GmbH",
    "PhoneNumber": "+49 40 5550100",
    "AddressLine1": "Speicherstrasse 12",
    "City": "Hamburg",
    "PostalCode": "20457",
    "CountryCode": "DE",
}
SECURITY_CONTACT = {
    "AlternateContactType": "SECURITY",
    "Name": "Security Operations",
    "Title": "On-call",
    "EmailAddress": "security@brightwater.example",
    "PhoneNumber": "+49 40 5550111",
}


@dataclass(slots=True)
class ContactState:
    """The primary contact of one account."""

    contact: dict[str, str] | None = None
    """The members of ContactInformation; None for no contact."""


def seed_contacts(place: Place, *, primary: bool, security: bool) -> None:
    """Create the contacts of the company."""
    place.state.of(ContactState).contact = CONTACT if primary else None
    if security:
        place.client("account").put_alternate_contact(**SECURITY_CONTACT)


def contact_information(question: Question) -> dict[str, Any] | Refusal:
    """The primary contact, or the refusal if there is none."""
    contact = question.state.of(ContactState).contact
    if contact is None:
        return Refusal("ResourceNotFoundException", "No contact information found for the account.", 404)
    return {"ContactInformation": contact}


ANSWERS: Answers = {"account:GetContactInformation": contact_information}
