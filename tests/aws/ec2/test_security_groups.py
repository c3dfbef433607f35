"""Security groups and the prefix lists their rules name, as AWS answers them."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from checks.ec2.network import admin_ports_are_closed_to_ipv4, default_group_is_closed
from reporter.aws.ec2.exposure import Rule, Traffic
from reporter.aws.ec2.security_groups import ListedRules, PrefixList, SecurityGroup
from reporter.model.answers import ReasonCode
from reporter.model.finding import Finding
from reporter.model.verdicts import Status
from tests.aws.rewriting import rewrite
from tests.world import Prepare, World, cut_pages, deny

REGION = "eu-west-1"
ENTRIES = "ec2:GetManagedPrefixListEntries"
HALVES = ("0.0.0.0/1", "128.0.0.0/1")


class Network:
    """Groups and prefix lists, seeded in few words."""

    def __init__(self, world: World) -> None:
        self._ec2 = world.client("ec2", REGION)
        self._vpc = self._ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]

    def group(self, name: str, **permission: Any) -> str:
        id_ = self._ec2.create_security_group(GroupName=name, Description="-", VpcId=self._vpc)["GroupId"]
        if permission:
            self._ec2.authorize_security_group_ingress(GroupId=id_, IpPermissions=[permission])
        return str(id_)

    def group_for_list(self, name: str, list_id: str) -> str:
        sources = [{"PrefixListId": list_id}]
        return self.group(name, IpProtocol="tcp", FromPort=22, ToPort=22, PrefixListIds=sources)

    def prefix_list(self, *cidrs: str) -> str:
        entries = [{"Cidr": cidr} for cidr in cidrs]
        answer = self._ec2.create_managed_prefix_list(
            PrefixListName="acme", MaxEntries=9, AddressFamily="IPv4", Entries=entries
        )
        return str(answer["PrefixList"]["PrefixListId"])

    def prefix_lists_of_aws(self) -> Iterator[str]:
        for found in self._ec2.describe_managed_prefix_lists()["PrefixLists"]:
            if found["OwnerId"] == "AWS":
                yield found["PrefixListId"]


@pytest.fixture
def network(world: World) -> Network:
    return Network(world)


def groups(world: World, prepare: Prepare | None = None) -> dict[str, SecurityGroup]:
    inventory = world.read(SecurityGroup, regions=[REGION], prepare=prepare)
    return {group.group_name: group for group in inventory.subjects(SecurityGroup)}


def ssh_findings(world: World, prepare: Prepare | None = None) -> dict[str, Finding]:
    """Findings about the groups that have a name of their own, by ARN's end."""
    findings = world.judge(admin_ports_are_closed_to_ipv4, regions=[REGION], prepare=prepare)
    return {finding.arn.rpartition("/")[2]: finding for finding in findings}


def test_rules_are_read_with_sources_of_both_families(world: World, network: Network) -> None:
    network.group(
        "web",
        IpProtocol="tcp",
        FromPort=22,
        ToPort=23,
        IpRanges=[{"CidrIp": "10.0.0.0/8"}],
        Ipv6Ranges=[{"CidrIpv6": "::/0"}],
    )

    web = groups(world)["web"]

    assert web.inbound == (Rule(Traffic("tcp", 22, 23), ("10.0.0.0/8", "::/0")),)
    assert web.outbound == (Rule(Traffic("-1"), ("0.0.0.0/0",)),)
    assert world.calls == ["ec2:DescribeRegions", "ec2:DescribeSecurityGroups"]


def give_away(answer: dict[str, Any], keep: str = "") -> None:
    for group in answer["SecurityGroups"]:
        if group["GroupName"] != keep:
            group["OwnerId"] = "999988887777"


def test_groups_of_other_accounts_are_theirs_to_judge(world: World, network: Network) -> None:
    network.group("web")
    shared = partial(give_away, keep="web")
    assert groups(world, rewrite("ec2:DescribeSecurityGroups", shared)).keys() == {"web"}


def test_the_groups_of_another_account_are_no_answer(world: World, network: Network) -> None:
    network.group("web")
    prepare = rewrite("ec2:DescribeSecurityGroups", give_away)
    inventory = world.read(SecurityGroup, regions=[REGION], prepare=prepare)
    assert [why.reason for _, why in inventory.gaps(SecurityGroup)] == [ReasonCode.MALFORMED_ANSWER]


def test_every_page_of_groups_is_read(world: World, network: Network) -> None:
    for name in ("a", "b", "c"):
        network.group(name)
    assert groups(world, cut_pages(2)).keys() >= {"a", "b", "c", "default"}


def test_a_list_that_two_groups_name_is_read_once(world: World, network: Network) -> None:
    list_id = network.prefix_list(*HALVES)
    network.group_for_list("one", list_id)
    network.group_for_list("two", list_id)

    [found] = world.read(PrefixList, ListedRules, regions=[REGION], prepare=cut_pages(9)).subjects(PrefixList)

    assert (found.id, sorted(found.cidrs)) == (list_id, sorted(HALVES))
    assert world.calls.count(ENTRIES) == 1


def test_no_list_is_read_that_no_group_names(world: World, network: Network) -> None:
    network.prefix_list(*HALVES)
    assert world.read(PrefixList, ListedRules, regions=[REGION]).subjects(PrefixList) == ()
    assert ENTRIES not in world.calls


def test_a_list_of_the_whole_internet_opens_a_port(world: World, network: Network) -> None:
    opened = network.group_for_list("opened", network.prefix_list(*HALVES))
    narrow = network.group_for_list("narrow", network.prefix_list(HALVES[0]))

    found = ssh_findings(world)

    assert (found[opened].status, found[narrow].status) == (Status.FAIL, Status.PASS)


def test_lists_of_aws_are_not_the_internet(world: World, network: Network) -> None:
    ids = [network.group_for_list(list_id, list_id) for list_id in network.prefix_lists_of_aws()]
    found = ssh_findings(world)
    assert {found[id_].status for id_ in ids} == {Status.PASS}


def test_only_groups_that_name_a_list_suffer_when_lists_are_refused(world: World, network: Network) -> None:
    listed, plain = network.group_for_list("listed", network.prefix_list(*HALVES)), network.group("plain")

    found = ssh_findings(world, deny(ENTRIES, "UnauthorizedOperation"))

    assert (found[listed].status, found[plain].status) == (Status.NOT_ASSESSED, Status.PASS)
    assert found[listed].reason_code == ReasonCode.DENIED_BY_IAM
    assert found[listed].action == ENTRIES


def test_a_list_that_is_no_longer_shared_leaves_its_group_unassessed(world: World, network: Network) -> None:
    listed, plain = network.group_for_list("listed", network.prefix_list(*HALVES)), network.group("plain")

    found = ssh_findings(world, deny(ENTRIES, "InvalidPrefixListID.NotFound", status=400))

    assert (found[listed].status, found[plain].status) == (Status.NOT_ASSESSED, Status.PASS)
    assert "which was not read" in found[listed].reason


def test_rules_with_lists_are_resolved_and_others_left_alone(world: World, network: Network) -> None:
    listed = network.group_for_list("listed", network.prefix_list("10.0.0.0/8"))
    answers = world.read(ListedRules, regions=[REGION]).answers[ListedRules]
    resolved = {key.rpartition("/")[2]: answer for key, answer in answers.items()}[listed]
    assert isinstance(resolved, ListedRules)
    assert [rule.cidrs for rule in resolved.rules] == [("10.0.0.0/8",)]


def test_a_source_that_is_no_network_is_malformed(world: World, network: Network) -> None:
    def spoil(answer: dict[str, Any]) -> None:
        for group in answer["SecurityGroups"]:
            for permission in group["IpPermissions"]:
                permission["IpRanges"] = [{"CidrIp": "everywhere"}]

    network.group("web", IpProtocol="tcp", FromPort=22, ToPort=22, IpRanges=[{"CidrIp": "10.0.0.0/8"}])
    inventory = world.read(SecurityGroup, regions=[REGION], prepare=rewrite("ec2:DescribeSecurityGroups", spoil))
    assert [why.reason for _, why in inventory.gaps(SecurityGroup)] == [ReasonCode.MALFORMED_ANSWER]


def test_an_entry_of_a_list_that_is_no_network_leaves_its_group_unassessed(world: World, network: Network) -> None:
    def spoil(answer: dict[str, Any]) -> None:
        answer["Entries"][0]["Cidr"] = "everywhere"

    listed, plain = network.group_for_list("listed", network.prefix_list(*HALVES)), network.group("plain")

    found = ssh_findings(world, rewrite(ENTRIES, spoil))

    assert (found[listed].status, found[plain].status) == (Status.NOT_ASSESSED, Status.PASS)
    assert found[listed].reason_code == ReasonCode.MALFORMED_ANSWER


def test_lists_are_not_read_where_only_the_rules_are_counted(world: World, network: Network) -> None:
    network.group_for_list("listed", network.prefix_list(*HALVES))
    world.judge(default_group_is_closed, regions=[REGION])
    assert ENTRIES not in world.calls
