"""The commands for inspector: which are run against moto, and why not the others."""

from __future__ import annotations

from tests.remediation.shared import Scenario, case, nothing

SCENARIOS: tuple[Scenario, ...] = (
    *(
        case(f"inspector-{kind}-scanning-enabled", nothing, "InspectorStatus")
        for kind in ("ec2", "ecr", "lambda-code", "lambda")
    ),
)
