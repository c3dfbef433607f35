"""Analyzers of external access, region by region."""

import pytest

from checks.accessanalyzer import external_access_is_analyzed
from reporter.api import Region, failed, passed
from reporter.aws.accessanalyzer import Analyzer
from tests.checks.credential_builders import ACCOUNT

REGION = Region.of(ACCOUNT, "eu-west-1")


def analyzer(type_: str, status: str = "ACTIVE") -> Analyzer:
    arn = f"arn:aws:access-analyzer:eu-west-1:111122223333:analyzer/{type_}"
    return Analyzer(
        account_id="111122223333", region="eu-west-1", arn=arn, name=type_.lower(), type=type_, status=status
    )


@pytest.mark.parametrize("type_", ["ACCOUNT", "ORGANIZATION"])
def test_a_region_with_an_active_external_analyzer_passes(type_: str) -> None:
    found = [analyzer("ACCOUNT_UNUSED_ACCESS"), analyzer(type_)]
    assert external_access_is_analyzed(REGION, found) == passed(type_.lower())


@pytest.mark.parametrize("type_", ["ACCOUNT_UNUSED_ACCESS", "ORGANIZATION_INTERNAL_ACCESS"])
def test_a_region_with_other_analyzers_only_fails(type_: str) -> None:
    assert external_access_is_analyzed(REGION, [analyzer(type_)]) == failed("no analyzer of external access")


def test_an_analyzer_that_does_not_work_fails() -> None:
    assert external_access_is_analyzed(REGION, [analyzer("ACCOUNT", "FAILED")]) == failed("account is FAILED")


def test_a_region_without_analyzers_fails() -> None:
    assert external_access_is_analyzed(REGION, []) == failed("no analyzer of external access")
