"""Instances, volumes, addresses and the defaults of a region, as AWS answers them."""

from typing import Any

import pytest

from checks.ec2.instances import instance_has_a_profile, instance_requires_imdsv2
from checks.ec2.storage import ebs_is_encrypted_by_default
from reporter.aws.ec2.instances import EbsDefaults, ElasticIp, Instance, Volume
from reporter.model.answers import ReasonCode, Unavailable
from reporter.model.finding import Finding
from reporter.model.subjects import Region
from reporter.model.verdicts import Status
from tests.aws.rewriting import rewrite, rewrite_last
from tests.world import Prepare, World, cut_pages, deny

REGION = "eu-west-1"


@pytest.fixture
def ec2(world: World) -> Any:
    return world.client("ec2", REGION)


def run_instance(ec2: Any, **options: Any) -> str:
    image = ec2.register_image(Name="acme-base", RootDeviceName="/dev/sda1")["ImageId"]
    answer = ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, **options)
    return str(answer["Instances"][0]["InstanceId"])


def instances(world: World, prepare: Prepare | None = None) -> Any:
    return world.read(Instance, regions=[REGION], prepare=prepare).subjects(Instance)


def test_an_instance_is_read_with_its_metadata_options_and_name(world: World, ec2: Any) -> None:
    id_ = run_instance(
        ec2,
        MetadataOptions={"HttpTokens": "required", "HttpEndpoint": "enabled"},
        TagSpecifications=[{"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "web-1"}]}],
    )

    [instance] = instances(world)

    assert instance.arn == f"arn:aws:ec2:eu-west-1:111122223333:instance/{id_}"
    assert (instance.name, instance.tags) == ("web-1", {"Name": "web-1"})
    assert (instance.metadata_tokens, instance.metadata_endpoint) == ("required", "enabled")
    assert world.calls == ["ec2:DescribeRegions", "ec2:DescribeInstances"]


def test_an_instance_without_tags_is_named_by_its_id(world: World, ec2: Any) -> None:
    id_ = run_instance(ec2)
    [instance] = instances(world)
    assert (instance.name, instance.profile_arn) == (id_, "")


def test_the_profile_of_an_instance_is_read(world: World, ec2: Any) -> None:
    profile = world.client("iam").create_instance_profile(InstanceProfileName="web")["InstanceProfile"]
    run_instance(ec2, IamInstanceProfile={"Arn": profile["Arn"]})

    [instance] = instances(world)

    assert instance.profile_arn == profile["Arn"]


def test_terminated_instances_are_not_there(world: World, ec2: Any) -> None:
    ec2.terminate_instances(InstanceIds=[run_instance(ec2)])
    assert instances(world) == ()


def test_addresses_of_all_interfaces_are_read(world: World, ec2: Any) -> None:
    def add_addresses(answer: dict[str, Any]) -> None:
        [interface] = answer["Reservations"][0]["Instances"][0]["NetworkInterfaces"]
        interface["Association"] = {"PublicIp": "198.51.100.7"}
        interface["PrivateIpAddresses"] = [
            {"Association": {"PublicIp": "198.51.100.7"}, "Primary": True},
            {"Association": {"PublicIp": "203.0.113.9"}, "Primary": False},
            {"Primary": False},
        ]
        interface["Ipv6Addresses"] = [{"Ipv6Address": "2600:1f18::1"}]

    run_instance(ec2)

    [instance] = instances(world, rewrite("ec2:DescribeInstances", add_addresses))

    assert instance.public_ipv4 == ("198.51.100.7", "203.0.113.9")
    assert instance.ipv6 == ("2600:1f18::1",)


def with_association(association: dict[str, str]) -> Prepare:
    def associate(answer: dict[str, Any]) -> None:
        [interface] = answer["Reservations"][0]["Instances"][0]["NetworkInterfaces"]
        interface.pop("Association", None)
        interface["PrivateIpAddresses"] = [{"Primary": True, "Association": association}]

    return rewrite("ec2:DescribeInstances", associate)


@pytest.mark.parametrize(
    ("association", "public"),
    [
        ({"PublicIp": "198.51.100.7"}, ("198.51.100.7",)),
        ({"CarrierIp": "155.146.0.7"}, ("155.146.0.7",)),
        ({"PublicIp": "198.51.100.7", "CarrierIp": "155.146.0.7"}, ("155.146.0.7", "198.51.100.7")),
        ({"CustomerOwnedIp": "10.200.0.7"}, ()),
    ],
)
def test_the_address_of_a_carrier_is_public_and_one_of_your_own_network_is_not(
    world: World, ec2: Any, association: dict[str, str], public: tuple[str, ...]
) -> None:
    run_instance(ec2)
    [instance] = instances(world, with_association(association))
    assert instance.public_ipv4 == public


def test_an_association_without_an_address_is_malformed(world: World, ec2: Any) -> None:
    run_instance(ec2)
    inventory = world.read(Instance, regions=[REGION], prepare=with_association({"IpOwnerId": "amazon"}))
    assert [why.reason for _, why in inventory.gaps(Instance)] == [ReasonCode.MALFORMED_ANSWER]


def test_an_instance_without_metadata_options_is_not_assessed_for_them_alone(world: World, ec2: Any) -> None:
    def drop_options(answer: dict[str, Any]) -> None:
        del answer["Reservations"][0]["Instances"][0]["MetadataOptions"]

    first, second = run_instance(ec2), run_instance(ec2)
    prepare = rewrite("ec2:DescribeInstances", drop_options)

    tokens = by_id(world.judge(instance_requires_imdsv2, regions=[REGION], prepare=prepare))
    assert (tokens[first].status, tokens[first].reason_code) == (Status.NOT_ASSESSED, "malformed-answer")
    assert tokens[first].operation == "ec2:DescribeInstances"
    assert tokens[second].status is Status.FAIL
    profiles = by_id(world.judge(instance_has_a_profile, regions=[REGION], prepare=prepare))
    assert {finding.status for finding in profiles.values()} == {Status.FAIL}


def by_id(findings: list[Finding]) -> dict[str, Finding]:
    return {finding.arn.rpartition("/")[2]: finding for finding in findings}


def test_one_odd_instance_has_a_row_of_its_own(world: World, ec2: Any) -> None:
    def spoil(answer: dict[str, Any]) -> None:
        del answer["Reservations"][0]["Instances"][0]["NetworkInterfaces"]

    first, second = run_instance(ec2), run_instance(ec2)
    prepare = rewrite_last("ec2:DescribeInstances", spoil)
    found = by_id(world.judge(instance_has_a_profile, regions=[REGION], prepare=prepare))

    assert (found[first].status, found[first].resource_type) == (Status.NOT_ASSESSED, "AWS::EC2::Instance")
    assert "it lacks 'NetworkInterfaces'" in found[first].reason
    assert (found[first].operation, bool(found[first].request_id)) == ("ec2:DescribeInstances", True)
    assert found[second].status is Status.FAIL


def test_a_reservation_without_its_list_of_instances_is_one_odd_item(world: World, ec2: Any) -> None:
    def spoil(answer: dict[str, Any]) -> None:
        del answer["Reservations"][0]["Instances"]

    run_instance(ec2)
    second = run_instance(ec2)
    findings = world.judge(
        instance_has_a_profile, regions=[REGION], prepare=rewrite_last("ec2:DescribeInstances", spoil)
    )
    assert {(one.resource_name, one.status) for one in findings} == {
        ("item 1", Status.NOT_ASSESSED),
        (second, Status.FAIL),
    }


@pytest.mark.parametrize("kept", ["CarrierIp", "CustomerOwnedIp"])
def test_an_address_of_a_carrier_or_an_outpost_is_one_like_any(world: World, ec2: Any, kept: str) -> None:
    def change(answer: dict[str, Any]) -> None:
        first = answer["Addresses"][0]
        first[kept] = first.pop("PublicIp")

    ids = {ec2.allocate_address(Domain="vpc")["AllocationId"] for _ in range(2)}
    found = world.read(ElasticIp, regions=[REGION], prepare=rewrite("ec2:DescribeAddresses", change))
    assert {address.arn.rpartition("/")[2] for address in found.subjects(ElasticIp)} == ids
    assert list(found.gaps(ElasticIp)) == []


def test_a_tag_without_a_key_marks_nothing(world: World, ec2: Any) -> None:
    def tag(answer: dict[str, Any]) -> None:
        tags = [{"Value": "x"}, {"Key": "team"}, {"Key": "a", "Value": "b"}]
        answer["Reservations"][0]["Instances"][0]["Tags"] = tags

    run_instance(ec2)
    [instance] = instances(world, rewrite("ec2:DescribeInstances", tag))
    assert instance.tags == {"team": "", "a": "b"}


def test_every_page_of_volumes_is_read(world: World, ec2: Any) -> None:
    for encrypted in (True, False, True):
        ec2.create_volume(AvailabilityZone="eu-west-1a", Size=8, Encrypted=encrypted)

    inventory = world.read(Volume, regions=[REGION], prepare=cut_pages(2))

    assert sorted(volume.encrypted for volume in inventory.subjects(Volume)) == [False, True, True]
    assert world.calls.count("ec2:DescribeVolumes") == 2


def test_a_volume_in_use_is_attached(world: World, ec2: Any) -> None:
    run_instance(ec2)
    ec2.create_volume(AvailabilityZone="eu-west-1a", Size=8)

    found = world.read(Volume, regions=[REGION]).subjects(Volume)

    assert sorted(volume.attached for volume in found) == [False, True]


def test_an_unknown_state_of_a_volume_is_not_taken_for_idle(world: World, ec2: Any) -> None:
    def invent(answer: dict[str, Any]) -> None:
        answer["Volumes"][0]["State"] = "shared"

    ec2.create_volume(AvailabilityZone="eu-west-1a", Size=8)
    inventory = world.read(Volume, regions=[REGION], prepare=rewrite("ec2:DescribeVolumes", invent))
    assert [why.reason for _, why in inventory.gaps(Volume)] == [ReasonCode.MALFORMED_ANSWER]


def test_an_address_is_associated_once_something_uses_it(world: World, ec2: Any) -> None:
    ec2.allocate_address(Domain="vpc")
    used = ec2.allocate_address(Domain="vpc")["AllocationId"]
    ec2.associate_address(AllocationId=used, InstanceId=run_instance(ec2))

    found = world.read(ElasticIp, regions=[REGION]).subjects(ElasticIp)

    assert {address.name: address.associated for address in found}[used]
    assert sorted(address.associated for address in found) == [False, True]
    assert {address.managed_by for address in found} == {""}


def test_a_region_encrypts_new_volumes_once_it_is_switched_on(world: World, ec2: Any) -> None:
    ec2.enable_ebs_encryption_by_default()
    answers = world.read(EbsDefaults, regions=[REGION, "us-east-1"]).answers[EbsDefaults]
    assert answers == {REGION: EbsDefaults(encrypted=True), "us-east-1": EbsDefaults(encrypted=False)}


def test_a_refused_region_is_a_gap_and_the_others_are_not(world: World) -> None:
    inventory = world.read(Instance, regions=[REGION], prepare=deny("ec2:DescribeInstances", "UnauthorizedOperation"))
    [(where, why)] = inventory.gaps(Instance)
    assert isinstance(where, Region)
    assert (why.reason, why.action) == (ReasonCode.DENIED_BY_IAM, "ec2:DescribeInstances")


def test_a_region_that_is_not_enabled_is_not_asked(world: World) -> None:
    inventory = world.read(EbsDefaults, regions=["me-south-1"])
    answer = inventory.answers[EbsDefaults]["me-south-1"]
    assert isinstance(answer, Unavailable)
    assert answer.reason is ReasonCode.REGION_DISABLED


def test_each_region_is_judged(world: World) -> None:
    findings = world.judge(ebs_is_encrypted_by_default)
    assert [(one.region, one.status) for one in findings] == [
        (region, Status.FAIL) for region in sorted(world.state().regions)
    ]
