"""The answers of RDS."""

from __future__ import annotations

from typing import Any

from benchmarks.server.answer import ACCOUNT, REGION, Fixed, Listing, regional, tags

SIZES = {"db_instances": 10, "db_clusters": 2}
GROUPS = [{"VpcSecurityGroupId": "sg-00000000000000000", "Status": "active"}]
SUBNETS = [{"SubnetIdentifier": "subnet-00000000000000000", "SubnetStatus": "Active"}]


def instance(number: str) -> dict[str, Any]:
    """A DB instance as it is listed."""
    name = f"db-{number}"
    return {
        "DBInstanceIdentifier": name,
        "DBInstanceArn": f"arn:aws:rds:{REGION}:{ACCOUNT}:db:{name}",
        "DBInstanceClass": "db.m7g.large",
        "DBInstanceStatus": "available",
        "Engine": "postgres",
        "Endpoint": {"Address": f"{name}.{REGION}.rds.amazonaws.com", "Port": 5432},
        "VpcSecurityGroups": GROUPS,
        "DBSubnetGroup": {"DBSubnetGroupName": "default", "VpcId": "vpc-00000000000000000", "Subnets": SUBNETS},
        "MultiAZ": True,
        "AutoMinorVersionUpgrade": True,
        "PubliclyAccessible": False,
        "StorageEncrypted": True,
        "StorageEncryptionType": "sse-kms",
        "TagList": tags(),
    }


def cluster(number: str) -> dict[str, Any]:
    """A DB cluster as it is listed."""
    name = f"cluster-{number}"
    return {
        "DBClusterIdentifier": name,
        "DBClusterArn": f"arn:aws:rds:{REGION}:{ACCOUNT}:cluster:{name}",
        "Engine": "aurora-postgresql",
        "EngineMode": "provisioned",
        "MultiAZ": True,
        "StorageEncrypted": True,
        "DBClusterMembers": [{"DBInstanceIdentifier": f"{name}-1", "IsClusterWriter": True}],
        "TagList": tags(),
    }


ANSWERS: dict[str, Fixed | Listing] = {
    "rds:DescribeDBClusters": regional("db_clusters", "DBClusters", cluster, most=100, next_page="Marker"),
    "rds:DescribeDBInstances": regional("db_instances", "DBInstances", instance, most=100, next_page="Marker"),
}
