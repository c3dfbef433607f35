"""The demo's VPC endpoints, a network without any, and the use of Incident Manager, which moto lacks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from reporter.demo.place import HOME, Place
from reporter.demo.services.ec2.network import Network, Subnet, named, seed_network, subnet_id_of, vpc_id_of
from reporter.demo.state import Answers, Question

BY_GATEWAY = ("s3", "dynamodb")
BY_INTERFACE = ("ec2", "ecr.api", "ecr.dkr", "ssm", "ssm-contacts", "ssm-incidents")
OLD = Network(name="shop-old", cidr="10.21.0.0/16", subnets=(Subnet(name="shop-old-a", cidr="10.21.10.0/24"),))


@dataclass(slots=True)
class IncidentState:
    """The use of Incident Manager in one account."""

    replication_sets: dict[str, list[str]] = field(default_factory=dict)
    """The ARNs of replication sets, by region."""


def seed(place: Place, account: str) -> None:
    """Create the endpoints of the shop's network, and its old network, which has an interface and no endpoint."""
    if account != "shop-prod":
        return
    ec2, vpc_id = place.client("ec2"), vpc_id_of(place, "shop-prod")
    in_vpc = [{"Name": "vpc-id", "Values": [vpc_id]}, {"Name": "association.main", "Values": ["true"]}]
    [table] = ec2.describe_route_tables(Filters=in_vpc)["RouteTables"]
    subnet_id = subnet_id_of(place, "shop-private-a")
    for service in BY_GATEWAY:
        _seed_endpoint(place, vpc_id, service, "Gateway", RouteTableIds=[table["RouteTableId"]])
    for service in BY_INTERFACE:
        _seed_endpoint(place, vpc_id, service, "Interface", SubnetIds=[subnet_id])
    seed_network(place, OLD)
    tags = named("network-interface", "shop-old-backup")
    ec2.create_network_interface(SubnetId=subnet_id_of(place, "shop-old-a"), TagSpecifications=tags)
    replication_set = f"arn:aws:ssm-incidents::{place.account_id}:replication-set/00000000-0000-0000-0000-000000000001"
    place.state.of(IncidentState).replication_sets[HOME] = [replication_set]


def _seed_endpoint(place: Place, vpc_id: str, service: str, type_: str, **where: Any) -> None:
    name = f"com.amazonaws.{HOME}.{service}"
    tags = named("vpc-endpoint", f"shop-{service}")
    place.client("ec2").create_vpc_endpoint(
        VpcId=vpc_id, VpcEndpointType=type_, ServiceName=name, TagSpecifications=tags, **where
    )


def list_replication_sets(question: Question) -> dict[str, Any]:
    """The replication sets of the region."""
    return {"replicationSetArns": question.state.of(IncidentState).replication_sets.get(question.region, [])}


ANSWERS: Answers = {"ssm-incidents:ListReplicationSets": list_replication_sets}
