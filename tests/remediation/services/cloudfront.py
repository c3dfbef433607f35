"""The commands for cloudfront: which are run against moto, and why not the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reporter.demo.services.cloudfront import DistributionState
from tests.remediation.shared import Scenario, case
from tests.world import World


def distributions(world: World) -> Mapping[str, Any]:
    """Two distributions."""
    world.state().of(DistributionState).logging |= {"E1": False, "E2": False}
    world.client("s3").create_bucket(Bucket="logs-of-distributions")
    return {"NAME": "shop", "LOG_BUCKET_ARN": "arn:aws:s3:::logs-of-distributions"}


SCENARIOS: tuple[Scenario, ...] = (
    case("cloudfront-logging-enabled", distributions, "KnownDeliveries", "LogDeliveries", about="distribution/E1"),
)
TO_FILL_IN = frozenset({"LOG_BUCKET_ARN", "NAME"})
