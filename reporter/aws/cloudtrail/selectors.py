"""Reads from a trail's event selectors which events of S3 objects it records."""

from __future__ import annotations

from collections.abc import Collection, Mapping
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
    fields = {field["Field"]: field for field in selector["FieldSelectors"]}
    about_objects = "Data" in _equals(fields, "eventCategory") and OBJECTS in _equals(fields, "resources.type")
    if not about_objects or fields.keys() - FIELDS or _narrows(fields.get("resources.ARN", {}), every_bucket):
        return NOTHING
    values = _equals(fields, "readOnly") if "readOnly" in fields else ADVANCED
    return frozenset(ADVANCED[value] for value in values)


def _equals(fields: Mapping[str, Mapping[str, Any]], name: str) -> Collection[str]:
    values: Collection[str] = fields.get(name, {}).get("Equals", ())
    return values


def _narrows(arn: Mapping[str, Any], every_bucket: frozenset[str]) -> bool:
    """Whether a condition on the object's ARN leaves objects out; the prefix that all ARNs share does not."""
    return bool(arn) and (arn.keys() != {"Field", "StartsWith"} or every_bucket.isdisjoint(arn["StartsWith"]))
