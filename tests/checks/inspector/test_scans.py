"""What Inspector must scan, region by region."""

from __future__ import annotations

import pytest

from checks.inspector.scans import (
    code_of_functions_is_scanned,
    functions_are_scanned,
    images_are_scanned,
    instances_are_scanned,
)
from reporter.api import Region, failed, not_applicable, passed
from reporter.aws.inspector.status import InspectorStatus
from tests.checks.iam.credential_builders import ACCOUNT

REGION = Region.of(ACCOUNT, "eu-west-1")
FAMILY = {
    "ec2": instances_are_scanned,
    "ecr": images_are_scanned,
    "lambda": functions_are_scanned,
    "lambdaCode": code_of_functions_is_scanned,
}


@pytest.mark.parametrize("kind", FAMILY)
def test_a_type_is_judged_by_its_own_status(kind: str) -> None:
    on = dict.fromkeys(FAMILY, "ENABLED")
    off = dict.fromkeys(FAMILY, "DISABLED")
    assert FAMILY[kind](REGION, InspectorStatus({**off, kind: "ENABLED"})) == passed()
    for status in ("DISABLED", "ENABLING", "SUSPENDED"):
        verdict = FAMILY[kind](REGION, InspectorStatus({**on, kind: status}))
        assert verdict == failed(f"{kind} scanning is {status}")
    others = {other: status for other, status in on.items() if other != kind}
    why = f"AWS does not offer {kind} scanning in eu-west-1"
    assert FAMILY[kind](REGION, InspectorStatus(others)) == not_applicable(why)
