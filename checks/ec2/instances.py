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
    cli="aws ec2 modify-instance-metadata-options --instance-id ID --http-tokens required",
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
    cli="aws ec2 associate-iam-instance-profile --instance-id ID --iam-instance-profile Name=PROFILE",
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
    cli="aws ec2 modify-network-interface-attribute --network-interface-id ENI --no-associate-public-ip-address"
    "  # cuts the direct path: first put the load balancer or NAT in place; an Elastic IP goes with "
    "disassociate-address",
)
def instance_has_no_public_address(instance: Instance, *, include_ipv6: bool = False) -> Verdict:
    """A public address exposes every port that a security group opens, now or later, to the whole internet."""
    ipv6 = [address for address in instance.ipv6 if include_ipv6 and is_public_ipv6(address)]
    public = (*instance.public_ipv4, *ipv6)
    return failed(f"public: {', '.join(public)}") if public else passed()
