"""The embedded organisation: a company in memory that the demo scans, on an emulator that the tests use too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from reporter.config.settings import AccountSources, AssumedRole, FrameworkChoice, OrganizationSource, Settings
from reporter.demo.data_platform import DATA_PLATFORM_PROD
from reporter.demo.emulator import emulated_aws
from reporter.demo.organization import (
    AUDIT_ROLE,
    MANAGEMENT_NAME,
    Organization,
    deny_by_scp,
    keep_auditors_out,
    seed_audit_role,
    seed_auditor,
)
from reporter.demo.place import Place
from reporter.demo.plan import AccountPlan, seed_account, seed_services
from reporter.demo.platform import CONSULTANTS, LOG_ARCHIVE, MANAGEMENT, SECURITY_TOOLING
from reporter.demo.playgrounds import LEGACY_ERP, SANDBOX_DATA, SANDBOX_NEW, SANDBOX_SECURITY, SHOP_DEV
from reporter.demo.production import FRUITBOX_PROD, PAYMENTS_PROD, SHOP_PROD
from reporter.demo.services.cloudtrail import seed_organization_trail
from reporter.demo.services.ec2.network import seed_peering, seed_unknown_request
from reporter.demo.services.iam.state import IamState
from reporter.demo.services.organizations import seed_guardrail
from reporter.sessions import Prepare

MEMBERS = (
    SECURITY_TOOLING,
    LOG_ARCHIVE,
    SHOP_PROD,
    PAYMENTS_PROD,
    DATA_PLATFORM_PROD,
    FRUITBOX_PROD,
    SHOP_DEV,
    SANDBOX_SECURITY,
    SANDBOX_DATA,
    SANDBOX_NEW,
    LEGACY_ERP,
)


@dataclass(frozen=True, slots=True)
class Demo:
    """The inputs of a scan of the embedded organisation."""

    settings: Settings
    prepare: Prepare
    """The hook for `Sessions`; see `reporter.demo.emulator`."""


@contextmanager
def embedded_organization(now: datetime) -> Iterator[Demo]:
    """Brightwater Foods instead of AWS until the block ends; all ages count from `now`.

    The same moment gives the same company, including its ids.
    """
    with emulated_aws() as emulator:
        organization = Organization(emulator, now)
        organization.take_in(plan.member for plan in MEMBERS)
        _seed_management(organization)
        for plan in MEMBERS:
            _seed_member(organization, plan)
        _connect(organization)
        yield Demo(_settings(), emulator.prepare)


def _settings() -> Settings:
    sources = AccountSources(organization=OrganizationSource())
    return Settings(
        accounts=sources,
        role=AssumedRole(name=AUDIT_ROLE),
        frameworks=FrameworkChoice(include=("cis-5.0", "cis-6.0", "cis-7.0", "aws-fsbp")),
        title="Brightwater Foods: AWS compliance (demo)",
    )


def _seed_management(organization: Organization) -> None:
    management = organization.places[MANAGEMENT_NAME]
    seed_account(management, MANAGEMENT)
    seed_audit_role(management)
    organization.emulator.act_as(seed_auditor(management), "compliance")


def _seed_member(organization: Organization, plan: AccountPlan) -> None:
    place = organization.places[plan.member.name]
    seed_account(place, plan.contents)
    if plan.member.audit_role:
        seed_audit_role(place)
    else:
        keep_auditors_out(place)


def _connect(organization: Organization) -> None:
    """Seed what involves several accounts."""
    places = organization.places
    shop, payments, data = places["shop-prod"], places["payments-prod"], places["data-platform-prod"]
    seed_peering(shop, "shop-prod", payments, "payments-prod", route="10.30.10.0/24")
    seed_peering(data, "data-platform", shop, "shop-prod", route="10.20.0.0/16")
    seed_unknown_request(data, "data-platform", Place(organization.emulator, CONSULTANTS, organization.now))
    seed_organization_trail(places[MANAGEMENT_NAME], "brightwater-trail-archive")
    places[MANAGEMENT_NAME].state.of(IamState).root_features = ("RootCredentialsManagement",)
    organization.delegate("access-analyzer.amazonaws.com", "security-tooling")
    seed_guardrail(places[MANAGEMENT_NAME], organization.unit_id("Workloads"))
    deny_by_scp(places["sandbox-data-science"], "ec2:DescribeInstances")
    for name, place in places.items():
        seed_services(place, name)
