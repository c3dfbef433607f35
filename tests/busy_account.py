"""An account in which every collector reads something and no check lacks a fact."""

from __future__ import annotations

import json
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

import botocore.session
from msgspec import structs

from reporter.config.settings import AssumedRole, Settings
from reporter.demo.emulator import Emulator, operation_name
from reporter.demo.place import HOME, Place
from reporter.demo.plan import seed_account, seed_services
from reporter.demo.platform import SSO_ROLE
from reporter.demo.playgrounds import SHOP_DEV
from reporter.demo.production import SHOP_PROD
from reporter.demo.services.ec2.network import seed_peering, vpc_id_of
from reporter.demo.services.organizations import seed_guardrail
from reporter.demo.services.s3.state import S3State
from reporter.engine.check import AnyCheck
from reporter.engine.collect import collect
from reporter.engine.inventory import Inventory
from reporter.engine.judge import Rule, judge, plan_for, rule
from reporter.model.finding import Finding
from reporter.model.given import Organization
from reporter.model.subjects import Account
from reporter.sessions import Sessions
from reporter.sessions.reader import Reader
from tests.world import ACCOUNT_ID, NOW, Prepare, together

NEIGHBOUR_ID = "444455556666"
ACTIVE = [{"Name": "status-code", "Values": ["active"]}]
IN_FORCE = {"organizations-management-account-no-workloads": {"allowed_names": frozenset({"*"})}}
"""By check: settings by which the account passes, so that a failure hides no refusal. It manages its organisation."""
OURS = Organization(frozenset({ACCOUNT_ID, NEIGHBOUR_ID}), "o-brightwater")


def seed_busy_account(emulator: Emulator) -> None:
    """Seed the demo's shop with a peering and a prefix list, and without federation, which would hide console users."""
    place, neighbour = (Place(emulator, account_id, NOW.at) for account_id in (ACCOUNT_ID, NEIGHBOUR_ID))
    identities = SHOP_PROD.contents.identities
    own_roles = tuple(role for role in identities.roles if role is not SSO_ROLE)
    emulator.client("organizations", "us-east-1", ACCOUNT_ID).create_organization(FeatureSet="ALL")
    seed_account(place, replace(SHOP_PROD.contents, identities=replace(identities, roles=own_roles)))
    _seed_organization(place)
    seed_account(neighbour, SHOP_DEV.contents)
    seed_peering(place, "shop-prod", neighbour, "shop-dev", route="10.120.10.0/24")
    _seed_prefix_list(place)
    _seed_ways_in(place)
    # Only its ACL decides whether it is public.
    place.client("s3", "us-east-1").create_bucket(Bucket="uploads-of-old-days", ObjectOwnership="ObjectWriter")
    place.state.of(S3State).regionless.add("uploads-of-old-days")
    _seed_delegating_bucket(place)
    _seed_exposed_trails(place)
    seed_services(place, SHOP_PROD.member.name)


def _seed_organization(place: Place) -> None:
    """Seed a member in a unit with a guardrail, which administers a service."""
    api = place.client("organizations", "us-east-1")
    root = api.list_roots()["Roots"][0]["Id"]
    unit = api.create_organizational_unit(ParentId=root, Name="Workloads")["OrganizationalUnit"]["Id"]
    status = api.create_account(AccountName="shop-dev", Email="shop-dev@brightwater.example")["CreateAccountStatus"]
    api.move_account(AccountId=status["AccountId"], SourceParentId=root, DestinationParentId=unit)
    api.register_delegated_administrator(
        AccountId=status["AccountId"], ServicePrincipal="access-analyzer.amazonaws.com"
    )
    seed_guardrail(place, unit)


def _seed_delegating_bucket(place: Place) -> None:
    """Seed a bucket for which only the access points of its region decide whether it is public."""
    s3 = place.client("s3", HOME)
    where = {"LocationConstraint": HOME}
    s3.create_bucket(Bucket="exports", ObjectOwnership="BucketOwnerEnforced", CreateBucketConfiguration=where)
    condition = {"StringEquals": {"s3:DataAccessPointAccount": place.account_id}}
    allow = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "arn:aws:s3:::exports/*"}
    document = {"Version": "2012-10-17", "Statement": [allow | {"Condition": condition}]}
    s3.put_bucket_policy(Bucket="exports", Policy=json.dumps(document))


def _seed_exposed_trails(place: Place) -> None:
    """Seed trails whose buckets no block makes private; one is versioned, so that Object Lock decides about it."""
    for bucket in ("uploads-of-old-days", "exports"):
        place.client("cloudtrail").create_trail(Name=f"into-{bucket}", S3BucketName=bucket)
    place.client("s3").put_bucket_versioning(Bucket="exports", VersioningConfiguration={"Status": "Enabled"})


def _seed_prefix_list(place: Place) -> None:
    """Seed a prefix list that a security group lets in, and that a route to the peering names."""
    ec2 = place.client("ec2")
    prefix_list = ec2.create_managed_prefix_list(
        PrefixListName="offices", MaxEntries=5, AddressFamily="IPv4", Entries=[{"Cidr": "198.51.100.0/24"}]
    )["PrefixList"]["PrefixListId"]
    [peering] = ec2.describe_vpc_peering_connections(Filters=ACTIVE)["VpcPeeringConnections"]
    table = ec2.create_route_table(VpcId=vpc_id_of(place, "shop-prod"))["RouteTable"]["RouteTableId"]
    ec2.create_route(
        RouteTableId=table,
        DestinationPrefixListId=prefix_list,
        VpcPeeringConnectionId=peering["VpcPeeringConnectionId"],
    )
    group = ec2.create_security_group(
        GroupName="offices", Description="Our offices", VpcId=vpc_id_of(place, "shop-prod")
    )["GroupId"]
    permission = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "PrefixListIds": [{"PrefixListId": prefix_list}]}
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[permission])


def _seed_ways_in(place: Place) -> None:
    """Seed a subnet whose IPv6 addresses can be reached from the internet."""
    ec2 = place.client("ec2")
    vpc_id = vpc_id_of(place, "shop-prod")
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(VpcId=vpc_id, InternetGatewayId=gateway)
    subnet = ec2.create_subnet(VpcId=vpc_id, CidrBlock="10.20.250.0/24")["Subnet"]["SubnetId"]
    ec2.modify_subnet_attribute(SubnetId=subnet, AssignIpv6AddressOnCreation={"Value": True})
    table = ec2.create_route_table(VpcId=vpc_id)["RouteTable"]["RouteTableId"]
    ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
    ec2.create_route(RouteTableId=table, DestinationIpv6CidrBlock="::/0", GatewayId=gateway)


@dataclass
class Requests:
    """Records every request before the emulator sees it."""

    sent: list[tuple[str, str]] = field(default_factory=list)
    """The operation, and everything that distinguishes the request from others."""

    def prepare(self, session: botocore.session.Session) -> None:
        """Record the requests of a session."""

        def note(**event: Any) -> None:
            request: dict[str, Any] = event["params"]
            request_parts = {name: request.get(name) for name in ("url", "query_string", "body")}
            self.sent.append((operation_name(event["model"]), repr(request_parts)))

        session.get_component("event_emitter").register_first("before-call", note)

    @property
    def operations(self) -> set[str]:
        """The distinct operations that were called."""
        return {operation for operation, _ in self.sent}


def read_account(
    emulator: Emulator, checks: Iterable[AnyCheck], *hooks: Prepare, everywhere: bool = False
) -> Inventory:
    """The inventory of the busy account, with everything these checks need.

    `everywhere`: also in regions where nothing needs it.
    """
    prepare = together(*hooks, emulator.prepare)
    planned = plan_for(rules_in_force(checks), organization_known=OURS.known)
    sessions = Sessions(Settings(), prepare=prepare, sleep=lambda _: None)
    inventory = Inventory(Account.of(ACCOUNT_ID, "shop"), NOW, OURS)
    reader: Reader = sessions.enter(inventory.account, AssumedRole(), askers=planned.askers)
    with ThreadPoolExecutor(8) as pool:
        collect(planned.everywhere if everywhere else planned, reader, inventory, pool)
    return inventory


def judge_account(
    emulator: Emulator, checks: Iterable[AnyCheck], *hooks: Prepare, everywhere: bool = False
) -> list[Finding]:
    """The findings of these checks about the busy account; see `read_account`."""
    wanted = tuple(checks)
    inventory = read_account(emulator, wanted, *hooks, everywhere=everywhere)
    return unfolded(judge(inventory, rules_in_force(wanted)))


def rules_in_force(checks: Iterable[AnyCheck]) -> list[Rule]:
    """The rules by which the busy account is judged."""
    return [rule(check, **IN_FORCE.get(check.id, {})) for check in checks]


def unfolded(findings: Iterable[Finding]) -> list[Finding]:
    """What checks find, which is compared: which failures are shown together follows from what other checks read."""
    return [structs.replace(one, fold="") for one in findings]
