"""How instances get credentials, and whether the internet sees them."""

from __future__ import annotations

from reporter.api import Severity, Verdict, check, failed, not_assessed, passed
from reporter.aws.ec2.instances import Instance
from reporter.aws.ec2.networks import is_public_ipv6


@check(
    "ec2-instance-imdsv2-required",
    title="EC2 instances should require IMDSv2",
    finding="EC2 instance accepts IMDSv1 requests",
    severity=Severity.HIGH,
    remediation="Move the software on the instance to IMDSv2, then require session tokens.",
    cli="# check first: the CloudWatch metric MetadataNoToken of the instance is zero, so that nothing uses IMDSv1\n"
    "aws ec2 modify-instance-metadata-options --region {region} --instance-id {id} --http-tokens required",
)
def instance_requires_imdsv2(instance: Instance, *, treat_disabled_endpoint_as_pass: bool = True) -> Verdict:
    """With IMDSv1, an application that can be made to fetch a URL can leak the credentials of the instance's role."""
    if instance.metadata_unread:
        return not_assessed(instance.metadata_unread)
    if instance.metadata_tokens == "required":
        return passed()
    if instance.metadata_endpoint == "disabled" and treat_disabled_endpoint_as_pass:
        return passed("the metadata service is off")
    return failed("IMDSv1 is answered")


@check(
    "ec2-instance-profile-attached",
    title="EC2 instances should have an instance profile",
    finding="EC2 instance has no instance profile",
    severity=Severity.LOW,
    remediation="Attach an instance profile with only the permissions that the application needs.",
    cli="# PROFILE: an instance profile with the permissions that the application needs\n"
    "# check first: credentials on the instance, which may take precedence over the role\n"
    "aws ec2 associate-iam-instance-profile --region {region} --instance-id {id} --iam-instance-profile "
    "Name=PROFILE",
)
def instance_has_a_profile(instance: Instance) -> Verdict:
    """Applications without a role need long-lived access keys, which can be stolen from files and images."""
    return passed() if instance.profile_arn else failed("no instance profile")


@check(
    "ec2-instance-no-public-ip",
    title="EC2 instances should not have a public IP address",
    finding="EC2 instance has a public IP address",
    severity=Severity.MEDIUM,
    remediation="Put a load balancer or NAT gateway in place, then remove the public address from the instance.",
    cli="aws ec2 describe-network-interfaces --region {region} --filters Name=attachment.instance-id,Values={id} "
    "--query 'NetworkInterfaces[].[NetworkInterfaceId, Association]'\n"
    "# check first: clients reach the instance another way, and it reaches the internet through a NAT gateway\n"
    "# ENI: the interface with the address. AWS chose the address, and it cannot be recovered\n"
    "aws ec2 modify-network-interface-attribute --region {region} --network-interface-id ENI "
    "--no-associate-public-ip-address\n"
    "# an Elastic IP address goes another way. ASSOCIATION: its AssociationId\n"
    "aws ec2 disassociate-address --region {region} --association-id ASSOCIATION",
)
def instance_has_no_public_address(instance: Instance, *, include_ipv6: bool = False) -> Verdict:
    """A public address exposes every port that a security group opens, now or later, to the whole internet."""
    ipv6 = [address for address in instance.ipv6 if include_ipv6 and is_public_ipv6(address)]
    public = (*instance.public_ipv4, *ipv6)
    return failed(f"public: {', '.join(public)}") if public else passed()
