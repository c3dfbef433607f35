"""What security groups and network ACLs admit from the internet, and Elastic IP addresses that are not in use."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Annotated

from reporter.api import (
    OnlyIf,
    Sequence,
    Severity,
    Unavailable,
    Verdict,
    check,
    failed,
    not_applicable,
    not_assessed,
    passed,
)
from reporter.aws.ec2.exposure import Service, open_to_internet
from reporter.aws.ec2.instances import ElasticIp
from reporter.aws.ec2.interfaces import InterfaceUse
from reporter.aws.ec2.networks import Family
from reporter.aws.ec2.security_groups import ListedRules, SecurityGroup
from reporter.aws.ec2.vpc import NetworkAcl

SSH_AND_RDP = frozenset({22, 3389})
SMB = frozenset({139, 445})
NETBIOS = frozenset({137, 138})
"""Names and datagrams of SMB over NetBIOS; its sessions take port 139."""
ONLY_IPV4 = frozenset({Family.IPV4})
ONLY_IPV6 = frozenset({Family.IPV6})
BOTH = frozenset(Family)

NARROW = (
    "aws ec2 describe-security-group-rules --region {region} --filters Name=group-id,Values={id}\n"
    "# NETWORK and PORT: a network that needs the port\n"
    "aws ec2 authorize-security-group-ingress --region {region} --group-id {id} --ip-permissions "
    "IpProtocol=tcp,FromPort=PORT,ToPort=PORT,IpRanges=[{CidrIp=NETWORK}]\n"
    "# check first: the networks that need the ports have rules of their own, and VPC flow logs show no other "
    "use\n"
    "# deletes all ports of the rule. SGR: the rule that allows the internet, from the list\n"
    "aws ec2 revoke-security-group-ingress --region {region} --group-id {id} --security-group-rule-ids SGR"
)


@check(
    "ec2-security-group-admin-ports-ipv4-closed",
    title="Security groups should not allow remote administration from the IPv4 internet",
    finding="Security group allows remote administration from the IPv4 internet",
    severity=Severity.HIGH,
    remediation="Allow the networks that need the ports, then delete the rule that allows the internet. Session "
    "Manager needs no open port.",
    cli=NARROW,
)
def admin_ports_are_closed_to_ipv4(  # noqa: PLR0913 - the control has four settings
    group: SecurityGroup,
    listed: ListedRules | Unavailable,
    use: Annotated[InterfaceUse | None, OnlyIf("in_use_only")],
    *,
    ports: frozenset[int] = SSH_AND_RDP,
    udp_ports: frozenset[int] = SSH_AND_RDP,
    families: frozenset[Family] = ONLY_IPV4,
    in_use_only: bool = False,
) -> Verdict:
    """Open SSH and RDP ports are found by scanners within minutes and attacked with stolen or guessed credentials."""
    return _closed(group, listed, use, _services(ports, udp_ports), families)


@check(
    "ec2-security-group-admin-ports-ipv6-closed",
    title="Security groups should not allow remote administration from the IPv6 internet",
    finding="Security group allows remote administration from the IPv6 internet",
    severity=Severity.HIGH,
    remediation="Allow the networks that need the ports, then delete the rule that allows the internet. Session "
    "Manager needs no open port.",
    cli="aws ec2 describe-security-group-rules --region {region} --filters Name=group-id,Values={id}\n"
    "# NETWORK and PORT: a network that needs the port\n"
    "aws ec2 authorize-security-group-ingress --region {region} --group-id {id} --ip-permissions "
    "IpProtocol=tcp,FromPort=PORT,ToPort=PORT,Ipv6Ranges=[{CidrIpv6=NETWORK}]\n"
    "# check first: the networks that need the ports have rules of their own, and VPC flow logs show no other "
    "use\n"
    "# deletes all ports of the rule. SGR: the rule that allows the internet, from the list\n"
    "aws ec2 revoke-security-group-ingress --region {region} --group-id {id} --security-group-rule-ids SGR",
)
def admin_ports_are_closed_to_ipv6(  # noqa: PLR0913 - the control has four settings
    group: SecurityGroup,
    listed: ListedRules | Unavailable,
    use: Annotated[InterfaceUse | None, OnlyIf("in_use_only")],
    *,
    ports: frozenset[int] = SSH_AND_RDP,
    udp_ports: frozenset[int] = SSH_AND_RDP,
    families: frozenset[Family] = ONLY_IPV6,
    in_use_only: bool = False,
) -> Verdict:
    """A port that is closed for IPv4 and open for IPv6 can still be attacked from the internet."""
    return _closed(group, listed, use, _services(ports, udp_ports), families)


@check(
    "ec2-security-group-cifs-closed",
    title="Security groups should not allow file sharing (SMB) from the internet",
    finding="Security group allows file sharing (SMB) from the internet",
    severity=Severity.HIGH,
    remediation="Allow the networks that need the ports, then delete the rule that allows the internet.",
    cli=NARROW,
)
def file_shares_are_closed(  # noqa: PLR0913 - the control has four settings
    group: SecurityGroup,
    listed: ListedRules | Unavailable,
    use: Annotated[InterfaceUse | None, OnlyIf("in_use_only")],
    *,
    ports: frozenset[int] = SMB,
    udp_ports: frozenset[int] = NETBIOS,
    families: frozenset[Family] = BOTH,
    in_use_only: bool = False,
) -> Verdict:
    """Worms and ransomware spread through SMB ports that are open to the internet."""
    return _closed(group, listed, use, _services(ports, udp_ports), families)


def _services(ports: Iterable[int], udp_ports: Iterable[int]) -> list[Service]:
    return [*(("tcp", port) for port in sorted(ports)), *(("udp", port) for port in sorted(udp_ports))]


def _unused(group: SecurityGroup, use: InterfaceUse | None) -> Verdict | None:
    """The use is only known where it was asked for."""
    if use is None or group.id in use.groups:
        return None
    return not_assessed(use.unread) if use.unread else not_applicable("no network interface has the group")


def _closed(
    group: SecurityGroup,
    listed: ListedRules | Unavailable,
    use: InterfaceUse | None,
    services: Sequence[Service],
    families: Collection[Family],
) -> Verdict:
    """A failure that rules with plain addresses prove, is one whatever the prefix lists hold."""
    if unused := _unused(group, use):
        return unused
    rules = group.inbound if isinstance(listed, Unavailable) else (*group.inbound, *listed.rules)
    opened = open_to_internet(rules, services, families)
    return failed(f"open {opened}") if opened else passed()


@check(
    "ec2-security-group-default-closed",
    title="Default security groups should have no rules",
    finding="Default security group has rules",
    severity=Severity.MEDIUM,
    remediation="Move the resources that use the group to groups of their own, then delete its inbound and outbound "
    "rules.",
    cli="# check first: no network interface uses the group, and no other group refers to it\n"
    "aws ec2 describe-network-interfaces --region {region} --filters Name=group-id,Values={id} --query "
    "'NetworkInterfaces[].NetworkInterfaceId'\n"
    "aws ec2 describe-security-group-rules --region {region} --filters Name=group-id,Values={id}\n"
    "# SGR_IN and SGR_OUT: the ids of its inbound and outbound rules\n"
    "aws ec2 revoke-security-group-ingress --region {region} --group-id {id} --security-group-rule-ids SGR_IN\n"
    "aws ec2 revoke-security-group-egress --region {region} --group-id {id} --security-group-rule-ids SGR_OUT",
)
def default_group_is_closed(
    group: SecurityGroup,
    use: Annotated[InterfaceUse | None, OnlyIf("in_use_only")],
    *,
    in_use_only: bool = False,
) -> Verdict:
    """A resource launched without a security group gets the default group and all access that its rules allow."""
    if group.group_name != "default":
        return not_applicable("not the default group of a VPC")
    if unused := _unused(group, use):
        return unused
    if group.inbound or group.outbound:
        return failed(f"{len(group.inbound)} inbound and {len(group.outbound)} outbound rules")
    return passed()


@check(
    "ec2-network-acl-admin-ports-closed",
    title="Network ACLs should not allow remote administration from the internet",
    finding="Network ACL allows remote administration from the internet",
    severity=Severity.MEDIUM,
    remediation="Allow the networks that need the ports, then deny the ports to the internet. New entries get lower "
    "numbers than the entry that allows the traffic, which stays as it is.",
    cli="aws ec2 describe-network-acls --region {region} --network-acl-ids {id} --query 'NetworkAcls[].Entries'\n"
    "# ALLOW and DENY: free numbers below that of the entry that allows the traffic, ALLOW the lower one. "
    "Nothing is replaced\n"
    "# check first: NETWORK is each network that needs the port, private ones included, for the deny applies "
    "to them too\n"
    "aws ec2 create-network-acl-entry --region {region} --network-acl-id {id} --ingress --rule-number ALLOW "
    "--protocol tcp --port-range From=22,To=22 --cidr-block NETWORK --rule-action allow\n"
    "aws ec2 create-network-acl-entry --region {region} --network-acl-id {id} --ingress --rule-number DENY "
    "--protocol tcp --port-range From=22,To=22 --cidr-block 0.0.0.0/0 --rule-action deny\n"
    "# the same for port 3389, for udp, and for IPv6 with --ipv6-cidr-block ::/0",
)
def acl_keeps_admin_ports_closed(
    acl: NetworkAcl, *, ports: frozenset[int] = SSH_AND_RDP, include_default: bool = True
) -> Verdict:
    """A network ACL is the second barrier: it still protects the subnet when a security group is opened too far."""
    if acl.is_default and not include_default:
        return not_applicable("the default ACL is left out by configuration")
    opened = open_to_internet(acl.inbound, _services(ports, ports), BOTH)
    return failed(f"open {opened}") if opened else passed()


@check(
    "ec2-eip-associated",
    title="Elastic IP addresses should be in use",
    finding="Elastic IP address is not in use",
    severity=Severity.INFO,
    remediation="Release the address once no DNS record or allow-list contains it. A released address can rarely be "
    "recovered.",
    cli="# check first: no DNS record or allow-list contains the address, for a released address can rarely be "
    "recovered\n"
    "aws ec2 release-address --region {region} --allocation-id {id}",
)
def elastic_ip_is_in_use(
    address: ElasticIp, use: Annotated[InterfaceUse | None, OnlyIf("strict_eni")], *, strict_eni: bool = False
) -> Verdict:
    """An unused address costs money, and DNS records that still point at it can be taken over after its release."""
    if address.managed_by:
        return not_applicable(f"managed by {address.managed_by}")
    if not address.associated:
        return failed("not associated with anything")
    if use and address.interface_id not in use.attached:
        if use.unread:
            return not_assessed(use.unread)
        return failed(f"the interface that has it is not in use: {address.interface_id or 'none is named'}")
    return passed()
