"""Endpoints, as EC2 lists them, the tables of private subnets, and the use of Incident Manager."""

from __future__ import annotations

from typing import Any

import pytest

from reporter.aws.ec2.endpoints import IncidentManager, PrivateTables, VpcEndpoint
from reporter.model.answers import ReasonCode, Unavailable
from reporter.model.refusals import Refused
from tests.aws.recorded import REGION, read_recorded
from tests.world import ACCOUNT_ID

LIST, SETS = f"ec2:describe_vpc_endpoints/{REGION}", f"ssm-incidents:list_replication_sets/{REGION}"
OWN = f"/{[{'Name': 'owner-id', 'Values': [ACCOUNT_ID]}]}"
VPCS, SUBNETS, TABLES = (f"ec2:describe_{name}/{REGION}{OWN}" for name in ("vpcs", "subnets", "route_tables"))
IN_VPC = {"VpcId": "vpc-1", "OwnerId": ACCOUNT_ID}
LOCAL = {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local"}
OUT = {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1"}


def an_endpoint(type_: str, **more: Any) -> dict[str, Any]:
    return {
        "VpcEndpointId": f"vpce-{type_}",
        "VpcEndpointType": type_,
        "VpcId": "vpc-1",
        "ServiceName": f"com.amazonaws.{REGION}.s3",
        "State": "Available",
        "RouteTableIds": [],
        "PrivateDnsEnabled": False,
        "OwnerId": ACCOUNT_ID,
        **more,
    }


def test_endpoints_are_listed_with_what_they_serve() -> None:
    listed = [
        an_endpoint("Gateway", RouteTableIds=["rtb-1"]),
        an_endpoint("Interface", PrivateDnsEnabled=True, State="pending", Tags=[{"Key": "Name", "Value": "s3"}]),
        an_endpoint("Resource"),
    ]
    del listed[2]["ServiceName"]
    gateway, interface, other = read_recorded({LIST: {"VpcEndpoints": listed}}, VpcEndpoint).of(VpcEndpoint)
    assert (gateway.id, gateway.vpc_id, gateway.available, gateway.private_dns) == (
        "vpce-Gateway",
        "vpc-1",
        True,
        False,
    )
    assert (gateway.route_table_ids, gateway.serves("s3"), gateway.serves("dynamodb")) == (("rtb-1",), True, False)
    assert (interface.name, interface.private_dns, interface.serves("s3")) == ("s3", True, False)
    assert (other.service, other.serves("s3")) == ("", False)


@pytest.mark.parametrize("more", [{"State": "brand-new"}, {"VpcEndpointType": "brand-new"}])
def test_new_states_and_types_are_not_guessed(more: dict[str, str]) -> None:
    heard = read_recorded({LIST: {"VpcEndpoints": [an_endpoint("Gateway", **more)]}}, VpcEndpoint)
    assert heard.of(VpcEndpoint) == ()
    assert len(heard.gaps(VpcEndpoint)) == 1


def a_subnet(id_: str, vpc_id: str = "vpc-1") -> dict[str, Any]:
    plain = {"MapPublicIpOnLaunch": False, "AssignIpv6AddressOnCreation": False, "OwnerId": ACCOUNT_ID}
    return {"SubnetId": id_, "VpcId": vpc_id, **plain}


def a_table(id_: str, *routes: dict[str, str], of: dict[str, Any]) -> dict[str, Any]:
    return {"RouteTableId": id_, **IN_VPC, "Routes": [LOCAL, *routes], "Associations": [of]}


def test_the_tables_of_private_subnets_are_their_own_or_the_main_one() -> None:
    answers = {
        SUBNETS: {"Subnets": [a_subnet("subnet-1"), a_subnet("subnet-2"), a_subnet("subnet-3", "vpc-2")]},
        TABLES: {
            "RouteTables": [a_table("rtb-main", of={"Main": True}), a_table("rtb-2", OUT, of={"SubnetId": "subnet-2"})]
        },
    }
    found = read_recorded(answers, PrivateTables).about(PrivateTables)
    assert found.by_vpc == {"vpc-1": frozenset({"rtb-main"})}
    assert found.unclear["vpc-2"].detail == "no route table is known to serve subnet-3"
    assert found.unread is None


def test_what_was_not_read_leaves_a_gap() -> None:
    found = read_recorded({TABLES: {"RouteTables": []}}, PrivateTables).about(PrivateTables)
    assert (found.by_vpc, found.unread.detail) == ({}, "no")


A_VPC = {VPCS: {"Vpcs": [IN_VPC]}}


@pytest.mark.parametrize(
    ("arns", "used"), [([], False), (["arn:aws:ssm-incidents::111122223333:replication-set/1"], True)]
)
def test_a_replication_set_shows_that_incident_manager_is_used(arns: list[str], *, used: bool) -> None:
    heard = read_recorded({**A_VPC, SETS: {"replicationSetArns": arns}}, IncidentManager)
    assert heard.about(IncidentManager) == IncidentManager(used=used)


def test_it_is_not_asked_for_where_there_is_no_vpc() -> None:
    heard = read_recorded({VPCS: {"Vpcs": []}}, IncidentManager)
    assert heard.about(IncidentManager) == IncidentManager(used=False)
    assert heard.asked == (VPCS,)


def refusal(detail: str) -> Refused:
    return Refused(Unavailable(ReasonCode.DENIED_BY_IAM, detail, "ssm-incidents:ListReplicationSets"))


def test_a_service_that_is_closed_to_the_account_is_not_used() -> None:
    closed = refusal("AWS Systems Manager Incident Manager is no longer available to new customers")
    assert read_recorded({**A_VPC, SETS: closed}, IncidentManager).about(IncidentManager) == IncidentManager(used=False)


def test_a_missing_permission_is_no_answer() -> None:
    denied = refusal("User: u is not authorized to perform: ssm-incidents:ListReplicationSets")
    assert read_recorded({**A_VPC, SETS: denied}, IncidentManager).about(IncidentManager).detail == str(denied)[15:]
