"""The demo's ECS clusters."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from reporter.demo.place import Place
from reporter.demo.state import Corrections, Question

CLUSTERS = {"shop-prod": {"shop": 2, "experiments": 0}, "brightwater-management": {"build-agents": 1}}
"""By account: how many services each cluster runs."""


@dataclass(slots=True)
class EcsState:
    """The services of an account, which moto does not count."""

    services: dict[str, int] = field(default_factory=dict)
    """Their number by the ARN of the cluster."""


def seed(place: Place, account: str) -> None:
    """Create the clusters of the account of this name."""
    ecs = place.client("ecs")
    for name, services in CLUSTERS.get(account, {}).items():
        arn = ecs.create_cluster(clusterName=name)["cluster"]["clusterArn"]
        place.state.of(EcsState).services[arn] = services


def count_services(question: Question, parsed: dict[str, Any]) -> None:
    """Count the active services of each cluster."""
    services = question.state.of(EcsState).services
    for cluster in parsed["clusters"]:
        cluster["activeServicesCount"] = services.get(cluster["clusterArn"], 0)


CORRECTIONS: Corrections = {"ecs:DescribeClusters": count_services}
