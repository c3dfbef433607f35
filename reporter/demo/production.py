"""The demo's production accounts: the shop, its payments, the data platform and an acquired company."""

from __future__ import annotations

from dataclasses import replace

from reporter.demo.baseline import LANDING_ZONE, Baseline
from reporter.demo.organization import MANAGEMENT_ACCOUNT, Member
from reporter.demo.plan import AccountPlan, Contents
from reporter.demo.platform import SSO_ROLE, SUPPORT_ROLE
from reporter.demo.services.cloudtrail import Trail
from reporter.demo.services.ec2.compute import Compute, Instance
from reporter.demo.services.ec2.network import ANYWHERE_V4, ANYWHERE_V6, Network, Opening, SecurityGroup, Subnet
from reporter.demo.services.iam.identities import (
    Grants,
    Group,
    Identities,
    Key,
    Role,
    User,
    account,
    allow,
    service,
    trust,
)
from reporter.demo.services.iam.state import RootUser
from reporter.demo.services.s3.access import Access
from reporter.demo.services.s3.buckets import Bucket
from reporter.demo.services.s3.doors import Doors

MONITORING_VENDOR = "714552193047"
PRODUCTION = "Workloads/Prod"

SHOP_IDENTITIES = Identities(
    policies={
        "shop-deploy": allow("ecs:UpdateService", "ecs:DescribeServices", "iam:PassRole"),
        "legacy-everything": allow("*"),
        "catalogue-reader": allow("dynamodb:GetItem", resource="arn:aws:dynamodb:*:*:table/catalogue"),
    },
    groups=(
        Group(name="shop-developers", grants=Grants(aws=("ReadOnlyAccess",))),
        Group(name="shop-admins", grants=Grants(aws=("AdministratorAccess",))),
        Group(name="agency-2023"),
    ),
    users=(
        User(name="jonas.weber", console=True, mfa=True, groups=("shop-developers",)),
        User(name="marta.silva", console=True, password_used=12, groups=("shop-admins",)),
        User(name="tom.hartley", age=1300, console=True, password_used=210, groups=("shop-developers",)),
        User(name="jenkins", age=1600, keys=(Key(age=1580, used=1), Key(age=12)), grants=Grants(own=("shop-deploy",))),
        User(name="image-resizer", age=800, keys=(Key(age=800, used=300), Key(age=640, used=None, active=False))),
        User(name="catalogue-import", age=60, keys=(Key(age=60, used=1),)),
    ),
    roles=(
        SSO_ROLE,
        SUPPORT_ROLE,
        Role(
            name="shop-web", trusts=service("ec2"), for_instances=True, grants=Grants(aws=("AmazonS3ReadOnlyAccess",))
        ),
        Role(name="migration-2022", trusts=service("ec2"), grants=Grants(own=("legacy-everything",))),
        Role(
            name="monitoring-vendor",
            trusts=account(MONITORING_VENDOR, {"StringEquals": {"sts:ExternalId": "brightwater-7731"}}),
            grants=Grants(aws=("job-function/ViewOnlyAccess",)),
        ),
        Role(
            name="supplier-upload",
            trusts=trust({"AWS": "*"}),
            grants=Grants(
                inline={
                    "upload": allow("s3:PutObject", resource="arn:aws:s3:::brightwater-supplier-drop/*"),
                    "decrypt": allow("kms:Decrypt"),
                }
            ),
        ),
    ),
    certificates={"shop-brightwater-2021": 640, "shop-brightwater": -180},
)

SHOP_NETWORK = Network(
    name="shop-prod",
    cidr="10.20.0.0/16",
    subnets=(
        Subnet(name="shop-public-a", cidr="10.20.0.0/24", public=True),
        Subnet(name="shop-private-a", cidr="10.20.10.0/24"),
    ),
    groups=(
        SecurityGroup(
            name="shop-web",
            description="Web tier",
            openings=(Opening(80, (ANYWHERE_V4,)), Opening(443, (ANYWHERE_V4, ANYWHERE_V6))),
        ),
        SecurityGroup(
            name="shop-bastion",
            description="Temporary SSH for the migration",
            openings=(Opening(22, (ANYWHERE_V4, ANYWHERE_V6)),),
        ),
        SecurityGroup(
            name="shop-erp-share",
            description="File exchange with the ERP",
            openings=(Opening(445, (ANYWHERE_V4,)), Opening(3389, ("0.0.0.0/1", "128.0.0.0/1"))),
        ),
        SecurityGroup(name="shop-db", description="Database", openings=(Opening(5432, ("10.20.0.0/16",)),)),
    ),
    flow_logs_to="brightwater-flow-logs",
)

SHOP_PROD = AccountPlan(
    Member(name="shop-prod", ou=PRODUCTION, owner="Shop team"),
    Contents(
        baseline=replace(
            LANDING_ZONE,
            root=RootUser(mfa=True, virtual_mfa=True),
            password_length=8,
            remembered_passwords=5,
            public_access_blocked=False,
            default_networks=True,
        ),
        identities=SHOP_IDENTITIES,
        buckets=(
            Bucket(name="brightwater-shop-logs", access=Access(logs=True), tls_only=True, expires_after=180),
            Bucket(
                name="brightwater-shop-images",
                blocked=False,
                access=Access(public_actions=("s3:GetObject",), public_objects=("logo.svg",)),
                ownership="ObjectWriter",
                logs_to="brightwater-shop-logs",
                website=True,
                written_from="*",
            ),
            Bucket(name="brightwater-shop-eu-west-replica", region="eu-west-1", versioning=True, encryption="aws:kms"),
            Bucket(
                name="brightwater-orders",
                versioning=True,
                tls_only=True,
                logs_to="brightwater-shop-logs",
                expires_after=3653,
                customer_keys_blocked=True,
                locked="GOVERNANCE",
                copies_to="brightwater-shop-eu-west-replica",
                eventbridge=True,
            ),
            Bucket(
                name="brightwater-supplier-drop",
                blocked=False,
                ownership="BucketOwnerPreferred",
                encryption="",
                versioning=True,
                copies_to="stock-feed-incoming",
                copies_to_account=MONITORING_VENDOR,
                written_from="https://suppliers.brightwater.example",
                access=Access(public_acl=("GrantRead", "GrantWrite"), public_actions=("s3:PutObject",)),
            ),
            Bucket(
                name="brightwater-shop-trail",
                versioning=True,
                mfa_delete=True,
                tls_only=True,
                logs_to="brightwater-shop-logs",
            ),
            Bucket(name="aws-glue-assets-{account}-eu-central-1"),
        ),
        doors=Doors(
            access_points={"order-export": "brightwater-orders", "image-resizer": "brightwater-shop-images"},
            multi_region={"orders": "brightwater-orders", "shop-images": "brightwater-shop-images"},
            careless=("image-resizer", "shop-images"),
            directories={"shop-search--euw1-az1--x-s3": 7, "shop-sessions--euw1-az1--x-s3": 0},
            squatted=("sagemaker-eu-west-1-{account}",),
        ),
        trails=(
            Trail(name="shop-orders", bucket="brightwater-shop-logs", object_events="WriteOnly"),
            Trail(name="shop-everything", bucket="brightwater-shop-logs", object_events="All", logging=False),
            Trail(
                name="shop-management",
                bucket="brightwater-shop-trail",
                validated=True,
                key="1f6f0a53-7f27-4c0e-9d3e-2b8f5a3c9e10",
                log_group="shop-trail",
                insights=True,
            ),
        ),
        networks=(SHOP_NETWORK,),
        compute=Compute(
            instances=(
                Instance(name="shop-web-1", subnet="shop-public-a", group="shop-web", role="shop-web"),
                Instance(name="shop-web-2", subnet="shop-public-a", group="shop-web", role="shop-web"),
                Instance(name="bastion", subnet="shop-public-a", group="shop-bastion", imdsv2=False, elastic_ip=True),
                Instance(name="orders-db", subnet="shop-private-a", group="shop-db", role="shop-web", data_disk=True),
            ),
            loose_volumes=("orders-db-before-upgrade",),
            loose_addresses=2,
        ),
    ),
)

PAYMENTS_PROD = AccountPlan(
    Member(name="payments-prod", ou=PRODUCTION, owner="Payments team"),
    Contents(
        baseline=LANDING_ZONE,
        identities=Identities(
            policies={"ledger-write": allow("dynamodb:PutItem", resource="arn:aws:dynamodb:*:*:table/ledger")},
            roles=(
                SSO_ROLE,
                SUPPORT_ROLE,
                Role(name="ledger", trusts=service("ec2"), for_instances=True, grants=Grants(own=("ledger-write",))),
                Role(name="deployment", trusts=account(MANAGEMENT_ACCOUNT)),
            ),
            certificates={"payments-brightwater": -90},
        ),
        buckets=(
            Bucket(
                name="brightwater-payments-logs",
                access=Access(logs_of_own_account=True),
                tls_only=True,
                expires_after=2557,
            ),
            Bucket(
                name="brightwater-ledger",
                versioning=True,
                mfa_delete=True,
                tls_only=True,
                encryption="aws:kms",
                logs_to="brightwater-payments-logs",
                customer_keys_blocked=True,
                locked="COMPLIANCE",
                tags={"data": "pci"},
            ),
        ),
        trails=(Trail(name="payments-audit", bucket="brightwater-payments-logs", object_events="All"),),
        networks=(
            Network(
                name="payments-prod",
                cidr="10.30.0.0/16",
                subnets=(Subnet(name="payments-private-a", cidr="10.30.10.0/24"),),
                groups=(
                    SecurityGroup(
                        name="ledger", description="From the shop only", openings=(Opening(8443, ("10.20.10.0/24",)),)
                    ),
                ),
                flow_logs_to="brightwater-flow-logs",
                default_group_closed=True,
                acl_closed=True,
            ),
        ),
        compute=Compute(
            instances=(
                Instance(name="ledger-1", subnet="payments-private-a", group="ledger", role="ledger", data_disk=True),
            ),
        ),
    ),
)

FRUITBOX_PROD = AccountPlan(
    Member(name="fruitbox-prod", ou=PRODUCTION, owner="Fruitbox (acquired)", audit_role=False),
    Contents(baseline=Baseline(contact=True)),
)
