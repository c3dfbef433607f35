"""The answers of IAM Access Analyzer."""

from __future__ import annotations

from typing import Any

from benchmarks.server.answer import ACCOUNT, REGION, THEN, Fixed, Listing, always, regional

SIZES = {"analyzers": 2}


def analyzer(number: str) -> dict[str, Any]:
    """An analyzer for external access to the account."""
    name = f"analyzer-{number}"
    arn = f"arn:aws:access-analyzer:{REGION}:{ACCOUNT}:analyzer/{name}"
    return {"arn": arn, "name": name, "type": "ACCOUNT", "createdAt": THEN, "status": "ACTIVE", "tags": {}}


ANSWERS: dict[str, Fixed | Listing] = {
    "accessanalyzer:ListAnalyzers": regional("analyzers", "analyzers", analyzer, most=100, next_page="nextToken"),
    "accessanalyzer:ListFindingsV2": always({"findings": []}),
}
