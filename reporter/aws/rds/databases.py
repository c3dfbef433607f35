"""Databases of RDS and Aurora: instances and clusters, with what protects them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import partial
from typing import Any, ClassVar

from reporter.aws.shared.identity import tags_of
from reporter.aws.shared.known import known
from reporter.engine.collector import Aws, Listing, collects
from reporter.engine.listing import Identity, each
from reporter.model.subjects import Region, Resource

OTHERS = frozenset({"docdb", "neptune"})
"""The engines of Amazon DocumentDB and Neptune, which RDS lists because they share its API."""
AURORA, CUSTOM = "aurora", "custom-"
"""How the engines of Aurora and of RDS Custom begin."""
NOT_ENCRYPTED = "none"
ENCRYPTION_TYPES = frozenset({NOT_ENCRYPTED, "sse-kms", "sse-rds"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DbInstance(Resource):
    """A DB instance of any engine that RDS lists."""

    kind: ClassVar[str] = "AWS::RDS::DBInstance"

    engine: str
    encrypted: bool
    minor_upgrades: bool
    """Whether it upgrades minor versions by itself."""
    public: bool
    multi_az: bool
    cluster: str
    """The DB cluster that it is a member of; empty for none."""
    is_replica: bool
    port: int
    """The port of its endpoint."""
    group_ids: tuple[str, ...]
    """The ids of its security groups."""
    subnet_ids: tuple[str, ...]
    """The ids of the subnets it may be in; empty outside a VPC."""
    vpc_id: str
    """Empty outside a VPC."""

    @property
    def is_aurora(self) -> bool:
        """Whether its engine is Aurora."""
        return self.engine.startswith(AURORA)

    @property
    def is_custom(self) -> bool:
        """Whether it is RDS Custom."""
        return self.engine.startswith(CUSTOM)


@dataclass(frozen=True, slots=True, kw_only=True)
class RdsInstance(DbInstance):
    """A DB instance of RDS or Aurora."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DbCluster(Resource):
    """A DB cluster of any engine that RDS lists."""

    kind: ClassVar[str] = "AWS::RDS::DBCluster"

    engine: str = ""
    """Empty where an earlier version saved it, which left out the engines of other services."""
    encrypted: bool
    multi_az: bool
    """Whether it has instances in several Availability Zones."""
    is_serverless_v1: bool
    members: int
    """The number of its instances."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RdsCluster(DbCluster):
    """An Aurora cluster or a Multi-AZ DB cluster."""


@collects("rds:DescribeDBInstances")
def db_instances(aws: Aws, region: Region) -> Listing[DbInstance]:
    """The DB instances of a region, with those of DocumentDB and Neptune."""
    found = aws.items("rds", "describe_db_instances", "DBInstances", page_size=100, region=region.region)
    return each(region, found, partial(_who, region, "DBInstance"), _instance)


@collects("rds:DescribeDBClusters")
def db_clusters(aws: Aws, region: Region) -> Listing[DbCluster]:
    """The DB clusters of a region, with those of DocumentDB and Neptune."""
    found = aws.items("rds", "describe_db_clusters", "DBClusters", page_size=100, region=region.region)
    return each(region, found, partial(_who, region, "DBCluster"), _cluster)


@collects()
def rds_instances(listed: DbInstance) -> Iterator[RdsInstance]:
    """The instance itself, unless its engine is of another service."""
    if listed.engine not in OTHERS:
        yield RdsInstance(**_fields_of(listed))


@collects()
def rds_clusters(listed: DbCluster) -> Iterator[RdsCluster]:
    """The cluster itself, unless its engine is of another service."""
    if listed.engine not in OTHERS:
        yield RdsCluster(**_fields_of(listed))


def _fields_of(listed: DbInstance | DbCluster) -> dict[str, Any]:
    return {field.name: getattr(listed, field.name) for field in fields(listed)}


def _who(region: Region, what: str, answer: Mapping[str, Any]) -> Identity:
    return Identity(
        account_id=region.account_id,
        region=region.region,
        arn=answer[f"{what}Arn"],
        name=answer[f"{what}Identifier"],
        tags=tags_of({"Tags": answer.get("TagList")}),
    )


def _instance(who: Identity, answer: Mapping[str, Any]) -> DbInstance:
    # The subnet group and the three names below it are given only where they apply.
    subnets = answer.get("DBSubnetGroup", {"Subnets": (), "VpcId": ""})
    return DbInstance(
        **who,
        engine=answer["Engine"],
        encrypted=_is_encrypted(answer),
        minor_upgrades=answer["AutoMinorVersionUpgrade"],
        public=answer["PubliclyAccessible"],
        multi_az=answer["MultiAZ"],
        cluster=answer.get("DBClusterIdentifier", ""),
        is_replica=any(answer.get(f"ReadReplicaSource{source}Identifier") for source in ("DBInstance", "DBCluster")),
        # An instance that is being created may have no endpoint yet.
        port=answer["Endpoint"]["Port"] if "Endpoint" in answer else answer["DbInstancePort"],
        group_ids=tuple(group["VpcSecurityGroupId"] for group in answer["VpcSecurityGroups"]),
        subnet_ids=tuple(subnet["SubnetIdentifier"] for subnet in subnets["Subnets"]),
        vpc_id=subnets["VpcId"],
    )


def _cluster(who: Identity, answer: Mapping[str, Any]) -> DbCluster:
    return DbCluster(
        **who,
        engine=answer["Engine"],
        encrypted=_is_encrypted(answer),
        multi_az=answer["MultiAZ"],
        is_serverless_v1=answer.get("EngineMode") == "serverless",
        members=len(answer["DBClusterMembers"]),
    )


def _is_encrypted(answer: Mapping[str, Any]) -> bool:
    """Whether storage is encrypted; with a key that AWS owns, only the type of encryption says so."""
    type_ = known(answer.get("StorageEncryptionType", NOT_ENCRYPTED), ENCRYPTION_TYPES)
    return answer["StorageEncrypted"] or type_ != NOT_ENCRYPTED
