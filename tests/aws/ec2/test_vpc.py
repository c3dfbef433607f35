"""VPCs, subnets, flow logs and network ACLs, as AWS answers them."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from reporter.aws.ec2.exposure import AclEntry, Traffic
from reporter.aws.ec2.vpc import FlowLog, NetworkAcl, Subnet, Vpc
from reporter.model.answers import ReasonCode
from tests.aws.rewriting import rewrite
from tests.world import ACCOUNT_ID, Prepare, World, cut_pages

REGION = "eu-west-1"


@pytest.fixture
def ec2(world: World) -> Any:
    world.client("s3").create_bucket(Bucket="acme-flow")
    return world.client("ec2", REGION)


@pytest.fixture
def vpc_id(ec2: Any) -> str:
    return str(ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"])


def read(world: World, kind: Any, prepare: Prepare | None = None) -> Any:
    return world.read(kind, regions=[REGION], prepare=prepare).subjects(kind)


def giving_away(key: str) -> Callable[[dict[str, Any]], None]:
    def edit(answer: dict[str, Any]) -> None:
        for one in answer[key]:
            one["OwnerId"] = "999988887777"

    return edit


def test_a_vpc_is_named_by_its_tag_or_its_id(world: World, ec2: Any, vpc_id: str) -> None:
    ec2.create_tags(Resources=[vpc_id], Tags=[{"Key": "Name", "Value": "acme-shop"}])
    by_id = {vpc.id: vpc for vpc in read(world, Vpc)}
    assert by_id[vpc_id].name == "acme-shop"
    assert by_id[vpc_id].arn == f"arn:aws:ec2:eu-west-1:111122223333:vpc/{vpc_id}"
    assert all(vpc.name == id_ for id_, vpc in by_id.items() if id_ != vpc_id)


@pytest.mark.parametrize(
    ("kind", "operation", "key"),
    [
        (Vpc, "ec2:DescribeVpcs", "Vpcs"),
        (Subnet, "ec2:DescribeSubnets", "Subnets"),
        (NetworkAcl, "ec2:DescribeNetworkAcls", "NetworkAcls"),
    ],
)
def test_what_others_share_is_theirs_to_judge(world: World, kind: Any, operation: str, key: str) -> None:
    def share(answer: dict[str, Any]) -> None:
        answer[key].append({**answer[key][0], "OwnerId": "999988887777"})

    assert read(world, kind, rewrite(operation, share)) == read(world, kind)


@pytest.mark.parametrize(
    ("kind", "operation", "key"),
    [
        (Vpc, "ec2:DescribeVpcs", "Vpcs"),
        (Subnet, "ec2:DescribeSubnets", "Subnets"),
        (NetworkAcl, "ec2:DescribeNetworkAcls", "NetworkAcls"),
    ],
)
def test_the_answer_to_another_account_is_no_answer(world: World, kind: Any, operation: str, key: str) -> None:
    inventory = world.read(kind, regions=[REGION], prepare=rewrite(operation, giving_away(key)))
    [(_, why)] = inventory.gaps(kind)
    assert why.reason is ReasonCode.MALFORMED_ANSWER
    assert "the answer is about account 999988887777" in why.detail


def test_only_what_the_account_owns_is_asked_for(world: World) -> None:
    inventory = world.read(Vpc, Subnet, NetworkAcl, regions=[REGION])
    filters = [json.loads(call.parameters).get("Filters") for call in inventory.calls]
    assert filters[1:] == [[{"Name": "owner-id", "Values": [ACCOUNT_ID]}]] * 3


@pytest.mark.parametrize("entries", [[], [{"Egress": True}]])
def test_a_network_acl_without_the_entry_that_aws_gives_each_is_malformed(world: World, entries: list[Any]) -> None:
    def take_away(answer: dict[str, Any]) -> None:
        answer["NetworkAcls"][0]["Entries"] = entries

    inventory = world.read(NetworkAcl, regions=[REGION], prepare=rewrite("ec2:DescribeNetworkAcls", take_away))
    assert [why.reason for _, why in inventory.gaps(NetworkAcl)] == [ReasonCode.MALFORMED_ANSWER]


@pytest.mark.parametrize("kind", [Vpc, Subnet, NetworkAcl, FlowLog])
def test_every_page_is_read(world: World, ec2: Any, kind: Any) -> None:
    for number in range(3):
        vpc_id = ec2.create_vpc(CidrBlock=f"10.{number}.0.0/16")["Vpc"]["VpcId"]
        ec2.create_flow_logs(
            ResourceType="VPC",
            ResourceIds=[vpc_id],
            TrafficType="ALL",
            LogDestinationType="s3",
            LogDestination="arn:aws:s3:::acme-flow",
        )
    assert read(world, kind, cut_pages(2)) == read(world, kind)
    assert len(read(world, kind)) >= 3


def test_what_a_subnet_hands_out_is_read(world: World, ec2: Any, vpc_id: str) -> None:
    id_ = ec2.create_subnet(VpcId=vpc_id, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
    ec2.modify_subnet_attribute(SubnetId=id_, AssignIpv6AddressOnCreation={"Value": True})
    subnet = {subnet.name: subnet for subnet in read(world, Subnet)}[id_]
    assert (subnet.assigns_public_ipv4, subnet.assigns_ipv6) == (False, True)
    assert (subnet.id, subnet.vpc_id) == (id_, vpc_id)


def test_a_flow_log_is_read_with_its_state(world: World, ec2: Any, vpc_id: str) -> None:
    def break_delivery(answer: dict[str, Any]) -> None:
        answer["FlowLogs"][0]["DeliverLogsStatus"] = "FAILED"

    ec2.create_flow_logs(
        ResourceType="VPC",
        ResourceIds=[vpc_id],
        TrafficType="REJECT",
        LogDestinationType="s3",
        LogDestination="arn:aws:s3:::acme-flow",
    )
    [log] = read(world, FlowLog)
    assert (log.resource_id, log.active, log.delivery_failed, log.traffic) == (vpc_id, True, False, "REJECT")
    [log] = read(world, FlowLog, rewrite("ec2:DescribeFlowLogs", break_delivery))
    assert log.delivery_failed


def test_inbound_entries_of_an_acl_are_read_in_both_families(world: World, ec2: Any, vpc_id: str) -> None:
    id_ = ec2.create_network_acl(VpcId=vpc_id)["NetworkAcl"]["NetworkAclId"]
    entry = {"NetworkAclId": id_, "Protocol": "6", "PortRange": {"From": 22, "To": 23}, "Egress": False}
    ec2.create_network_acl_entry(**entry, RuleNumber=90, RuleAction="allow", CidrBlock="0.0.0.0/0")
    ec2.create_network_acl_entry(**entry, RuleNumber=91, RuleAction="deny", Ipv6CidrBlock="::/0")

    acl = {acl.name: acl for acl in read(world, NetworkAcl)}[id_]

    ssh = Traffic("6", 22, 23)
    assert not acl.is_default
    assert set(acl.inbound) >= {
        AclEntry(number=90, allows=True, cidr="0.0.0.0/0", traffic=ssh),
        AclEntry(number=91, allows=False, cidr="::/0", traffic=ssh),
    }


@pytest.mark.parametrize("family", ["CidrBlock", "Ipv6CidrBlock"])
def test_an_entry_about_no_network_is_malformed(world: World, family: str) -> None:
    def spoil(answer: dict[str, Any]) -> None:
        for entry in answer["NetworkAcls"][0]["Entries"]:
            del entry["CidrBlock"]
            entry[family] = "everywhere"

    prepare = rewrite("ec2:DescribeNetworkAcls", spoil)
    inventory = world.read(NetworkAcl, regions=[REGION], prepare=prepare)
    assert [why.reason for _, why in inventory.gaps(NetworkAcl)] == [ReasonCode.MALFORMED_ANSWER]


def test_the_default_acl_is_known_as_such(world: World) -> None:
    [default] = read(world, NetworkAcl)
    assert default.is_default
    assert {entry.traffic for entry in default.inbound} == {Traffic("-1")}
