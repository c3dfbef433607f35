"""Links to the page of a resource in the AWS console."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote

from reporter.model.finding import Finding

CONSOLES: Mapping[str, str] = {
    "aws": "console.aws.amazon.com",
    "aws-us-gov": "console.amazonaws-us-gov.com",
    "aws-cn": "console.amazonaws.cn",
}
"""The host of the console by partition."""
_PAGES: Mapping[str, str] = {
    "AWS::CloudTrail::Trail": "cloudtrailv2/home?region={region}#/trails/{arn}",
    "AWS::EC2::EIP": "ec2/home?region={region}#ElasticIpDetails:AllocationId={id}",
    "AWS::EC2::Instance": "ec2/home?region={region}#InstanceDetails:instanceId={id}",
    "AWS::EC2::NetworkAcl": "vpcconsole/home?region={region}#NetworkAclDetails:networkAclId={id}",
    "AWS::EC2::SecurityGroup": "ec2/home?region={region}#SecurityGroup:groupId={id}",
    "AWS::EC2::Subnet": "vpcconsole/home?region={region}#SubnetDetails:subnetId={id}",
    "AWS::EC2::VPC": "vpcconsole/home?region={region}#VpcDetails:VpcId={id}",
    "AWS::EC2::VPCPeeringConnection": (
        "vpcconsole/home?region={region}#PeeringConnectionDetails:VpcPeeringConnectionId={id}"
    ),
    "AWS::EC2::Volume": "ec2/home?region={region}#VolumeDetails:volumeId={id}",
    "AWS::IAM::AccessKey": "iam/home#/users/details/{id}?section=security_credentials",
    "AWS::IAM::Group": "iam/home#/groups/details/{id}",
    "AWS::IAM::ManagedPolicy": "iam/home#/policies/details/{arn}",
    "AWS::IAM::Role": "iam/home#/roles/details/{id}",
    "AWS::IAM::User": "iam/home#/users/details/{id}",
    "AWS::S3::Bucket": "s3/buckets/{name}?region={region}&tab=permissions",
    "AWS::SNS::Topic": "sns/v3/home?region={region}#/topic/{arn}",
}
"""The page of a resource by its type."""
_FIELD = re.compile(r"\{(\w+)\}")


def console_link(finding: Finding) -> str:
    """The page of the finding's resource; empty if the console has no known page for its type."""
    _, _, rest = finding.arn.partition(":")
    host, page = CONSOLES.get(rest.partition(":")[0]), _PAGES.get(finding.resource_type)
    if not host or not page:
        return ""
    fields = {
        "region": finding.region,
        "arn": finding.arn,
        "id": finding.arn.rpartition("/")[2].rpartition(":")[2],
        "name": finding.resource_name,
    }
    return f"https://{host}/{_FIELD.sub(lambda found: quote(fields[found[1]], safe='', errors='replace'), page)}"
