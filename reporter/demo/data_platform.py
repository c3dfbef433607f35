"""The demo's account of the data team: a lake that consultants work on, with keys of the root user."""

from __future__ import annotations

from dataclasses import replace

from reporter.demo.baseline import LANDING_ZONE
from reporter.demo.organization import Member
from reporter.demo.plan import AccountPlan, Contents
from reporter.demo.platform import CONSULTANTS
from reporter.demo.production import PRODUCTION
from reporter.demo.services.cloudtrail import Trail
from reporter.demo.services.ec2.compute import Compute, Instance
from reporter.demo.services.ec2.network import ANYWHERE_V6, Network, Opening, SecurityGroup, Subnet
from reporter.demo.services.iam.identities import (
    Grants,
    Identities,
    Key,
    Role,
    User,
    account,
    allow,
    service,
)
from reporter.demo.services.iam.state import RootUser
from reporter.demo.services.s3.access import Access
from reporter.demo.services.s3.buckets import Bucket

DATA_PLATFORM_PROD = AccountPlan(
    Member(name="data-platform-prod", ou=PRODUCTION, owner="Data team"),
    Contents(
        baseline=replace(
            LANDING_ZONE,
            root=RootUser(mfa=False, access_keys=1),
            analyzer="",
            security_contact=False,
            encrypted_regions=(),
        ),
        identities=Identities(
            policies={"warehouse": allow("redshift:*", "s3:*")},
            users=(
                User(
                    name="airflow",
                    age=700,
                    console=True,
                    password_used=None,
                    keys=(Key(age=700, used=0), Key(age=700, used=None)),
                    grants=Grants(inline={"everything": allow("*")}),
                ),
                User(name="lena.okafor", console=True, password_used=1, mfa=True, grants=Grants(own=("warehouse",))),
            ),
            roles=(
                Role(
                    name="etl",
                    trusts=service("ec2"),
                    for_instances=True,
                    grants=Grants(inline={"read-lake": allow("s3:GetObject")}),
                ),
                Role(name="consultants", trusts=account(CONSULTANTS), grants=Grants(aws=("PowerUserAccess",))),
            ),
        ),
        buckets=(
            Bucket(
                name="brightwater-lake-raw",
                region="eu-west-1",
                versioning=True,
                copies_to="consultants-lake-mirror",
                access=Access(accounts={CONSULTANTS: ("s3:GetObject", "s3:PutObjectAcl")}),
            ),
            Bucket(name="brightwater-lake-curated", region="eu-west-1", versioning=True, tls_only=True),
            Bucket(name="brightwater-athena-results", region="us-east-1", expires_after=30),
        ),
        trails=(Trail(name="lake", bucket="brightwater-lake-raw", object_events="ReadOnly", multi_region=False),),
        networks=(
            Network(
                name="data-platform",
                cidr="10.40.0.0/16",
                subnets=(Subnet(name="data-private-a", cidr="10.40.10.0/24"),),
                groups=(
                    SecurityGroup(name="etl", description="No way in"),
                    SecurityGroup(
                        name="notebooks",
                        description="Jupyter, RDP for the consultants",
                        openings=(Opening(8888, ("10.0.0.0/8",)), Opening(3389, (ANYWHERE_V6,))),
                    ),
                ),
            ),
        ),
        compute=Compute(
            instances=(
                Instance(name="airflow", subnet="data-private-a", group="etl", role="etl", data_disk=True),
                Instance(name="notebook-lena", subnet="data-private-a", group="notebooks", imdsv2=False),
            ),
        ),
    ),
)
