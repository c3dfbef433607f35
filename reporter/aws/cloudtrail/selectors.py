"""Reads from a trail's event selectors which management events and which events of S3 objects it records."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

READ = "read"
WRITE = "write"
NOTHING: frozenset[str] = frozenset()

OBJECTS = "AWS::S3::Object"
CLASSIC = {"All": frozenset({READ, WRITE}), "ReadOnly": frozenset({READ}), "WriteOnly": frozenset({WRITE})}
ADVANCED = {"true": READ, "false": WRITE}
"""By value of the field `readOnly`."""
FIELDS = frozenset({"eventCategory", "resources.type", "readOnly", "resources.ARN"})
"""The fields that a selector for all events may have; a condition on any other field leaves events out."""
MANAGEMENT_FIELDS = frozenset({"eventCategory", "readOnly", "eventSource"})
"""The fields that a selector for management events may have; of event sources it may leave some out."""


@dataclass(frozen=True, slots=True)
class ManagementEvents:
    """The management events that the selectors of a trail record together."""

    recorded: frozenset[str] = NOTHING
    """`read`, `write` or both."""
    left_out: frozenset[str] = NOTHING
    """The event sources, for example `kms.amazonaws.com`, of which read or write events are not recorded."""


def recorded_by(answer: Mapping[str, Any], *, partition: str) -> frozenset[str]:
    """`read`, `write` or both: the events recorded for all objects in all buckets, present and future.

    `answer` is that of GetEventSelectors; raises KeyError if it has no selectors of either form.
    """
    if not answer.keys() & {"EventSelectors", "AdvancedEventSelectors"}:
        raise KeyError("EventSelectors")
    every_bucket = frozenset({f"arn:{partition}:s3", f"arn:{partition}:s3:::"})
    classic = (_classic(selector, every_bucket) for selector in answer.get("EventSelectors", ()))
    advanced = (_advanced(selector, every_bucket) for selector in answer.get("AdvancedEventSelectors", ()))
    return NOTHING.union(*classic, *advanced)


def _classic(selector: Mapping[str, Any], every_bucket: frozenset[str]) -> frozenset[str]:
    resources = selector.get("DataResources", ())
    covers = any(one["Type"] == OBJECTS and not every_bucket.isdisjoint(one["Values"]) for one in resources)
    return CLASSIC[selector["ReadWriteType"]] if covers else NOTHING


def _advanced(selector: Mapping[str, Any], every_bucket: frozenset[str]) -> frozenset[str]:
    fields = _fields(selector)
    about_objects = "Data" in _equals(fields, "eventCategory") and OBJECTS in _equals(fields, "resources.type")
    if not about_objects or fields.keys() - FIELDS or _narrows(fields.get("resources.ARN", {}), every_bucket):
        return NOTHING
    return _read_or_write(fields)


def _fields(selector: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The conditions by field; all of them have to hold, so one field with two conditions makes the answer malformed.

    Raises ValueError then: which events are recorded is not known.
    """
    fields = {field["Field"]: field for field in selector["FieldSelectors"]}
    if len(fields) < len(selector["FieldSelectors"]):
        raise ValueError("an event selector has two conditions on one field")
    return fields


def _equals(fields: Mapping[str, Mapping[str, Any]], name: str) -> Collection[str]:
    values: Collection[str] = fields.get(name, {}).get("Equals", ())
    return values


def _read_or_write(fields: Mapping[str, Mapping[str, Any]]) -> frozenset[str]:
    """`read`, `write` or both, as a condition on `readOnly` admits; without one both."""
    return frozenset(ADVANCED[value] for value in (_equals(fields, "readOnly") if "readOnly" in fields else ADVANCED))


def _narrows(arn: Mapping[str, Any], every_bucket: frozenset[str]) -> bool:
    """Whether a condition on the object's ARN leaves objects out; the prefix that all ARNs share does not."""
    return bool(arn) and (arn.keys() != {"Field", "StartsWith"} or every_bucket.isdisjoint(arn["StartsWith"]))


def management_events(answer: Mapping[str, Any]) -> ManagementEvents:
    """The management events that are recorded; `answer` is that of GetEventSelectors.

    A source is left out where no selector that records these events has it.
    """
    parts = [*_classic_management(answer), *_advanced_management(answer)]
    left_out: dict[str, frozenset[str]] = {}
    for events, sources in parts:
        for event in events:
            left_out[event] = left_out.get(event, sources) & sources
    return ManagementEvents(frozenset(left_out), NOTHING.union(*left_out.values()))


def _classic_management(answer: Mapping[str, Any]) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """What each selector records, and the event sources that it leaves out."""
    for selector in answer.get("EventSelectors", ()):
        if selector["IncludeManagementEvents"]:
            left_out = frozenset(selector.get("ExcludeManagementEventSources", ()))
            yield CLASSIC[selector["ReadWriteType"]], left_out


def _advanced_management(answer: Mapping[str, Any]) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    for selector in answer.get("AdvancedEventSelectors", ()):
        fields = _fields(selector)
        sources = fields.get("eventSource", {})
        narrowed = fields.keys() - MANAGEMENT_FIELDS or sources.keys() - {"Field", "NotEquals"}
        if "Management" in _equals(fields, "eventCategory") and not narrowed:
            yield _read_or_write(fields), frozenset(sources.get("NotEquals", ()))
