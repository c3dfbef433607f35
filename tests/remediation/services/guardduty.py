"""The commands for guardduty: which are run against moto, and why not the others."""

from __future__ import annotations

from tests.remediation.shared import Scenario, case, nothing
from tests.world import World

DETECTOR = "arn:aws:guardduty:us-east-1:111122223333:detector/"


def a_detector(world: World) -> dict[str, str]:
    """A detector of GuardDuty without protection plans."""
    made: dict[str, str] = world.client("guardduty").create_detector(Enable=True)
    return {"DETECTOR": made["DetectorId"]}


SCENARIOS: tuple[Scenario, ...] = (
    case("guardduty-detector-enabled", nothing, "Detector", beside=DETECTOR),
    *(
        case(f"guardduty-{plan}-enabled", a_detector, "Detector", beside=DETECTOR)
        for plan in (
            "s3-protection",
            "eks-audit-logs",
            "malware-protection-ec2",
            "rds-protection",
            "lambda-protection",
            "runtime-monitoring",
        )
    ),
)
TO_FILL_IN = frozenset({"DETECTOR"})
