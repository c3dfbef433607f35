"""The demo's databases: instances of RDS, and clusters of Aurora."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reporter.demo.place import Place
from reporter.demo.state import Corrections, Question

LOGIN = {"MasterUsername": "shop", "MasterUserPassword": "made-up-0"}
SMALL = {"DBInstanceClass": "db.t4g.medium"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """A DB instance, with or without the protection that it should have."""

    name: str
    protected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """An Aurora cluster."""

    name: str
    protected: bool
    instances: int


INSTANCES = {
    "shop-prod": (Database(name="orders", protected=True), Database(name="shop-reports", protected=False)),
}
CLUSTERS = {
    "shop-prod": (
        Cluster(name="catalogue", protected=True, instances=2),
        Cluster(name="sessions", protected=False, instances=1),
    ),
}


def seed(place: Place, account: str) -> None:
    """Create the databases of the account of this name."""
    client = place.client("rds")
    for database in INSTANCES.get(account, ()):
        client.create_db_instance(
            DBInstanceIdentifier=database.name,
            Engine="postgres",
            AllocatedStorage=100,
            StorageEncrypted=database.protected,
            AutoMinorVersionUpgrade=database.protected,
            MultiAZ=database.protected,
            PubliclyAccessible=not database.protected,
            **SMALL,
            **LOGIN,
        )
    for cluster in CLUSTERS.get(account, ()):
        _seed_cluster(client, cluster)


def _seed_cluster(client: Any, cluster: Cluster) -> None:
    engine = {"DBClusterIdentifier": cluster.name, "Engine": "aurora-postgresql"}
    client.create_db_cluster(**engine, StorageEncrypted=cluster.protected, **LOGIN)
    for number in range(cluster.instances):
        name = f"{cluster.name}-{number + 1}"
        client.create_db_instance(DBInstanceIdentifier=name, **engine, **SMALL)


def complete_instances(_: Question, parsed: dict[str, Any]) -> None:
    """Add the members that AWS always sends: how an instance is encrypted, and whether it is public."""
    for instance in parsed["DBInstances"]:
        instance.setdefault("PubliclyAccessible", False)
        instance["StorageEncryptionType"] = "sse-kms" if instance["StorageEncrypted"] else "none"


def spread_instances(_: Question, parsed: dict[str, Any]) -> None:
    """Spread the instances of a cluster over Availability Zones, as Aurora does."""
    for cluster in parsed["DBClusters"]:
        cluster["MultiAZ"] = len(cluster["DBClusterMembers"]) > 1


CORRECTIONS: Corrections = {
    "rds:DescribeDBClusters": spread_instances,
    "rds:DescribeDBInstances": complete_instances,
}
