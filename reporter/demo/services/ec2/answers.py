"""The answers of EC2 where moto's differ."""

from __future__ import annotations

from typing import Any

from reporter.demo.state import Corrections, Question


def drop_empty_associations(_: Question, parsed: dict[str, Any]) -> None:
    """Remove empty associations: AWS sends one only for a public address."""
    instances = [instance for reservation in parsed["Reservations"] for instance in reservation["Instances"]]
    for interface in (interface for instance in instances for interface in instance["NetworkInterfaces"]):
        if not interface.get("Association"):
            interface.pop("Association", None)


def keep_enabled_regions(question: Question, parsed: dict[str, Any]) -> None:
    """Remove the regions that are not enabled."""
    enabled = question.state.regions
    parsed["Regions"] = [region for region in parsed["Regions"] if region["RegionName"] in enabled]


CORRECTIONS: Corrections = {
    "ec2:DescribeInstances": drop_empty_associations,
    "ec2:DescribeRegions": keep_enabled_regions,
}
