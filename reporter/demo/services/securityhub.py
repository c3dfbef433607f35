"""The demo's Security Hub CSPM, with the standards, integrations and newer hub that moto has not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from reporter.demo.place import Place
from reporter.demo.state import REGIONS, Answers, Question, Refusal

FOUNDATIONAL = "aws-foundational-security-best-practices/v/1.0.0"


@dataclass(slots=True)
class HubState:
    """What the hubs of one account have, by region."""

    standards: dict[str, dict[str, str]] = field(default_factory=dict)
    """The status of each standard, by the end of its ARN."""
    integrations: dict[str, list[str]] = field(default_factory=dict)
    newer: set[str] = field(default_factory=set)
    """The regions with the newer Security Hub."""


HUBS: dict[str, dict[str, dict[str, str]]] = {
    "shop-prod": {"eu-central-1": {FOUNDATIONAL: "READY"}, "eu-west-1": {}},
    "payments-prod": {region: {FOUNDATIONAL: "READY"} for region in REGIONS},
    "security-tooling": {region: {FOUNDATIONAL: "READY"} for region in REGIONS},
    "log-archive": {region: {FOUNDATIONAL: "INCOMPLETE"} for region in REGIONS},
}
"""By account and region: the standards."""


def seed(place: Place, account: str) -> None:
    """Create the hubs of the account of this name."""
    for region, standards in HUBS.get(account, {}).items():
        place.client("securityhub", region).enable_security_hub(EnableDefaultStandards=False)
        place.state.of(HubState).standards[region] = standards


def enabled_standards(question: Question) -> dict[str, Any]:
    """The standards of the region."""
    found = question.state.of(HubState).standards.get(question.region, {})
    return {"StandardsSubscriptions": [_standard(question, end, status) for end, status in found.items()]}


def _standard(question: Question, end: str, status: str) -> dict[str, Any]:
    where = f"arn:aws:securityhub:{question.region}"
    standard: dict[str, Any] = {
        "StandardsSubscriptionArn": f"{where}:{question.account_id}:subscription/{end}",
        "StandardsArn": f"{where}::standards/{end}",
        "StandardsInput": {},
        "StandardsStatus": status,
    }
    if status == "INCOMPLETE":
        standard["StandardsStatusReason"] = {"StatusReasonCode": "NO_AVAILABLE_CONFIGURATION_RECORDER"}
    return standard


def enabled_products(question: Question) -> dict[str, Any]:
    """The integrations of the region."""
    return {"ProductSubscriptions": question.state.of(HubState).integrations.get(question.region, [])}


def newer_hub(question: Question) -> dict[str, Any] | Refusal:
    """The newer Security Hub of the region."""
    if question.region not in question.state.of(HubState).newer:
        return Refusal("ResourceNotFoundException", "Security Hub is not enabled.", 404)
    return {"HubV2Arn": f"arn:aws:securityhub:{question.region}:{question.account_id}:hubv2/1"}


ANSWERS: Answers = {
    "securityhub:DescribeSecurityHubV2": newer_hub,
    "securityhub:GetEnabledStandards": enabled_standards,
    "securityhub:ListEnabledProductsForImport": enabled_products,
}
