"""DB instances and clusters, as RDS lists them, and what lets the internet through to them."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from reporter.aws.rds.databases import DbCluster, DbInstance, RdsCluster, RdsInstance
from reporter.demo.place import Place
from reporter.demo.services import rds
from reporter.engine.inventory_file import load_inventory, restore_inventory, save_inventory
from reporter.engine.plan import plan
from tests.aws.recorded import REGION, Heard, read_recorded
from tests.world import ACCOUNT_ID, NOW, World, cut_pages

INSTANCES, CLUSTERS = f"rds:describe_db_instances/{REGION}", f"rds:describe_db_clusters/{REGION}"
ARN = f"arn:aws:rds:{REGION}:{ACCOUNT_ID}"
TAGS = [{"Key": "owner", "Value": "shop"}]


def an_instance(name: str = "orders", **more: Any) -> dict[str, Any]:
    return {
        "DBInstanceIdentifier": name,
        "DBInstanceArn": f"{ARN}:db:{name}",
        "Engine": "postgres",
        "Endpoint": {"Address": f"{name}.rds.example", "Port": 5432},
        "VpcSecurityGroups": [{"VpcSecurityGroupId": "sg-1", "Status": "active"}],
        "DBSubnetGroup": {"VpcId": "vpc-1", "Subnets": [{"SubnetIdentifier": "subnet-1"}]},
        "MultiAZ": False,
        "AutoMinorVersionUpgrade": True,
        "PubliclyAccessible": True,
        "StorageEncrypted": False,
        **more,
    }


def a_cluster(name: str = "catalogue", **more: Any) -> dict[str, Any]:
    return {
        "DBClusterIdentifier": name,
        "DBClusterArn": f"{ARN}:cluster:{name}",
        "Engine": "aurora-postgresql",
        "EngineMode": "provisioned",
        "MultiAZ": True,
        "StorageEncrypted": False,
        "DBClusterMembers": [{"DBInstanceIdentifier": "catalogue-1"}],
        **more,
    }


def instances(*answers: dict[str, Any]) -> Heard:
    return read_recorded({INSTANCES: {"DBInstances": list(answers)}}, DbInstance)


def clusters(*answers: dict[str, Any]) -> Heard:
    return read_recorded({CLUSTERS: {"DBClusters": list(answers)}}, DbCluster)


def test_an_instance_is_listed_with_what_protects_it() -> None:
    [found] = instances(an_instance(TagList=TAGS)).of(DbInstance)
    assert (found.name, found.region, found.arn, found.tags) == (
        "orders",
        REGION,
        f"{ARN}:db:orders",
        {"owner": "shop"},
    )
    assert (found.encrypted, found.minor_upgrades, found.public, found.multi_az) == (False, True, True, False)
    assert (found.cluster, found.is_replica, found.is_aurora, found.is_custom) == ("", False, False, False)
    assert (found.port, found.group_ids, found.subnet_ids, found.vpc_id) == (5432, ("sg-1",), ("subnet-1",), "vpc-1")


@pytest.mark.parametrize("engine", ["docdb", "neptune"])
def test_what_only_looks_like_rds_is_listed_and_no_database_of_rds(engine: str) -> None:
    both = [an_instance("graph", Engine=engine), an_instance()]
    heard = read_recorded({INSTANCES: {"DBInstances": both}}, RdsInstance)
    assert [one.name for one in heard.of(DbInstance)] == ["graph", "orders"]
    assert [one.name for one in heard.of(RdsInstance)] == ["orders"]
    assert heard.asked == (INSTANCES,)
    both = [a_cluster("graph", Engine=engine), a_cluster()]
    heard = read_recorded({CLUSTERS: {"DBClusters": both}}, RdsCluster)
    assert [one.name for one in heard.of(DbCluster)] == ["graph", "catalogue"]
    assert [one.name for one in heard.of(RdsCluster)] == ["catalogue"]
    assert heard.asked == (CLUSTERS,)


def test_a_database_of_rds_is_what_was_listed() -> None:
    heard = read_recorded({INSTANCES: {"DBInstances": [an_instance(TagList=TAGS)]}}, RdsInstance)
    [listed], [found] = heard.of(DbInstance), heard.of(RdsInstance)
    assert all(getattr(found, field.name) == getattr(listed, field.name) for field in fields(listed))


def test_evidence_of_before_has_clusters_of_rds_without_their_engine() -> None:
    inventory = read_recorded({CLUSTERS: {"DBClusters": [a_cluster()]}}, DbCluster).inventory
    before = save_inventory(inventory).replace(b'"engine":"aurora-postgresql",', b"")
    assert load_inventory(before).subjects(DbCluster)[0].engine == ""
    [found] = restore_inventory(before, plan([RdsCluster])).subjects(RdsCluster)
    assert (found.name, found.members) == ("catalogue", 1)


def test_members_replicas_and_other_engines_are_known() -> None:
    member, replica, far_replica, custom = instances(
        an_instance("a", Engine="aurora-mysql", DBClusterIdentifier="catalogue"),
        an_instance("b", ReadReplicaSourceDBInstanceIdentifier="orders"),
        an_instance("c", ReadReplicaSourceDBClusterIdentifier="catalogue"),
        an_instance("d", Engine="custom-oracle-ee"),
    ).of(DbInstance)
    assert (member.cluster, member.is_aurora, member.is_replica) == ("catalogue", True, False)
    assert (replica.is_replica, far_replica.is_replica, custom.is_custom) == (True, True, True)


def test_an_instance_without_an_endpoint_or_a_vpc_has_a_port_all_the_same() -> None:
    answer = an_instance(DbInstancePort=3306)
    del answer["Endpoint"], answer["DBSubnetGroup"]
    [found] = instances(answer).of(DbInstance)
    assert (found.port, found.subnet_ids, found.vpc_id) == (3306, (), "")


@pytest.mark.parametrize(
    ("more", "encrypted"),
    [
        ({"StorageEncrypted": True}, True),
        ({"StorageEncrypted": True, "StorageEncryptionType": "sse-kms"}, True),
        ({"StorageEncryptionType": "sse-rds"}, True),
        ({"StorageEncryptionType": "none"}, False),
        ({}, False),
    ],
)
def test_a_key_that_aws_owns_encrypts_too(more: dict[str, Any], *, encrypted: bool) -> None:
    assert instances(an_instance(**more)).of(DbInstance)[0].encrypted is encrypted
    assert clusters(a_cluster(**more)).of(DbCluster)[0].encrypted is encrypted


def test_a_new_type_of_encryption_is_not_guessed() -> None:
    heard = instances(an_instance(StorageEncryptionType="brand-new"), an_instance("shop"))
    assert [one.name for one in heard.of(DbInstance)] == ["shop"]
    assert heard.gaps(DbInstance)[f"{ARN}:db:orders"].startswith("this item of the answer could not be read")


def test_a_cluster_is_listed_with_its_instances() -> None:
    plain, old = clusters(a_cluster(), a_cluster("old", EngineMode="serverless", DBClusterMembers=[])).of(DbCluster)
    assert (plain.multi_az, plain.is_serverless_v1, plain.members) == (True, False, 1)
    assert (old.is_serverless_v1, old.members) == (True, 0)


def test_databases_are_listed_page_by_page_in_every_region(world: World) -> None:
    rds.seed(Place(world.emulator, ACCOUNT_ID, NOW.at), "shop-prod")
    found = world.read(DbInstance, DbCluster, prepare=cut_pages(1))
    assert {(one.name, one.region) for one in found.subjects(DbInstance)} == {
        (name, "eu-central-1") for name in ("orders", "shop-reports", "catalogue-1", "catalogue-2", "sessions-1")
    }
    assert {one.name: one.multi_az for one in found.subjects(DbCluster)} == {"catalogue": True, "sessions": False}
