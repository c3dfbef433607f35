"""The demo's Amazon Inspector, and the answer for accounts that never enabled it, which moto leaves out."""

from __future__ import annotations

from typing import Any

from reporter.demo.place import Place
from reporter.demo.state import REGIONS, Corrections, Question

ALL = ("EC2", "ECR", "LAMBDA", "LAMBDA_CODE")
SCANS: dict[str, dict[str, tuple[str, ...]]] = {
    "shop-prod": {"eu-central-1": ALL},
    "payments-prod": dict.fromkeys(REGIONS, ALL[:3]),
    "security-tooling": dict.fromkeys(REGIONS, ALL),
}
"""By account and region: what is scanned."""
OFF = {"status": "DISABLED", "errorCode": "RESOURCE_NOT_FOUND", "errorMessage": ""}


def seed(place: Place, account: str) -> None:
    """Enable the scans of the account of this name."""
    for region, kinds in SCANS.get(account, {}).items():
        client = place.client("inspector2", region)
        client.enable(accountIds=[place.account_id], resourceTypes=list(kinds))


def show_disabled(question: Question, parsed: dict[str, Any]) -> None:
    """Add the account, which AWS also shows where nothing is scanned."""
    if not parsed["accounts"]:
        off = dict.fromkeys(("ec2", "ecr", "lambda", "lambdaCode"), OFF)
        parsed["accounts"] = [{"accountId": question.account_id, "state": OFF, "resourceState": off}]


CORRECTIONS: Corrections = {"inspector2:BatchGetAccountStatus": show_disabled}
