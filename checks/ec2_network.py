"""What security groups and network ACLs let in from the internet, and addresses that nobody uses."""

from __future__ import annotations

from collections.abc import Iterable

from reporter.api import Severity, Unavailable, Verdict, check, failed, not_applicable, passed
from reporter.aws.ec2 import ElasticIp
from reporter.aws.exposure import IPV4_INTERNET, IPV6_INTERNET, admits, open_ports
from reporter.aws.security_groups import ListedRules, SecurityGroup
from reporter.aws.vpc import NetworkAcl

SSH_AND_RDP = frozenset({22, 3389})
SMB = frozenset({445})
SPEAKS_UDP = frozenset({3389})
"""Administration ports that are served over UDP, too."""

NARROW_THE_SOURCE = "Replace the source by the networks that need access."
REVOKE = "aws ec2 revoke-security-group-ingress --group-id SG --protocol tcp --port PORT --cidr"


@check(
    "ec2-security-group-admin-ports-ipv4-closed",
    title="Administration ports are closed to the IPv4 internet",
    severity=Severity.HIGH,
    remediation=NARROW_THE_SOURCE,
    cli=f"{REVOKE} {IPV4_INTERNET}",
)
def admin_ports_are_closed_to_ipv4(
    group: SecurityGroup, listed: ListedRules | Unavailable, *, ports: frozenset[int] = SSH_AND_RDP
) -> Verdict:
    """Open administration ports are tried within minutes; they belong behind a VPN or Session Manager."""
    return _closed(group, listed, ports, ("tcp", "udp"), (IPV4_INTERNET,))


@check(
    "ec2-security-group-admin-ports-ipv6-closed",
    title="Administration ports are closed to the IPv6 internet",
    severity=Severity.HIGH,
    remediation=NARROW_THE_SOURCE,
    cli="aws ec2 revoke-security-group-ingress --group-id SG --security-group-rule-ids SGR",
)
def admin_ports_are_closed_to_ipv6(
    group: SecurityGroup, listed: ListedRules | Unavailable, *, ports: frozenset[int] = SSH_AND_RDP
) -> Verdict:
    """Whoever closes a port for IPv4 easily forgets that the instance has another address."""
    return _closed(group, listed, ports, ("tcp", "udp"), (IPV6_INTERNET,))


@check(
    "ec2-security-group-cifs-closed",
    title="File shares are closed to the internet",
    severity=Severity.HIGH,
    remediation=NARROW_THE_SOURCE,
    cli=f"{REVOKE} {IPV4_INTERNET}",
)
def file_shares_are_closed(
    group: SecurityGroup, listed: ListedRules | Unavailable, *, ports: frozenset[int] = SMB
) -> Verdict:
    """Worms and ransomware have travelled by SMB for decades."""
    return _closed(group, listed, ports, ("tcp",), (IPV4_INTERNET, IPV6_INTERNET))


def _closed(
    group: SecurityGroup,
    listed: ListedRules | Unavailable,
    ports: frozenset[int],
    protocols: Iterable[str],
    internets: Iterable[str],
) -> Verdict:
    """A failure that rules with plain addresses prove, is one whatever the prefix lists hold."""
    rules = group.inbound if isinstance(listed, Unavailable) else (*group.inbound, *listed.rules)
    found = [
        f"{port} from {internet}" for internet in internets for port in open_ports(rules, ports, protocols, internet)
    ]
    return failed(f"open: {', '.join(found)}") if found else passed()


@check(
    "ec2-security-group-default-closed",
    title="Default security groups have no rules",
    severity=Severity.MEDIUM,
    remediation="Give what uses the group one of its own, then delete all inbound and outbound rules.",
    cli="aws ec2 revoke-security-group-ingress --group-id SG --security-group-rule-ids SGR",
)
def default_group_is_closed(group: SecurityGroup) -> Verdict:
    """What is launched without a choice lands in this group, so it must allow nothing."""
    if group.group_name != "default":
        return not_applicable("not the default group of a VPC")
    if group.inbound or group.outbound:
        return failed(f"{len(group.inbound)} inbound and {len(group.outbound)} outbound rules")
    return passed()


@check(
    "ec2-network-acl-admin-ports-closed",
    title="Network ACLs keep the internet from administration ports",
    severity=Severity.MEDIUM,
    remediation="Deny the ports by an entry with a lower number than the one that allows them.",
    cli="aws ec2 replace-network-acl-entry --network-acl-id ACL --rule-number 100 --protocol tcp "
    "--port-range From=22,To=22 --cidr-block 0.0.0.0/0 --rule-action deny --ingress",
)
def acl_keeps_admin_ports_closed(
    acl: NetworkAcl, *, ports: frozenset[int] = SSH_AND_RDP, include_default: bool = True
) -> Verdict:
    """The ACL of a subnet still holds when somebody opens a security group too far."""
    if acl.is_default and not include_default:
        return not_applicable("the default ACL is left out by configuration")
    wanted = [(protocol, port) for port in sorted(ports) for protocol in _protocols(port)]
    found = [
        f"{protocol}/{port} from {internet}"
        for internet in (IPV4_INTERNET, IPV6_INTERNET)
        for protocol, port in wanted
        if admits(acl.inbound, protocol, port, internet)
    ]
    return failed(f"open: {', '.join(found)}") if found else passed()


def _protocols(port: int) -> tuple[str, ...]:
    return ("tcp", "udp") if port in SPEAKS_UDP else ("tcp",)


@check(
    "ec2-eip-associated",
    title="Elastic IP addresses are in use",
    severity=Severity.INFO,
    remediation="Release the address.",
    cli="aws ec2 release-address --allocation-id ALLOC",
)
def elastic_ip_is_in_use(address: ElasticIp) -> Verdict:
    """An idle address costs money, and is a standing invitation to attach it to something."""
    if address.managed_by:
        return not_applicable(f"managed by {address.managed_by}")
    return passed() if address.associated else failed("not associated with anything")
