"""The answers about VPC endpoints, and about what decides whether a VPC needs them."""

from __future__ import annotations

from typing import Any

from benchmarks.server.answer import ACCOUNT, REGION, Fixed, Listing, always, regional, tags

SIZES = {"endpoints": 8, "interfaces": 220}
VPC = "vpc-00000000000000000"
"""The first VPC of each region."""


def endpoint(number: str) -> dict[str, Any]:
    """An interface endpoint of the first VPC."""
    return {
        "VpcEndpointId": f"vpce-0000000{number}",
        "VpcEndpointType": "Interface",
        "VpcId": VPC,
        "ServiceName": f"com.amazonaws.{REGION}.ssm",
        "State": "available",
        "RouteTableIds": [],
        "SubnetIds": ["subnet-00000000000000000"],
        "PrivateDnsEnabled": True,
        "OwnerId": ACCOUNT,
        "Tags": tags(),
    }


def interface(number: str) -> dict[str, Any]:
    """A network interface in the first VPC."""
    return {
        "NetworkInterfaceId": f"eni-0000000{number}",
        "OwnerId": ACCOUNT,
        "VpcId": VPC,
        "SubnetId": "subnet-00000000000000000",
        "Groups": [{"GroupId": "sg-00000000000000000", "GroupName": "web"}],
        "Status": "in-use",
        "TagSet": tags(),
    }


ANSWERS: dict[str, Fixed | Listing] = {
    "ec2:DescribeNetworkInterfaces": regional("interfaces", "NetworkInterfaces", interface),
    "ec2:DescribeVpcEndpoints": regional("endpoints", "VpcEndpoints", endpoint),
    "ssm-incidents:ListReplicationSets": always({"replicationSetArns": []}),
}
