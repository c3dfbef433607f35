"""How instances get credentials, and whether the internet sees them."""

from __future__ import annotations

from reporter.api import Severity, Verdict, check, failed, not_assessed, passed
from reporter.aws.ec2.instances import Instance
from reporter.aws.ec2.networks import is_public_ipv6


@check(
    "ec2-instance-imdsv2-required",
    title="EC2 instances should require IMDSv2",
    severity=Severity.HIGH,
    remediation="Move the software on the instance to IMDSv2 (its metric MetadataNoToken shows what is left), then "
    "require tokens.",
    cli="aws ec2 modify-instance-metadata-options --instance-id ID --http-tokens required",
)
def instance_requires_imdsv2(instance: Instance, *, treat_disabled_endpoint_as_pass: bool = True) -> Verdict:
    """With IMDSv1, any bug that makes an application fetch a URL hands out the credentials of its role."""
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
    severity=Severity.LOW,
    remediation="Attach an instance profile with the permissions that the application needs.",
    cli="aws ec2 associate-iam-instance-profile --instance-id ID --iam-instance-profile Name=PROFILE",
)
def instance_has_a_profile(instance: Instance) -> Verdict:
    """Where there is no role, access keys end up in files and images."""
    return passed() if instance.profile_arn else failed("no instance profile")


@check(
    "ec2-instance-no-public-ip",
    title="EC2 instances should not have a public IP address",
    severity=Severity.MEDIUM,
    remediation="Move the instance behind a load balancer or NAT gateway, and drop the address.",
    cli="aws ec2 modify-network-interface-attribute --network-interface-id ENI --no-associate-public-ip-address"
    "  # cuts the direct path: first put the load balancer or NAT in place; an Elastic IP goes with "
    "disassociate-address",
)
def instance_has_no_public_address(instance: Instance, *, include_ipv6: bool = False) -> Verdict:
    """A public address puts every open port, today's and tomorrow's, before the whole internet."""
    ipv6 = [address for address in instance.ipv6 if include_ipv6 and is_public_ipv6(address)]
    public = (*instance.public_ipv4, *ipv6)
    return failed(f"public: {', '.join(public)}") if public else passed()
