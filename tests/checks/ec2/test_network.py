"""What the internet can reach, and idle addresses."""

import pytest

from checks.ec2.network import (
    acl_keeps_admin_ports_closed,
    admin_ports_are_closed_to_ipv4,
    admin_ports_are_closed_to_ipv6,
    default_group_is_closed,
    elastic_ip_is_in_use,
    file_shares_are_closed,
)
from reporter.api import Unavailable, failed, not_applicable, passed
from reporter.aws.ec2.exposure import AclEntry, Rule, Traffic
from reporter.aws.ec2.instances import ElasticIp
from reporter.aws.ec2.interfaces import InterfaceUse
from reporter.aws.ec2.networks import Family
from reporter.aws.ec2.security_groups import ListedRules, SecurityGroup
from reporter.aws.ec2.vpc import NetworkAcl
from reporter.engine.check import AnyCheck
from reporter.model.answers import ReasonCode

SSH = Traffic("tcp", 22, 22)
RDP_UDP = Traffic("udp", 3389, 3389)
SMB = Traffic("tcp", 445, 445)
EVERYTHING = Traffic("-1")
EVERYBODY = ("0.0.0.0/0",)
EVERYBODY6 = ("::/0",)
NO_LISTS = ListedRules()
USED, UNUSED = InterfaceUse(groups=frozenset({"sg-1"})), InterfaceUse(groups=frozenset({"sg-2"}))
NOT_IN_USE = not_applicable("no network interface has the group")
UNREAD = Unavailable(ReasonCode.DENIED_BY_IAM, "no")


def group(*inbound: Rule, name: str = "web", outbound: tuple[Rule, ...] = ()) -> SecurityGroup:
    return SecurityGroup(
        account_id="111122223333",
        region="eu-west-1",
        arn="arn:aws:ec2:eu-west-1:111122223333:security-group/sg-1",
        group_name=name,
        inbound=inbound,
        outbound=outbound,
    )


def acl(*inbound: AclEntry, is_default: bool = False) -> NetworkAcl:
    arn = "arn:aws:ec2:eu-west-1:111122223333:network-acl/acl-1"
    return NetworkAcl(account_id="111122223333", region="eu-west-1", arn=arn, is_default=is_default, inbound=inbound)


def allow(cidr: str, traffic: Traffic) -> AclEntry:
    return AclEntry(number=100, allows=True, cidr=cidr, traffic=traffic)


def deny(number: int, cidr: str, traffic: Traffic = SSH) -> AclEntry:
    return AclEntry(number=number, allows=False, cidr=cidr, traffic=traffic)


def address(*, associated: bool, managed_by: str = "", interface_id: str = "eni-1") -> ElasticIp:
    return ElasticIp(
        account_id="111122223333",
        region="eu-west-1",
        arn="arn:aws:ec2:eu-west-1:111122223333:elastic-ip/eipalloc-1",
        associated=associated,
        managed_by=managed_by,
        interface_id=interface_id,
    )


def test_a_group_without_rules_passes() -> None:
    assert admin_ports_are_closed_to_ipv4(group(), NO_LISTS, None) == passed()
    assert admin_ports_are_closed_to_ipv6(group(), NO_LISTS, None) == passed()
    assert file_shares_are_closed(group(), NO_LISTS, None) == passed()


def test_a_group_that_opens_administration_ports_fails_and_names_them() -> None:
    verdict = admin_ports_are_closed_to_ipv4(group(Rule(SSH, EVERYBODY), Rule(RDP_UDP, EVERYBODY)), NO_LISTS, None)
    assert verdict == failed("open to the IPv4 internet: tcp/22, udp/3389")


def test_each_address_family_has_a_check_of_its_own() -> None:
    over_ipv4, over_ipv6 = group(Rule(SSH, EVERYBODY)), group(Rule(SSH, EVERYBODY6))
    assert admin_ports_are_closed_to_ipv6(over_ipv4, NO_LISTS, None) == passed()
    assert admin_ports_are_closed_to_ipv4(over_ipv6, NO_LISTS, None) == passed()
    assert admin_ports_are_closed_to_ipv6(over_ipv6, NO_LISTS, None) == failed("open to the IPv6 internet: tcp/22")


def test_all_public_ipv6_addresses_are_the_internet() -> None:
    public = group(Rule(SSH, ("2000::/3",)))
    assert admin_ports_are_closed_to_ipv6(public, NO_LISTS, None) == failed("open to the IPv6 internet: tcp/22")


def test_a_check_of_one_family_can_be_asked_about_both() -> None:
    both = group(Rule(SSH, EVERYBODY + EVERYBODY6))
    verdict = admin_ports_are_closed_to_ipv4(both, NO_LISTS, None, families=frozenset(Family))
    assert verdict == failed("open to the IPv4 internet: tcp/22; to the IPv6 internet: tcp/22")


def test_other_ports_can_be_named_for_each_protocol() -> None:
    telnet, dns = group(Rule(Traffic("tcp", 23, 23), EVERYBODY)), group(Rule(Traffic("udp", 53, 53), EVERYBODY))
    assert admin_ports_are_closed_to_ipv4(telnet, NO_LISTS, None) == passed()
    verdict = admin_ports_are_closed_to_ipv4(telnet, NO_LISTS, None, ports=frozenset({23}))
    assert verdict == failed("open to the IPv4 internet: tcp/23")
    assert admin_ports_are_closed_to_ipv4(dns, NO_LISTS, None, ports=frozenset({53})) == passed()
    verdict = admin_ports_are_closed_to_ipv4(dns, NO_LISTS, None, udp_ports=frozenset({53}))
    assert verdict == failed("open to the IPv4 internet: udp/53")


def test_a_prefix_list_may_hold_the_other_half_of_the_internet() -> None:
    half = group(Rule(SSH, ("0.0.0.0/1",)), Rule(SSH, prefix_lists=("pl-1",)))
    listed = ListedRules((Rule(SSH, ("128.0.0.0/1",), ("pl-1",)),))
    assert admin_ports_are_closed_to_ipv4(half, listed, None) == failed("open to the IPv4 internet: tcp/22")


def test_plain_addresses_prove_a_failure_even_if_lists_cannot_be_read() -> None:
    verdict = admin_ports_are_closed_to_ipv4(group(Rule(SSH, EVERYBODY)), UNREAD, None)
    assert verdict == failed("open to the IPv4 internet: tcp/22")


def test_a_group_that_opens_file_shares_to_either_family_fails() -> None:
    verdict = file_shares_are_closed(group(Rule(SMB, EVERYBODY + EVERYBODY6)), NO_LISTS, None)
    assert verdict == failed("open to the IPv4 internet: tcp/445; to the IPv6 internet: tcp/445")


@pytest.mark.parametrize("service", [("tcp", 139), ("tcp", 445), ("udp", 137), ("udp", 138)])
def test_file_shares_are_also_reached_by_netbios(service: tuple[str, int]) -> None:
    protocol, port = service
    verdict = file_shares_are_closed(group(Rule(Traffic(protocol, port, port), EVERYBODY)), NO_LISTS, None)
    assert verdict == failed(f"open to the IPv4 internet: {protocol}/{port}")


@pytest.mark.parametrize("service", [("udp", 139), ("udp", 445), ("tcp", 137), ("tcp", 138)])
def test_file_shares_keep_to_the_protocol_of_each_port(service: tuple[str, int]) -> None:
    protocol, port = service
    assert file_shares_are_closed(group(Rule(Traffic(protocol, port, port), EVERYBODY)), NO_LISTS, None) == passed()


@pytest.mark.parametrize(
    "judge", [admin_ports_are_closed_to_ipv4, admin_ports_are_closed_to_ipv6, file_shares_are_closed]
)
def test_groups_that_no_interface_has_can_be_left_out(judge: AnyCheck) -> None:
    opened = group(Rule(EVERYTHING, EVERYBODY + EVERYBODY6))
    assert judge(opened, NO_LISTS, UNUSED, in_use_only=True) == NOT_IN_USE
    assert judge(opened, NO_LISTS, USED, in_use_only=True) == judge(opened, NO_LISTS, None)


def test_a_default_group_without_rules_passes() -> None:
    assert default_group_is_closed(group(name="default"), None) == passed()


def test_a_default_group_with_a_rule_in_either_direction_fails() -> None:
    inward = group(Rule(SSH), name="default")
    outward = group(name="default", outbound=(Rule(EVERYTHING, EVERYBODY),))
    assert default_group_is_closed(inward, None) == failed("1 inbound and 0 outbound rules")
    assert default_group_is_closed(outward, None) == failed("0 inbound and 1 outbound rules")


def test_a_default_group_that_no_interface_has_can_be_left_out() -> None:
    inward = group(Rule(SSH), name="default")
    assert default_group_is_closed(inward, UNUSED, in_use_only=True) == NOT_IN_USE
    assert default_group_is_closed(inward, USED, in_use_only=True) == failed("1 inbound and 0 outbound rules")
    assert default_group_is_closed(group(name="default"), UNUSED, in_use_only=True) == NOT_IN_USE


def test_other_groups_may_have_rules() -> None:
    assert default_group_is_closed(group(Rule(SSH)), None) == not_applicable("not the default group of a VPC")


def test_an_acl_that_admits_nothing_passes() -> None:
    assert acl_keeps_admin_ports_closed(acl()) == passed()


def test_an_acl_that_admits_everything_fails_for_each_port_and_protocol() -> None:
    verdict = acl_keeps_admin_ports_closed(acl(allow("0.0.0.0/0", EVERYTHING)))
    assert verdict == failed("open to the IPv4 internet: tcp/22, tcp/3389, udp/22, udp/3389")


def test_an_acl_is_read_for_ipv6_too() -> None:
    verdict = acl_keeps_admin_ports_closed(acl(allow("::/0", SSH)))
    assert verdict == failed("open to the IPv6 internet: tcp/22")


def test_an_acl_that_admits_two_halves_of_the_internet_fails() -> None:
    low = allow("0.0.0.0/1", SSH)
    high = AclEntry(number=200, allows=True, cidr="128.0.0.0/1", traffic=EVERYTHING)
    assert acl_keeps_admin_ports_closed(acl(low)) == passed()
    verdict = acl_keeps_admin_ports_closed(acl(low, high))
    assert verdict == failed("open to the IPv4 internet: tcp/22")


def test_an_acl_that_keeps_out_one_address_still_fails() -> None:
    verdict = acl_keeps_admin_ports_closed(acl(deny(90, "198.51.100.7/32"), allow("0.0.0.0/0", SSH)))
    assert verdict == failed("open to the IPv4 internet: tcp/22")


def test_an_acl_that_keeps_out_the_internet_in_two_halves_passes() -> None:
    denied = (deny(80, "0.0.0.0/1"), deny(90, "128.0.0.0/1"))
    assert acl_keeps_admin_ports_closed(acl(*denied, allow("0.0.0.0/0", SSH))) == passed()


def test_an_acl_may_admit_udp_alone() -> None:
    verdict = acl_keeps_admin_ports_closed(acl(deny(90, "0.0.0.0/0", Traffic("6")), allow("0.0.0.0/0", EVERYTHING)))
    assert verdict == failed("open to the IPv4 internet: udp/22, udp/3389")


def test_the_default_acl_is_judged_unless_left_out() -> None:
    default = acl(allow("0.0.0.0/0", SSH), is_default=True)
    assert acl_keeps_admin_ports_closed(default) == failed("open to the IPv4 internet: tcp/22")
    verdict = acl_keeps_admin_ports_closed(default, include_default=False)
    assert verdict == not_applicable("the default ACL is left out by configuration")


def test_other_acls_are_judged_where_the_default_one_is_left_out() -> None:
    assert acl_keeps_admin_ports_closed(acl(), include_default=False) == passed()


def test_an_address_in_use_passes() -> None:
    assert elastic_ip_is_in_use(address(associated=True), None) == passed()


def test_an_idle_address_fails() -> None:
    assert elastic_ip_is_in_use(address(associated=False), None) == failed("not associated with anything")


def test_an_address_that_a_service_manages_is_not_judged() -> None:
    verdict = elastic_ip_is_in_use(address(associated=False, managed_by="nlb"), None)
    assert verdict == not_applicable("managed by nlb")


def test_an_address_can_be_asked_for_an_interface_that_is_in_use() -> None:
    attached = InterfaceUse(attached=frozenset({"eni-1"}))
    assert elastic_ip_is_in_use(address(associated=True), attached, strict_eni=True) == passed()
    verdict = elastic_ip_is_in_use(address(associated=True), InterfaceUse(), strict_eni=True)
    assert verdict == failed("the interface that has it is not in use: eni-1")
    verdict = elastic_ip_is_in_use(address(associated=True, interface_id=""), attached, strict_eni=True)
    assert verdict == failed("the interface that has it is not in use: none is named")
