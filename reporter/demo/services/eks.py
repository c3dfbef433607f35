"""The demo's EKS clusters."""

from __future__ import annotations

from reporter.demo.place import Place

CLUSTERS = {"shop-prod": ("checkout", "search")}
"""The names by account."""


def seed(place: Place, account: str) -> None:
    """Create the clusters of the account of this name."""
    eks = place.client("eks")
    role = f"arn:aws:iam::{place.account_id}:role/eks"
    for name in CLUSTERS.get(account, ()):
        eks.create_cluster(name=name, roleArn=role, resourcesVpcConfig={"subnetIds": []})
