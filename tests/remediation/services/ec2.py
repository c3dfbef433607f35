"""The commands for ec2: which are run against moto, and why not the others."""

from __future__ import annotations

from collections.abc import Mapping

from tests.remediation.shared import CHOICE, NEIGHBOUR, REPLACED, Scenario, Seed, case, nothing, vpc_of
from tests.world import World


def open_group(port: int, family: str = "ipv4") -> Seed:
    """A security group with one open rule, one closed one, and a twin."""

    def seed(world: World) -> Mapping[str, str]:
        client = world.client("ec2")
        everyone = (
            {"IpRanges": [{"CidrIp": "0.0.0.0/0"}]} if family == "ipv4" else {"Ipv6Ranges": [{"CidrIpv6": "::/0"}]}
        )
        words: dict[str, str] = {}
        for name in (NEIGHBOUR, "web"):
            group = client.create_security_group(GroupName=name, Description="-")["GroupId"]
            opened = {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, **everyone}
            kept = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}
            answer = client.authorize_security_group_ingress(GroupId=group, IpPermissions=[opened])
            client.authorize_security_group_ingress(GroupId=group, IpPermissions=[kept])
            words = {"SGR": answer["SecurityGroupRules"][0]["SecurityGroupRuleId"], "ABOUT": group}
        return words | {"NETWORK": "10.1.0.0/16" if family == "ipv4" else "2001:db8::/64", "PORT": str(port)}

    return seed


def a_default_group(world: World) -> Mapping[str, str]:
    client, vpc = world.client("ec2"), vpc_of(world)
    filters = [{"Name": "vpc-id", "Values": [vpc]}, {"Name": "group-name", "Values": ["default"]}]
    group = client.describe_security_groups(Filters=filters)["SecurityGroups"][0]["GroupId"]
    rules = client.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [group]}])[
        "SecurityGroupRules"
    ]
    ids = {rule["IsEgress"]: rule["SecurityGroupRuleId"] for rule in rules}
    return {"ABOUT": group, **({"SGR_IN": ids[False]} if False in ids else {}), "SGR_OUT": ids[True]}


def instances(world: World) -> Mapping[str, str]:
    client, iam = world.client("ec2"), world.client("iam")
    iam.create_instance_profile(InstanceProfileName="web")
    made = client.run_instances(
        ImageId="ami-12c6146b",
        MinCount=2,
        MaxCount=2,
        MetadataOptions={"HttpTokens": "optional", "HttpPutResponseHopLimit": 3},
    )["Instances"]
    return {"ABOUT": made[0]["InstanceId"], "PROFILE": "web"}


def addresses(world: World) -> Mapping[str, str]:
    client = world.client("ec2")
    first, _ = (client.allocate_address(Domain="vpc")["AllocationId"] for _ in range(2))
    return {"ABOUT": first}


SCENARIOS: tuple[Scenario, ...] = (
    case("ec2-security-group-admin-ports-ipv4-closed", open_group(22), "SecurityGroup"),
    case("ec2-security-group-admin-ports-ipv6-closed", open_group(22, "ipv6"), "SecurityGroup"),
    case("ec2-security-group-cifs-closed", open_group(445), "SecurityGroup"),
    case("ec2-security-group-default-closed", a_default_group, "SecurityGroup"),
    case("ec2-instance-imdsv2-required", instances, "Instance"),
    case("ec2-instance-profile-attached", instances, "Instance"),
    case("ec2-eip-associated", addresses, "ElasticIp"),
    case("ec2-region-ebs-encryption-by-default", nothing, "EbsDefaults"),
)
NOT_RUN = {
    "ec2-instance-no-public-ip": "moto gives an instance a public address whatever its interface says",
    "ec2-network-acl-admin-ports-closed": CHOICE,
    "ec2-volume-encrypted": REPLACED,
}
TO_FILL_IN = frozenset(
    {
        "ALLOW",
        "ASSOCIATION",
        "COPY",
        "DENY",
        "ENI",
        "NETWORK",
        "PORT",
        "PROFILE",
        "SGR",
        "SGR_IN",
        "SGR_OUT",
        "SNAPSHOT",
        "ZONE",
    }
)
