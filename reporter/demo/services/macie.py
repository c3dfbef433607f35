"""The demo's Macie; moto has it on everywhere, and knows no automated discovery."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from reporter.demo.place import Place
from reporter.demo.state import REGIONS, Answers, Question, Refusal


@dataclass(slots=True)
class MacieState:
    """Macie in one account, by region."""

    sessions: dict[str, str] = field(default_factory=dict)
    """`ENABLED` or `PAUSED`."""
    discovery: dict[str, str] = field(default_factory=dict)
    """`ENABLED` or `DISABLED`."""
    administrators: dict[str, str] = field(default_factory=dict)
    """The account that administers it."""


SESSIONS = {
    "shop-prod": {"eu-central-1": "ENABLED", "eu-west-1": "ENABLED"},
    "payments-prod": dict.fromkeys(REGIONS, "ENABLED"),
    "security-tooling": dict.fromkeys(REGIONS, "ENABLED"),
    "log-archive": {"eu-central-1": "PAUSED"},
}
DISCOVERY = {
    "shop-prod": {"eu-central-1": "ENABLED"},
    "payments-prod": {"eu-central-1": "ENABLED"},
    "security-tooling": dict.fromkeys(REGIONS, "ENABLED"),
}
ADMINISTRATORS = {"shop-prod": {"eu-west-1": "860551937204"}}
"""The consultants administer it there, by invitation."""


def seed(place: Place, account: str) -> None:
    """Turn Macie on in the account of this name."""
    state = place.state.of(MacieState)
    state.sessions |= SESSIONS.get(account, {})
    state.discovery |= DISCOVERY.get(account, {})
    state.administrators |= ADMINISTRATORS.get(account, {})


def session(question: Question) -> dict[str, Any] | Refusal:
    """The session of the region, or the refusal where Macie is off."""
    status = question.state.of(MacieState).sessions.get(question.region)
    return {"status": status} if status else Refusal("AccessDeniedException", "Macie is not enabled.", 403)


def administrator(question: Question) -> dict[str, Any]:
    """The administrator of the account, if it has one."""
    found = question.state.of(MacieState).administrators.get(question.region)
    return {"administrator": {"accountId": found, "relationshipStatus": "Enabled"}} if found else {}


def discovery_configuration(question: Question) -> dict[str, Any] | Refusal:
    """The account's own configuration, which a member may not read."""
    state = question.state.of(MacieState)
    if question.region in state.administrators:
        return Refusal("AccessDeniedException", "The request is not allowed for a member account.", 403)
    return {"status": state.discovery.get(question.region, "DISABLED")}


def discovery_accounts(question: Question) -> dict[str, Any]:
    """The entry of the account itself."""
    status = question.state.of(MacieState).discovery.get(question.region, "DISABLED")
    return {"items": [{"accountId": question.account_id, "status": status}]}


ANSWERS: Answers = {
    "macie2:GetAdministratorAccount": administrator,
    "macie2:GetAutomatedDiscoveryConfiguration": discovery_configuration,
    "macie2:GetMacieSession": session,
    "macie2:ListAutomatedDiscoveryAccounts": discovery_accounts,
}
