"""Security Hub CSPM, region by region."""

from __future__ import annotations

import pytest

from checks.securityhub.hubs import region_has_a_hub
from reporter.api import Region, Unavailable, Verdict, failed, not_assessed, passed
from reporter.aws.securityhub.hubs import EnabledIntegrations, EnabledStandards, HubV2, Standard
from reporter.model.answers import ReasonCode
from tests.checks.iam.credential_builders import ACCOUNT

REGION = Region.of(ACCOUNT, "eu-west-1")
WHY = Unavailable(ReasonCode.DENIED_BY_IAM, "no")
NO_HUB = EnabledStandards(subscribed=False)
FOUNDATIONAL = "arn:aws:securityhub:eu-west-1::standards/aws-foundational-security-best-practices/v/1.0.0"
NAME = "aws-foundational-security-best-practices 1.0.0"


def judged(*standards: Standard) -> Verdict:
    return region_has_a_hub(REGION, EnabledStandards(standards), None, None)


def standard(status: str = "READY", provider: str = "AWS", why: str = "") -> Standard:
    return Standard(FOUNDATIONAL, status, provider, why)


def test_a_hub_with_a_standard_that_works_passes() -> None:
    assert judged(standard()) == passed(NAME)
    assert judged(standard("PENDING")) == passed(f"{NAME} (PENDING)")
    incomplete = standard("INCOMPLETE", why="NO_AVAILABLE_CONFIGURATION_RECORDER")
    assert judged(incomplete) == passed(f"{NAME} (INCOMPLETE NO_AVAILABLE_CONFIGURATION_RECORDER)")
    assert judged(standard("FAILED"), standard()) == passed(NAME)


@pytest.mark.parametrize("status", ["FAILED", "DELETING"])
def test_a_hub_whose_standards_do_not_work_fails(status: str) -> None:
    assert judged(standard(status)) == failed(f"no standard of AWS is enabled: {NAME} ({status})")


def test_a_hub_without_a_standard_of_aws_fails() -> None:
    assert judged() == failed("no standard of AWS is enabled")
    assert judged(standard(provider="Azure")) == failed(f"no standard of AWS is enabled: {NAME}")


def test_a_region_that_is_not_subscribed_fails() -> None:
    assert region_has_a_hub(REGION, NO_HUB, None, None) == failed("not subscribed")


def test_an_integration_counts_only_where_configured() -> None:
    def counted(*arns: str) -> Verdict:
        return region_has_a_hub(REGION, EnabledStandards(), EnabledIntegrations(arns), None, accept_integrations=True)

    assert counted("arn:1", "arn:2") == passed("no standard, 2 integrations")
    assert counted() == failed("no standard of AWS is enabled")


def test_integrations_that_could_not_be_read_matter_only_where_they_would_help() -> None:
    def judged(standards: EnabledStandards) -> Verdict:
        return region_has_a_hub(REGION, standards, WHY, None, accept_integrations=True)

    assert judged(NO_HUB) == failed("not subscribed")
    assert judged(EnabledStandards()) == not_assessed(WHY)


def test_the_newer_hub_is_shown_where_asked_for_and_does_not_decide() -> None:
    def shown(v2: HubV2 | Unavailable) -> Verdict:
        return region_has_a_hub(REGION, NO_HUB, None, v2, show_security_hub_v2=True)

    assert shown(HubV2(enabled=True)) == failed("not subscribed; the newer Security Hub is on")
    assert shown(HubV2(enabled=False)) == failed("not subscribed; the newer Security Hub is off")
    assert shown(Unavailable(ReasonCode.DENIED_BY_IAM)) == failed("not subscribed")
