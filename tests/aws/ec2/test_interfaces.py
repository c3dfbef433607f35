"""Network interfaces and what is in use because of them, as AWS answers them; asked for only by settings."""

from typing import Any

import pytest

from checks.ec2.network import default_group_is_closed, elastic_ip_is_in_use
from checks.ec2.storage import ebs_is_encrypted_by_default
from checks.vpc.networks import subnet_assigns_no_public_address, vpc_records_its_traffic
from reporter.aws.ec2.interfaces import InterfaceUse, NetworkInterface
from reporter.model.answers import ReasonCode
from reporter.model.verdicts import Status
from tests.aws.rewriting import rewrite
from tests.world import ACCOUNT_ID, World, cut_pages, deny

REGION = "eu-west-1"
INTERFACES = "ec2:DescribeNetworkInterfaces"


class Network:
    """A VPC with a subnet, and interfaces in it."""

    def __init__(self, world: World) -> None:
        self.ec2 = world.client("ec2", REGION)
        self.vpc: str = self.ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        self.subnet: str = self.ec2.create_subnet(VpcId=self.vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
        self.group: str = self.ec2.create_security_group(GroupName="web", Description="-", VpcId=self.vpc)["GroupId"]

    def interface(self) -> str:
        answer = self.ec2.create_network_interface(SubnetId=self.subnet, Groups=[self.group])
        return str(answer["NetworkInterface"]["NetworkInterfaceId"])

    def attached_interface(self) -> str:
        image = self.ec2.register_image(Name="acme-base", RootDeviceName="/dev/sda1")["ImageId"]
        [instance] = self.ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, SubnetId=self.subnet)["Instances"]
        return str(instance["NetworkInterfaces"][0]["NetworkInterfaceId"])


@pytest.fixture
def network(world: World) -> Network:
    return Network(world)


def statuses(world: World, check: Any, **options: Any) -> dict[str, Status]:
    findings = world.judge(check, regions=[REGION], **options)
    return {finding.arn.rpartition("/")[2]: finding.status for finding in findings}


def test_an_interface_is_read_with_all_that_it_uses(world: World, network: Network) -> None:
    id_ = network.interface()
    network.ec2.create_tags(Resources=[id_], Tags=[{"Key": "Name", "Value": "spare"}])

    [found] = world.read(NetworkInterface, regions=[REGION]).subjects(NetworkInterface)

    assert found.arn == f"arn:aws:ec2:eu-west-1:111122223333:network-interface/{id_}"
    assert (found.id, found.name, found.owner_id) == (id_, "spare", ACCOUNT_ID)
    assert (found.vpc_id, found.subnet_id, found.group_ids) == (network.vpc, network.subnet, (network.group,))
    assert found.status == "available"
    assert world.calls == ["ec2:DescribeRegions", INTERFACES]


def test_every_page_of_interfaces_is_read(world: World, network: Network) -> None:
    ids = {network.interface() for _ in range(3)}
    found = world.read(NetworkInterface, regions=[REGION], prepare=cut_pages(2)).subjects(NetworkInterface)
    assert {one.id for one in found} == ids


def test_an_interface_that_nothing_has_uses_its_network_and_is_not_in_use_itself(
    world: World, network: Network
) -> None:
    idle, busy = network.interface(), network.attached_interface()
    use = world.read(InterfaceUse, regions=[REGION]).answers[InterfaceUse][REGION]
    assert isinstance(use, InterfaceUse)
    assert (network.vpc in use.vpcs, network.subnet in use.subnets, network.group in use.groups) == (True, True, True)
    assert (idle in use.attached, busy in use.attached) == (False, True)


def test_an_unknown_status_makes_the_answer_malformed(world: World, network: Network) -> None:
    def invent(answer: dict[str, Any]) -> None:
        answer["NetworkInterfaces"][0]["Status"] = "asleep"

    network.interface()
    inventory = world.read(NetworkInterface, regions=[REGION], prepare=rewrite(INTERFACES, invent))
    assert [why.reason for _, why in inventory.gaps(NetworkInterface)] == [ReasonCode.MALFORMED_ANSWER]


@pytest.mark.parametrize("check", [default_group_is_closed, vpc_records_its_traffic, subnet_assigns_no_public_address])
def test_interfaces_are_read_only_where_a_setting_asks_for_them(world: World, network: Network, check: Any) -> None:
    statuses(world, check)
    assert INTERFACES not in world.calls
    statuses(world, check, in_use_only=True)
    assert world.calls.count(INTERFACES) == 1


def test_what_no_interface_is_in_is_left_out(world: World, network: Network) -> None:
    network.ec2.modify_subnet_attribute(SubnetId=network.subnet, MapPublicIpOnLaunch={"Value": True})
    for check, id_ in ((vpc_records_its_traffic, network.vpc), (subnet_assigns_no_public_address, network.subnet)):
        assert statuses(world, check, in_use_only=True)[id_] is Status.NOT_APPLICABLE
    network.interface()
    for check, id_ in ((vpc_records_its_traffic, network.vpc), (subnet_assigns_no_public_address, network.subnet)):
        assert statuses(world, check, in_use_only=True)[id_] is Status.FAIL


def test_where_interfaces_cannot_be_read_nothing_is_left_out_or_judged(world: World, network: Network) -> None:
    found = statuses(world, vpc_records_its_traffic, prepare=deny(INTERFACES), in_use_only=True)
    assert set(found.values()) == {Status.NOT_ASSESSED}


def test_an_address_on_an_idle_interface_fails_where_that_is_asked_for(world: World, network: Network) -> None:
    def address_on(interface_id: str) -> str:
        id_: str = network.ec2.allocate_address(Domain="vpc")["AllocationId"]
        network.ec2.associate_address(AllocationId=id_, NetworkInterfaceId=interface_id)
        return id_

    idle, busy = address_on(network.interface()), address_on(network.attached_interface())

    assert set(statuses(world, elastic_ip_is_in_use).values()) == {Status.PASS}
    assert INTERFACES not in world.calls
    found = statuses(world, elastic_ip_is_in_use, strict_eni=True)
    assert (found[idle], found[busy]) == (Status.FAIL, Status.PASS)


def test_volumes_are_read_only_where_regions_without_them_are_left_out(world: World) -> None:
    assert statuses(world, ebs_is_encrypted_by_default) == {REGION: Status.FAIL}
    assert "ec2:DescribeVolumes" not in world.calls
    assert statuses(world, ebs_is_encrypted_by_default, only_regions_in_use=True) == {REGION: Status.NOT_APPLICABLE}
    world.client("ec2", REGION).create_volume(AvailabilityZone="eu-west-1a", Size=8)
    assert statuses(world, ebs_is_encrypted_by_default, only_regions_in_use=True) == {REGION: Status.FAIL}
