"""The answers of EC2."""

from __future__ import annotations

from typing import Any

from benchmarks.server.answer import ACCOUNT, REGION, THEN, Fixed, Listing, always, regional, tags

SIZES = {
    "instances": 200, "volumes": 300, "addresses": 20, "security_groups": 60, "vpcs": 4, "subnets": 24, "flow_logs": 2,
    "network_acls": 6, "route_tables": 12, "peerings": 2,
}  # fmt: skip


def instance(number: str) -> dict[str, Any]:
    """A reservation with one instance, with about as many elements as moto's, so that costs can be compared."""
    groups = [{"GroupName": "web", "GroupId": f"sg-0000000{number}"}]
    return {
        "ReservationId": f"r-0000000{number}",
        "OwnerId": ACCOUNT,
        "Groups": [],
        "Instances": [
            {
                "Architecture": "x86_64",
                "BlockDeviceMappings": [_disk(number)],
                "ClientToken": "",
                "EbsOptimized": True,
                "Hypervisor": "xen",
                "IamInstanceProfile": {"Arn": f"arn:aws:iam::{ACCOUNT}:instance-profile/web", "Id": "AIPA00000000WEB"},
                "NetworkInterfaces": [_interface(number, groups)],
                "RootDeviceName": "/dev/xvda",
                "RootDeviceType": "ebs",
                "SecurityGroups": groups,
                "SourceDestCheck": True,
                "Tags": tags(Name=f"web-{number}"),
                "VirtualizationType": "hvm",
                "MetadataOptions": {
                    "State": "applied",
                    "HttpTokens": "required",
                    "HttpPutResponseHopLimit": 2,
                    "HttpEndpoint": "enabled",
                    "HttpProtocolIpv6": "disabled",
                    "InstanceMetadataTags": "disabled",
                },
                "PlatformDetails": "Linux/UNIX",
                "InstanceId": f"i-0000000{number}",
                "ImageId": "ami-0abcdef1234567890",
                "State": {"Code": 16, "Name": "running"},
                "PrivateDnsName": f"ip-10-0-0-1.{REGION}.compute.internal",
                "KeyName": "ops",
                "AmiLaunchIndex": 0,
                "ProductCodes": [],
                "InstanceType": "m7i.large",
                "LaunchTime": THEN,
                "Placement": {"AvailabilityZone": f"{REGION}a", "GroupName": "", "Tenancy": "default"},
                "Monitoring": {"State": "disabled"},
                "SubnetId": "subnet-00000000000000000",
                "VpcId": "vpc-00000000000000000",
                "PrivateIpAddress": "10.0.0.1",
            }
        ],
    }


def _disk(number: str) -> dict[str, Any]:
    ebs = {"AttachTime": THEN, "DeleteOnTermination": True, "Status": "attached", "VolumeId": f"vol-0000000{number}"}
    return {"DeviceName": "/dev/xvda", "Ebs": ebs}


def _interface(number: str, groups: list[dict[str, str]]) -> dict[str, Any]:
    address = {"Primary": True, "PrivateIpAddress": "10.0.0.1", "PrivateDnsName": f"ip-10-0-0-1.{REGION}.internal"}
    return {
        "Attachment": {
            "AttachTime": THEN,
            "AttachmentId": f"eni-attach-0000000{number}",
            "DeleteOnTermination": True,
            "DeviceIndex": 0,
            "Status": "attached",
            "NetworkCardIndex": 0,
        },
        "Description": "",
        "Groups": groups,
        "Ipv6Addresses": [],
        "MacAddress": "02:42:ac:11:00:02",
        "NetworkInterfaceId": f"eni-0000000{number}",
        "OwnerId": ACCOUNT,
        "PrivateIpAddress": "10.0.0.1",
        "PrivateIpAddresses": [address],
        "SourceDestCheck": True,
        "Status": "in-use",
        "SubnetId": "subnet-00000000000000000",
        "VpcId": "vpc-00000000000000000",
        "InterfaceType": "interface",
    }


def volume(number: str) -> dict[str, Any]:
    """A volume in use."""
    attachment = {"AttachTime": THEN, "Device": "/dev/xvda", "InstanceId": f"i-0000000{number}", "State": "attached"}
    return {
        "VolumeId": f"vol-0000000{number}", "Attachments": [attachment], "AvailabilityZone": f"{REGION}a",
        "CreateTime": THEN, "Encrypted": True, "KmsKeyId": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/disks", "Size": 100,
        "State": "in-use", "Iops": 3000, "VolumeType": "gp3", "MultiAttachEnabled": False, "Tags": tags(),
    }  # fmt: skip


def address(number: str) -> dict[str, Any]:
    """An Elastic IP address in use."""
    return {
        "PublicIp": "203.0.113.7", "AllocationId": f"eipalloc-0000000{number}", "Domain": "vpc", "Tags": tags(),
        "AssociationId": f"eipassoc-0000000{number}", "InstanceId": f"i-0000000{number}",
    }  # fmt: skip


def security_group(number: str) -> dict[str, Any]:
    """A security group that allows HTTPS from everywhere, and SSH from the office."""
    rules = [_permission(443, "0.0.0.0/0"), _permission(22, "198.51.100.0/24"), _permission(8080, "10.0.0.0/8")]
    everything = {
        "IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}], "Ipv6Ranges": [], "PrefixListIds": [],
        "UserIdGroupPairs": [],
    }  # fmt: skip
    return {
        "GroupId": f"sg-0000000{number}", "GroupName": f"web-{number}", "Description": "web", "OwnerId": ACCOUNT,
        "VpcId": "vpc-00000000000000000", "IpPermissions": rules, "IpPermissionsEgress": [everything], "Tags": tags(),
    }  # fmt: skip


def _permission(port: int, source: str) -> dict[str, Any]:
    return {
        "IpProtocol": "tcp", "FromPort": port, "ToPort": port, "IpRanges": [{"CidrIp": source}],
        "Ipv6Ranges": [], "PrefixListIds": [], "UserIdGroupPairs": [],
    }  # fmt: skip


def vpc(number: str) -> dict[str, Any]:
    """A VPC of the account."""
    return {
        "VpcId": f"vpc-0000000{number}", "OwnerId": ACCOUNT, "CidrBlock": "10.0.0.0/16", "State": "available",
        "IsDefault": False, "InstanceTenancy": "default", "DhcpOptionsId": "dopt-0", "Tags": tags(),
    }  # fmt: skip


def subnet(number: str) -> dict[str, Any]:
    """A private subnet."""
    return {
        "SubnetId": f"subnet-0000000{number}", "OwnerId": ACCOUNT, "VpcId": "vpc-00000000000000000",
        "CidrBlock": "10.0.1.0/24", "AvailabilityZone": f"{REGION}a", "State": "available", "Tags": tags(),
        "MapPublicIpOnLaunch": False, "AssignIpv6AddressOnCreation": False, "AvailableIpAddressCount": 250,
    }  # fmt: skip


def flow_log(number: str) -> dict[str, Any]:
    """A flow log of all traffic; the first VPCs have one each."""
    return {
        "FlowLogId": f"fl-0000000{number}", "ResourceId": f"vpc-0000000{number}", "FlowLogStatus": "ACTIVE",
        "DeliverLogsStatus": "SUCCESS", "TrafficType": "ALL", "CreationTime": THEN, "LogDestinationType": "s3",
        "Tags": tags(),
    }  # fmt: skip


def network_acl(number: str) -> dict[str, Any]:
    """The network ACL that AWS creates with a VPC."""
    common = {"CidrBlock": "0.0.0.0/0", "Protocol": "-1"}
    entries = [
        {**common, "Egress": egress, "RuleAction": action, "RuleNumber": rule}
        for egress in (True, False)
        for action, rule in (("allow", 100), ("deny", 32767))
    ]
    return {
        "NetworkAclId": f"acl-0000000{number}", "OwnerId": ACCOUNT, "VpcId": "vpc-00000000000000000",
        "IsDefault": True, "Entries": entries, "Associations": [], "Tags": tags(),
    }  # fmt: skip


def route_table(number: str) -> dict[str, Any]:
    """A route table with a route to a peering connection."""
    local = {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"}
    peered = {"DestinationCidrBlock": "10.9.1.0/24", "VpcPeeringConnectionId": "pcx-00000000000000000"}
    return {
        "RouteTableId": f"rtb-0000000{number}", "OwnerId": ACCOUNT, "VpcId": "vpc-00000000000000000",
        "Routes": [local, {**peered, "State": "active"}], "Associations": [], "Tags": tags(),
    }  # fmt: skip


def peering(number: str) -> dict[str, Any]:
    """A peering connection of two VPCs of the account."""
    return {
        "VpcPeeringConnectionId": f"pcx-0000000{number}", "Status": {"Code": "active", "Message": "Active"},
        "RequesterVpcInfo": {"OwnerId": ACCOUNT, "VpcId": "vpc-1", "Region": REGION, "CidrBlock": "10.0.0.0/16"},
        "AccepterVpcInfo": {"OwnerId": ACCOUNT, "VpcId": "vpc-2", "Region": REGION, "CidrBlock": "10.9.0.0/16"},
        "Tags": tags(),
    }  # fmt: skip


def _regions(name: str) -> dict[str, str]:
    return {"RegionName": name, "Endpoint": f"ec2.{name}.amazonaws.com", "OptInStatus": "opt-in-not-required"}


ANSWERS: dict[str, Fixed | Listing] = {
    "ec2:DescribeAddresses": regional("addresses", "Addresses", address, most=1_000_000),
    "ec2:DescribeFlowLogs": regional("flow_logs", "FlowLogs", flow_log),
    "ec2:DescribeInstances": regional("instances", "Reservations", instance),
    "ec2:DescribeNetworkAcls": regional("network_acls", "NetworkAcls", network_acl),
    "ec2:DescribeRegions": Fixed(lambda sizes, _: {"Regions": list(map(_regions, sizes.regions))}),
    "ec2:DescribeRouteTables": regional("route_tables", "RouteTables", route_table, most=100),
    "ec2:DescribeSecurityGroups": regional("security_groups", "SecurityGroups", security_group),
    "ec2:DescribeSubnets": regional("subnets", "Subnets", subnet),
    "ec2:DescribeVolumes": regional("volumes", "Volumes", volume, most=500),
    "ec2:DescribeVpcPeeringConnections": regional("peerings", "VpcPeeringConnections", peering),
    "ec2:DescribeVpcs": regional("vpcs", "Vpcs", vpc),
    "ec2:GetEbsEncryptionByDefault": always({"EbsEncryptionByDefault": True}),
    "ec2:GetManagedPrefixListEntries": always({"Entries": [{"Cidr": "198.51.100.0/24", "Description": "office"}]}),
}
