"""The commands for rds: which are run against moto, and why not the others."""

from __future__ import annotations

from collections.abc import Mapping

from tests.remediation.shared import NEIGHBOUR, REPLACED, Scenario, case
from tests.world import World

LOGIN = {"MasterUsername": "shop", "MasterUserPassword": "made-up-0"}
CLASS = "db.t4g.medium"


def instances(world: World) -> None:
    """Two instances without any protection."""
    for name in ("orders", NEIGHBOUR):
        world.client("rds").create_db_instance(
            DBInstanceIdentifier=name,
            DBInstanceClass=CLASS,
            Engine="postgres",
            AllocatedStorage=20,
            AutoMinorVersionUpgrade=False,
            PubliclyAccessible=True,
            MultiAZ=False,
            **LOGIN,
        )


def clusters(world: World) -> Mapping[str, str]:
    """Two clusters with one instance each."""
    client = world.client("rds")
    for name in ("catalogue", NEIGHBOUR):
        engine = {"DBClusterIdentifier": name, "Engine": "aurora-postgresql"}
        client.create_db_cluster(**engine, **LOGIN)
        client.create_db_instance(DBInstanceIdentifier=f"{name}-1", DBInstanceClass=CLASS, **engine)
    return {"NAME": "catalogue-2", "CLASS": CLASS, "ENGINE": "aurora-postgresql", "ZONE": "us-east-1b"}


SCENARIOS: tuple[Scenario, ...] = (
    case("rds-instance-auto-minor-version-upgrade", instances, "DbInstance", "RdsInstance", about=":db:orders"),
    case("rds-instance-not-public", instances, "DbInstance", "RdsInstance", about=":db:orders"),
    case("rds-instance-multi-az", instances, "DbInstance", "RdsInstance", about=":db:orders"),
    case(
        "rds-cluster-multi-az",
        clusters,
        "DbCluster",
        "DbInstance",
        "RdsCluster",
        "RdsInstance",
        about=":cluster:catalogue",
        beside="arn:aws:rds:us-east-1:111122223333:db:catalogue-2",
    ),
)
NOT_RUN = {"rds-cluster-storage-encrypted": REPLACED, "rds-instance-storage-encrypted": REPLACED}
TO_FILL_IN = frozenset({"CLASS", "ENGINE", "KEY_ARN", "NAME", "NEW_NAME", "SNAPSHOT", "SUBNETS", "ZONE"})
