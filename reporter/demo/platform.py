"""The demo's platform: the management account and the accounts of the security team."""

from __future__ import annotations

from dataclasses import replace

from reporter.demo.baseline import LANDING_ZONE
from reporter.demo.organization import AUDITOR_PATH, MANAGEMENT_ACCOUNT, Member
from reporter.demo.plan import AccountPlan, Contents
from reporter.demo.services.cloudtrail import Trail
from reporter.demo.services.ec2.network import Network, Opening, SecurityGroup, Subnet
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

CONSULTANTS = "860551937204"
"""A foreign account."""

SSO_ROLE = Role(
    name="AWSReservedSSO_ViewOnlyAccess_c41d7fa0952be863",
    path=AUDITOR_PATH,
    trusts=trust({"Federated": "arn:aws:iam::aws:saml-provider/AWSSSO_DO_NOT_DELETE"}),
    grants=Grants(aws=("job-function/ViewOnlyAccess",)),
)
"""A role that IAM Identity Center creates in accounts."""

SUPPORT_ROLE = Role(name="aws-support", trusts=account(MANAGEMENT_ACCOUNT), grants=Grants(aws=("AWSSupportAccess",)))
"""The role for contacts with AWS Support about an incident."""

MANAGEMENT = Contents(
    baseline=replace(LANDING_ZONE, root=RootUser(mfa=True, virtual_mfa=True), encrypted_regions=("eu-central-1",)),
    identities=Identities(
        policies={"billing-export": allow("cur:DescribeReportDefinitions", "s3:PutObject")},
        groups=(
            Group(name="breakglass", grants=Grants(aws=("AdministratorAccess",))),
            Group(name="finance", grants=Grants(aws=("job-function/Billing",))),
        ),
        users=(
            User(name="breakglass-1", age=900, console=True, password_used=40, mfa=True, groups=("breakglass",)),
            User(name="breakglass-2", age=900, console=True, password_used=None, mfa=True, groups=("breakglass",)),
            User(name="petra.lindqvist", console=True, password_used=6, groups=("finance",)),
            User(name="terraform", age=1100, keys=(Key(age=31, used=0),), grants=Grants(own=("billing-export",))),
        ),
        roles=(
            SUPPORT_ROLE,
            Role(
                name="AWSReservedSSO_AdministratorAccess_0b6f21d9c3a84e57",
                path=AUDITOR_PATH,
                trusts=trust({"Federated": f"arn:aws:iam::{MANAGEMENT_ACCOUNT}:saml-provider/brightwater-sso"}),
                grants=Grants(aws=("AdministratorAccess",)),
            ),
            Role(
                name="AWSServiceRoleForOrganizations",
                path="/aws-service-role/organizations.amazonaws.com/",
                trusts=service("organizations"),
            ),
        ),
        saml_provider="brightwater-sso",
    ),
    buckets=(
        Bucket(name="brightwater-billing-reports", versioning=True, tls_only=True, tags={"data": "confidential"}),
    ),
    trails=(Trail(name="management-audit", bucket="brightwater-billing-reports"),),
)

SECURITY_TOOLING = AccountPlan(
    Member(name="security-tooling", ou="Security", owner="Security team"),
    Contents(
        baseline=replace(
            LANDING_ZONE,
            root=RootUser(password=False),
            analyzer="ORGANIZATION",
            analyzer_regions=("eu-central-1", "eu-west-1"),
        ),
        identities=Identities(
            policies={"read-findings": allow("securityhub:Get*", "guardduty:Get*", "inspector2:List*")},
            roles=(
                SUPPORT_ROLE,
                Role(name="findings-exporter", trusts=service("lambda"), grants=Grants(own=("read-findings",))),
                Role(name="incident-response", trusts=account(MANAGEMENT_ACCOUNT)),
            ),
        ),
        buckets=(
            Bucket(name="brightwater-forensics", versioning=True, mfa_delete=True, tls_only=True),
            Bucket(name="brightwater-findings", versioning=True, tls_only=True, expires_after=400),
        ),
    ),
)

LOG_ARCHIVE = AccountPlan(
    Member(name="log-archive", ou="Security", owner="Security team"),
    Contents(
        baseline=replace(LANDING_ZONE, root=RootUser(password=False)),
        identities=Identities(roles=(SUPPORT_ROLE,)),
        buckets=(
            Bucket(
                name="brightwater-access-logs",
                access=Access(logs_of_own_account=True),
                tls_only=True,
                expires_after=365,
            ),
            Bucket(
                name="brightwater-trail-archive",
                versioning=True,
                mfa_delete=True,
                tls_only=True,
                logs_to="brightwater-access-logs",
            ),
            Bucket(name="brightwater-flow-logs", tls_only=True, logs_to="brightwater-access-logs", expires_after=90),
        ),
        trails=(Trail(name="archive-audit", bucket="brightwater-trail-archive", object_events="All", validated=True),),
        networks=(
            Network(
                name="log-archive",
                cidr="10.9.0.0/24",
                subnets=(Subnet(name="log-archive-a", cidr="10.9.0.0/25"),),
                groups=(
                    SecurityGroup(
                        name="log-endpoints",
                        description="TLS from the company's networks",
                        openings=(Opening(443, ("10.0.0.0/8",)),),
                    ),
                ),
                flow_logs_to="brightwater-flow-logs",
                default_group_closed=True,
                acl_closed=True,
            ),
        ),
    ),
)
