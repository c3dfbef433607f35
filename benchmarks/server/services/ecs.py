"""The answers of ECS."""

from __future__ import annotations

from typing import Any

from benchmarks.server.answer import ACCOUNT, REGION, Fixed, Listing, Page, always
from benchmarks.server.sizes import Sizes

SIZES = {"ecs_clusters": 2}


def arn(number: int) -> str:
    """The ARN of a cluster."""
    return f"arn:aws:ecs:{REGION}:{ACCOUNT}:cluster/cluster-{number}"


def listed(_: Sizes, page: Page) -> dict[str, Any]:
    """A page of the clusters of a region."""
    return {"clusterArns": [arn(number) for number in range(page.start, page.start + page.count)]}


def cluster(number: int) -> dict[str, Any]:
    """A cluster as it is described."""
    counts = {"activeServicesCount": 1, "runningTasksCount": 2, "registeredContainerInstancesCount": 0}
    return {"clusterArn": arn(number), "clusterName": f"cluster-{number}", "status": "ACTIVE", **counts}


ANSWERS: dict[str, Fixed | Listing] = {
    "ecs:DescribeClusters": always({"clusters": list(map(cluster, range(SIZES["ecs_clusters"]))), "failures": []}),
    "ecs:ListClusters": Listing(
        lambda sizes, region: sizes.here("ecs_clusters", region), listed, 100, "nextToken", uniform=False
    ),
}
