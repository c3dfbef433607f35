"""The answers of EKS."""

from __future__ import annotations

from typing import Any

from benchmarks.server.answer import Fixed, Listing, Page
from benchmarks.server.sizes import Sizes

SIZES = {"eks_clusters": 1}


def listed(_: Sizes, page: Page) -> dict[str, Any]:
    """A page of the clusters of a region."""
    return {"clusters": [f"cluster-{number}" for number in range(page.start, page.start + page.count)]}


ANSWERS: dict[str, Fixed | Listing] = {
    "eks:ListClusters": Listing(
        lambda sizes, region: sizes.here("eks_clusters", region), listed, 100, "nextToken", uniform=False
    ),
}
