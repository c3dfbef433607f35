"""What the internet can reach, and idle addresses."""

from checks.ec2_network import (
    acl_keeps_admin_ports_closed,
    admin_ports_are_closed_to_ipv4,
    admin_ports_are_closed_to_ipv6,
    default_group_is_closed,
    elastic_ip_is_in_use,
    file_shares_are_closed,
)
from reporter.api import Unavailable, failed, not_applicable, passed
from reporter.aws.ec2 import ElasticIp
from reporter.aws.exposure import AclEntry, Rule, Traffic
from reporter.aws.security_groups import ListedRules, SecurityGroup
from reporter.aws.vpc import NetworkAcl
from reporter.model import ReasonCode

SSH = Traffic("tcp", 22, 22)
RDP_UDP = Traffic("udp", 3389, 3389)
SMB = Traffic("tcp", 445, 445)
EVERYTHING = Traffic("-1")
EVERYBODY = ("0.0.0.0/0",)
EVERYBODY6 = ("::/0",)
NO_LISTS = ListedRules()
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


def address(*, associated: bool, managed_by: str = "") -> ElasticIp:
    arn = "arn:aws:ec2:eu-west-1:111122223333:elastic-ip/eipalloc-1"
    return ElasticIp(
        account_id="111122223333", region="eu-west-1", arn=arn, associated=associated, managed_by=managed_by
    )


def test_a_group_without_rules_passes() -> None:
    assert admin_ports_are_closed_to_ipv4(group(), NO_LISTS) == passed()
    assert admin_ports_are_closed_to_ipv6(group(), NO_LISTS) == passed()
    assert file_shares_are_closed(group(), NO_LISTS) == passed()


def test_a_group_that_opens_administration_ports_fails_and_names_them() -> None:
    verdict = admin_ports_are_closed_to_ipv4(group(Rule(SSH, EVERYBODY), Rule(RDP_UDP, EVERYBODY)), NO_LISTS)
    assert verdict == failed("open: tcp/22 from 0.0.0.0/0, udp/3389 from 0.0.0.0/0")


def test_each_address_family_has_a_check_of_its_own() -> None:
    over_ipv4, over_ipv6 = group(Rule(SSH, EVERYBODY)), group(Rule(SSH, EVERYBODY6))
    assert admin_ports_are_closed_to_ipv6(over_ipv4, NO_LISTS) == passed()
    assert admin_ports_are_closed_to_ipv4(over_ipv6, NO_LISTS) == passed()
    assert admin_ports_are_closed_to_ipv6(over_ipv6, NO_LISTS) == failed("open: tcp/22 from ::/0")


def test_other_ports_can_be_named() -> None:
    telnet = group(Rule(Traffic("tcp", 23, 23), EVERYBODY))
    assert admin_ports_are_closed_to_ipv4(telnet, NO_LISTS) == passed()
    verdict = admin_ports_are_closed_to_ipv4(telnet, NO_LISTS, ports=frozenset({23}))
    assert verdict == failed("open: tcp/23 from 0.0.0.0/0")


def test_a_prefix_list_may_hold_the_other_half_of_the_internet() -> None:
    half = group(Rule(SSH, ("0.0.0.0/1",)), Rule(SSH, prefix_lists=("pl-1",)))
    listed = ListedRules((Rule(SSH, ("128.0.0.0/1",), ("pl-1",)),))
    assert admin_ports_are_closed_to_ipv4(half, listed) == failed("open: tcp/22 from 0.0.0.0/0")


def test_plain_addresses_prove_a_failure_even_if_lists_cannot_be_read() -> None:
    verdict = admin_ports_are_closed_to_ipv4(group(Rule(SSH, EVERYBODY)), UNREAD)
    assert verdict == failed("open: tcp/22 from 0.0.0.0/0")


def test_a_group_that_opens_file_shares_to_either_family_fails() -> None:
    verdict = file_shares_are_closed(group(Rule(SMB, EVERYBODY + EVERYBODY6)), NO_LISTS)
    assert verdict == failed("open: tcp/445 from 0.0.0.0/0, tcp/445 from ::/0")


def test_file_shares_do_not_speak_udp() -> None:
    assert file_shares_are_closed(group(Rule(Traffic("udp", 445, 445), EVERYBODY)), NO_LISTS) == passed()


def test_a_default_group_without_rules_passes() -> None:
    assert default_group_is_closed(group(name="default")) == passed()


def test_a_default_group_with_a_rule_in_either_direction_fails() -> None:
    inward = group(Rule(SSH), name="default")
    outward = group(name="default", outbound=(Rule(EVERYTHING, EVERYBODY),))
    assert default_group_is_closed(inward) == failed("1 inbound and 0 outbound rules")
    assert default_group_is_closed(outward) == failed("0 inbound and 1 outbound rules")


def test_other_groups_may_have_rules() -> None:
    assert default_group_is_closed(group(Rule(SSH))) == not_applicable("not the default group of a VPC")


def test_an_acl_that_admits_nothing_passes() -> None:
    assert acl_keeps_admin_ports_closed(acl()) == passed()


def test_an_acl_that_admits_everything_fails_for_each_port_and_protocol() -> None:
    verdict = acl_keeps_admin_ports_closed(acl(allow("0.0.0.0/0", EVERYTHING)))
    assert verdict == failed("open: tcp/22 from 0.0.0.0/0, tcp/3389 from 0.0.0.0/0, udp/3389 from 0.0.0.0/0")


def test_an_acl_is_read_for_ipv6_too() -> None:
    verdict = acl_keeps_admin_ports_closed(acl(allow("::/0", SSH)))
    assert verdict == failed("open: tcp/22 from ::/0")


def test_the_default_acl_is_judged_unless_left_out() -> None:
    default = acl(allow("0.0.0.0/0", SSH), is_default=True)
    assert acl_keeps_admin_ports_closed(default) == failed("open: tcp/22 from 0.0.0.0/0")
    verdict = acl_keeps_admin_ports_closed(default, include_default=False)
    assert verdict == not_applicable("the default ACL is left out by configuration")


def test_other_acls_are_judged_where_the_default_one_is_left_out() -> None:
    assert acl_keeps_admin_ports_closed(acl(), include_default=False) == passed()


def test_an_address_in_use_passes() -> None:
    assert elastic_ip_is_in_use(address(associated=True)) == passed()


def test_an_idle_address_fails() -> None:
    assert elastic_ip_is_in_use(address(associated=False)) == failed("not associated with anything")


def test_an_address_that_a_service_manages_is_not_judged() -> None:
    verdict = elastic_ip_is_in_use(address(associated=False, managed_by="nlb"))
    assert verdict == not_applicable("managed by nlb")
