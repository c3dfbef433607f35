"""NIST's schemas of OSCAL, and what they cannot say: that what is referred to is there, and named once."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import fastjsonschema

from reporter.report.formats.render import render
from reporter.report.model import Report

FOLDER = Path(__file__).parent / "oscal"
SCHEMAS = {
    "assessment-results": "oscal_assessment-results_schema.json",
    "plan-of-action-and-milestones": "oscal_poam_schema.json",
}
CLASSES = {r"\\p{L}": r"[^\\W\\d_]", r"\\p{N}": r"\\d"}
"""Classes of letters and digits, which Python writes in another way."""
REFERENCES = ("observation-uuid", "risk-uuid", "subject-uuid", "component-uuid", "party-uuid", "actor-uuid")


@cache
def obeys(kind: str) -> Callable[[Any], Any]:
    """Whether a document of a kind obeys its schema; the ids within the schema only repeat where they are."""
    text = (FOLDER / SCHEMAS[kind]).read_text(encoding="utf-8")
    for theirs, ours in CLASSES.items():
        text = text.replace(theirs, ours)
    schema = json.loads(text)
    for definition in schema["definitions"].values():
        definition.pop("$id", None)
    compiled: Callable[[Any], Any] = fastjsonschema.compile(schema, detailed_exceptions=False)
    return compiled


def documents(report: Report, folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """The assessment results and the plan of a report, which obey the schemas and hold together."""
    found = [json.loads(file.read_bytes()) for file in render(report, ["oscal"], folder)]
    for document in found:
        verify(document)
    results, plan = found
    return results["assessment-results"], plan["plan-of-action-and-milestones"]


def verify(document: Any) -> None:
    """The document obeys its schema and holds together."""
    [kind] = document
    obeys(kind)(document)
    holds_together(document)


def totals(file: Path) -> Counter[str]:
    """The number of findings in assessment results by status."""
    [result] = json.loads(file.read_bytes())["assessment-results"]["results"]
    found: Counter[str] = Counter()
    for one in result.get("observations", ()):
        found[props_of(one)["status"]] += len(one["subjects"])
    return found


def holds_together(document: Any) -> None:
    """Nothing has the UUID of another thing, and each UUID that is referred to is one of the document."""
    defined = Counter(value for name, value in members(document) if name == "uuid")
    assert max(defined.values()) == 1
    referred = {value for name, value in members(document) if name in REFERENCES}
    referred |= {one for name, value in members(document) if name == "party-uuids" for one in value}
    referred |= {value[1:] for name, value in members(document) if name == "href" and value.startswith("#")}
    assert referred <= defined.keys()


def members(value: Any) -> Iterator[tuple[str, Any]]:
    """Every member of every object in a document."""
    if isinstance(value, dict):
        yield from value.items()
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from members(one)


def props_of(thing: dict[str, Any]) -> dict[str, str]:
    """The properties of a thing by name."""
    return {prop["name"]: prop["value"] for prop in thing.get("props", ())}
