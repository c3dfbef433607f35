"""Databases that fail in moto's AWS."""

from __future__ import annotations

from collections.abc import Mapping

from tests.remediation.scenarios import NEIGHBOUR
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
