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


ANSWERS: Answers = {"accessanalyzer:ListAnalyzers": list_analyzers}
