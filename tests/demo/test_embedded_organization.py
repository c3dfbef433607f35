"""The embedded organisation holds what the demo promises."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from reporter.aws.s3.buckets import Bucket
from reporter.config.settings import RegionChoice
from reporter.demo import embedded_organization
from reporter.doctor import ClockWatch, Doctor
from reporter.engine.loader import load_checks
from reporter.engine.plan import plan
from reporter.model.answers import ReasonCode
from reporter.model.finding import Finding
from reporter.model.subjects import Region
from reporter.model.verdicts import Status
from reporter.sessions import Sessions
from tests.demo.company import NOW, Company
from tests.world import together

AMPLE = 10_000_000_000
"""Bytes that are free on the disk."""

ALWAYS_IN_ITS_ORGANIZATION = {
    "account-part-of-organization",
    "cloudtrail-s3-object-write-events-logged",
    "cloudtrail-trail-enabled",
    "iam-root-credentials-centrally-managed",
    "cloudwatch-alarm-organizations-changes",
}
"""Checks that no account of this organisation can fail: some of them its trail passes for all."""
OF_THE_MANAGEMENT_ACCOUNT = {"organizations-delegated-admins-trusted", "organizations-ou-structure-reviewed"}
"""Checks with one verdict about the whole organisation, which they leave to people."""
FAILED_ONCE = {"organizations-guardrails-attached", "organizations-management-account-no-workloads"}
"""Checks with one verdict about the whole organisation, which they fail."""
WITHDRAWN = {"account-security-questions-registered"}
"""Checks of what AWS no longer has, which apply nowhere."""


@pytest.fixture(scope="module")
def company() -> Iterator[Company]:
    with embedded_organization(NOW) as demo:
        yield Company.visited(demo)


@pytest.fixture(scope="module")
def findings(company: Company) -> list[Finding]:
    return company.judge(*load_checks())


def test_its_accounts_are_in_three_units_and_have_owners(company: Company) -> None:
    accounts = [target.account for target in company.accounts.targets]

    assert len(accounts) == 11
    assert {account.ou.split("/")[0] for account in accounts} == {"", "Security", "Workloads", "Sandbox"}
    assert all(account.owner for account in accounts)


def test_a_suspended_account_is_left_out(company: Company) -> None:
    [left_out] = company.accounts.left_out
    assert (left_out.account.name, "suspended" in left_out.why.lower()) == ("legacy-erp", True)


def test_one_account_lets_no_one_in(company: Company) -> None:
    unreachable = company.read("fruitbox-prod", Bucket).unreachable
    assert unreachable is not None
    assert unreachable.reason is ReasonCode.ROLE_NOT_ASSUMABLE


def test_one_account_was_just_opened(company: Company) -> None:
    assert company.read("sandbox-onboarding", Bucket).subjects(Bucket) == ()


def test_three_regions_are_enabled_and_the_others_are_not(company: Company) -> None:
    regions = RegionChoice(include=("eu-central-1", "eu-west-1", "us-east-1", "me-south-1"))
    settings = replace(company.demo.settings, regions=regions)
    abroad = replace(company, sessions=Sessions(settings, prepare=company.demo.prepare))

    read = abroad.read("shop-prod", Region).subjects(Region)

    assert [region.name for region in read if not region.enabled] == ["me-south-1"]


def test_nothing_is_left_unassessed_but_what_is_meant_to_be(findings: list[Finding]) -> None:
    reasons = {(finding.reason_code, finding.operation) for finding in findings if finding.reason_code}
    assert reasons == {
        (ReasonCode.ROLE_NOT_ASSUMABLE, "sts:AssumeRole"),
        (ReasonCode.DENIED_BY_SCP, "ec2:DescribeInstances"),
    }


def test_every_check_finds_something_good_and_something_bad(findings: list[Finding]) -> None:
    good = {finding.check_id for finding in findings if finding.status in (Status.PASS, Status.MANUAL)}
    bad = {finding.check_id for finding in findings if finding.status is Status.FAIL}
    every = {check.id for check in load_checks()}

    assert every - good == FAILED_ONCE | WITHDRAWN
    assert every - bad == ALWAYS_IN_ITS_ORGANIZATION | OF_THE_MANAGEMENT_ACCOUNT | WITHDRAWN


def test_names_that_attack_reports_are_among_the_resources(findings: list[Finding]) -> None:
    names = {finding.resource_name for finding in findings}
    assert any(name.startswith("=HYPERLINK(") for name in names)
    assert any("<script>" in name for name in names)


def test_a_doctor_finds_the_account_that_lets_no_one_in_and_the_denial(company: Company) -> None:
    settings, clock = company.demo.settings, ClockWatch()
    sessions = Sessions(settings, prepare=together(company.demo.prepare, clock.prepare), sleep=lambda _: None)
    kinds = [kind for check in load_checks() if not check.costly for kind in check.signature.kinds]
    found = Doctor(settings, plan(kinds), sessions, clock, datetime.now(UTC), lambda _: AMPLE).examine()
    broken = {(one.subject.partition("(")[2].rstrip(")"), one.question): one for one in found if not one.harmless}
    entered, read = broken.values()
    assert list(broken) == [("fruitbox-prod", "role can be assumed"), ("sandbox-data-science", "reads are allowed")]
    assert "sts:AssumeRole" in entered.answer
    assert read.answer == "denied-by-scp: ec2:DescribeInstances in eu-central-1"
    assert all(one.remedy for one in broken.values())
    assert sum(one.question == "reads are allowed" for one in found) == 10
