"""The demo's GuardDuty detectors, with the protection plans that moto does not list."""

from __future__ import annotations

from typing import Any

from reporter.demo.place import Place
from reporter.demo.state import REGIONS, Corrections, Question

PLANS = (
    "S3_DATA_EVENTS", "EKS_AUDIT_LOGS", "EBS_MALWARE_PROTECTION", "RDS_LOGIN_EVENTS", "LAMBDA_NETWORK_LOGS",
    "RUNTIME_MONITORING",
)  # fmt: skip
USUAL = PLANS[:-1]
"""The plans of a new detector."""
DETECTORS: dict[str, dict[str, tuple[str, ...]]] = {
    "shop-prod": {"eu-central-1": PLANS, "eu-west-1": ()},
    "payments-prod": dict.fromkeys(REGIONS, USUAL),
    "log-archive": dict.fromkeys(REGIONS, USUAL),
    "security-tooling": dict.fromkeys(REGIONS, PLANS),
    "brightwater-management": dict.fromkeys(REGIONS, USUAL),
}
"""By account and region: the protection plans that are on."""


def seed(place: Place, account: str) -> None:
    """Create the detectors of the account of this name."""
    for region, plans in DETECTORS.get(account, {}).items():
        features = [{"Name": plan, "Status": "ENABLED"} for plan in plans]
        place.client("guardduty", region).create_detector(Enable=True, Features=features)


def list_all_plans(_: Question, parsed: dict[str, Any]) -> None:
    """Add the plans that are off, which AWS lists too."""
    there = {feature["Name"] for feature in parsed.setdefault("Features", [])}
    parsed["Features"] += [{"Name": plan, "Status": "DISABLED"} for plan in PLANS if plan not in there]


CORRECTIONS: Corrections = {"guardduty:GetDetector": list_all_plans}
