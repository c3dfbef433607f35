"""Analyzers of external access, region by region."""

import pytest

from checks.accessanalyzer.analyzers import external_access_is_analyzed
from reporter.api import Known, Region, Shared, failed, passed
from reporter.aws.accessanalyzer.analyzers import Analyzer, OrganizationAnalyzer
from tests.checks.iam.credential_builders import ACCOUNT

REGION = Region.of(ACCOUNT, "eu-west-1")
NOTHING_SHARED: Shared[OrganizationAnalyzer] = Shared()
TOOLING = "999988887777"


def analyzer(type_: str, status: str = "ACTIVE") -> Analyzer:
    arn = f"arn:aws:access-analyzer:eu-west-1:111122223333:analyzer/{type_}"
    return Analyzer(
        account_id="111122223333", region="eu-west-1", arn=arn, name=type_.lower(), type=type_, status=status
    )


def shared(*, active: bool) -> Shared[OrganizationAnalyzer]:
    """What the account that administers Access Analyzer has for all."""
    arn = f"arn:aws:access-analyzer:eu-west-1:{TOOLING}:analyzer/all"
    one = OrganizationAnalyzer(account_id=TOOLING, region="eu-west-1", arn=arn, name="all", active=active)
    return Shared((one,))


@pytest.mark.parametrize("type_", ["ACCOUNT", "ORGANIZATION"])
def test_a_region_with_an_active_external_analyzer_passes(type_: str) -> None:
    found = (analyzer("ACCOUNT_UNUSED_ACCESS"), analyzer(type_))
    assert external_access_is_analyzed(REGION, Known(found), NOTHING_SHARED) == passed(type_.lower())


@pytest.mark.parametrize("type_", ["ACCOUNT_UNUSED_ACCESS", "ORGANIZATION_INTERNAL_ACCESS"])
def test_a_region_with_other_analyzers_only_fails(type_: str) -> None:
    verdict = external_access_is_analyzed(REGION, Known((analyzer(type_),)), NOTHING_SHARED)
    assert verdict == failed("no analyzer of external access")


def test_an_analyzer_that_does_not_work_fails() -> None:
    verdict = external_access_is_analyzed(REGION, Known((analyzer("ACCOUNT", "FAILED"),)), NOTHING_SHARED)
    assert verdict == failed("account is FAILED")


def test_a_region_without_analyzers_fails() -> None:
    assert external_access_is_analyzed(REGION, Known(), NOTHING_SHARED) == failed("no analyzer of external access")


def test_an_active_analyzer_of_the_organisation_counts() -> None:
    verdict = external_access_is_analyzed(REGION, Known(), shared(active=True))
    assert verdict == passed(f"all of account {TOOLING}")


def test_an_analyzer_of_the_organisation_that_does_not_work_does_not_count() -> None:
    assert external_access_is_analyzed(REGION, Known(), shared(active=False)) == failed(
        "no analyzer of external access"
    )


def test_an_analyzer_of_the_organisation_counts_only_where_configured() -> None:
    verdict = external_access_is_analyzed(REGION, Known(), None, count_organization_analyzer=False)
    assert verdict == failed("no analyzer of external access")


def test_a_failure_says_who_was_not_scanned() -> None:
    alone = Shared[OrganizationAnalyzer](doubt="the management account 1 is not part of this scan")
    verdict = external_access_is_analyzed(REGION, Known(), alone)
    assert verdict == failed("no analyzer of external access; the management account 1 is not part of this scan")
