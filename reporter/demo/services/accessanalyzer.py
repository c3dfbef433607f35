"""The demo's analyzers: moto has no Access Analyzer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from reporter.demo.place import Place
from reporter.demo.state import Answers, Question


@dataclass(slots=True)
class AnalyzerState:
    """The analyzers of one account."""

    analyzers: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """The members of ListAnalyzers, by region."""
    findings: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """The members of ListFindingsV2, by the ARN of the analyzer."""


def seed_analyzers(place: Place, kind: str, regions: Iterable[str]) -> None:
    """Create an analyzer of this kind, `ACCOUNT` or `ORGANIZATION`, in each region."""
    for region in regions:
        name = f"{kind.lower()}-analyzer"
        arn = f"arn:aws:access-analyzer:{region}:{place.account_id}:analyzer/{name}"
        made = {"arn": arn, "name": name, "type": kind, "status": "ACTIVE", "createdAt": place.days_ago(400)}
        place.state.of(AnalyzerState).analyzers[region] = [made]


def list_analyzers(question: Question) -> dict[str, Any]:
    """The analyzers of the region."""
    return {"analyzers": question.state.of(AnalyzerState).analyzers.get(question.region, [])}


def list_findings(question: Question) -> dict[str, Any]:
    """The active findings of an analyzer."""
    return {"findings": question.state.of(AnalyzerState).findings.get(question.parameters["analyzerArn"], [])}


def seed(place: Place, account: str) -> None:
    """Let the analyzers of the account find what others may use in it."""
    state = place.state.of(AnalyzerState)
    for region, resource, days in FINDINGS.get(account, ()):
        for analyzer in state.analyzers.get(region, []):
            found = state.findings.setdefault(analyzer["arn"], [])
            found.append(_finding(place, f"finding-{len(found) + 1}", resource, days))


def _finding(place: Place, id_: str, resource: str, days: int) -> dict[str, Any]:
    moments = dict.fromkeys(("analyzedAt", "createdAt", "updatedAt"), place.days_ago(days))
    named = {"id": id_, "resource": resource, "resourceOwnerAccount": place.account_id, "status": "ACTIVE"}
    return {**named, **moments, "resourceType": "AWS::S3::Bucket", "findingType": "ExternalAccess"}


FINDINGS = {
    "shop-prod": (
        ("eu-central-1", "arn:aws:s3:::brightwater-shop-images", 40),
        ("eu-west-1", "arn:aws:s3:::brightwater-shop-eu-west-replica", 2),
    ),
}
"""By account: region, resource and age in days."""

ANSWERS: Answers = {
    "accessanalyzer:ListAnalyzers": list_analyzers,
    "accessanalyzer:ListFindingsV2": list_findings,
}
