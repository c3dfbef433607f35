"""What Inspector must scan, region by region."""

from __future__ import annotations

import pytest

from checks.inspector.scans import SCAN_TYPES, SCANS
from reporter.api import Region, failed, not_applicable, passed
from reporter.aws.inspector.status import InspectorStatus
from tests.checks.iam.credential_builders import ACCOUNT

REGION = Region.of(ACCOUNT, "eu-west-1")
FAMILY = {scan.kind: check for scan, check in zip(SCANS, SCAN_TYPES, strict=True)}


def test_the_family_is_whole() -> None:
    assert {kind: check.id for kind, check in FAMILY.items()} == {
        "ec2": "inspector-ec2-scanning-enabled",
        "ecr": "inspector-ecr-scanning-enabled",
        "lambdaCode": "inspector-lambda-code-scanning-enabled",
        "lambda": "inspector-lambda-scanning-enabled",
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
