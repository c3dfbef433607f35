"""Detectors of GuardDuty and their protection plans, region by region."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from checks.guardduty.detectors import PLANS, PROTECTION_PLANS, region_has_a_detector
from reporter.api import Known, Region, Unavailable, failed, not_applicable, not_assessed, passed
from reporter.aws.guardduty.detectors import Detector
from reporter.model.answers import ReasonCode
from tests.checks.iam.credential_builders import ACCOUNT

REGION = Region.of(ACCOUNT, "eu-west-1")
WHY = Unavailable(ReasonCode.DENIED_BY_IAM, "no")
ODD = {"odd": WHY}
FAMILY = {plan.feature: check for plan, check in zip(PLANS, PROTECTION_PLANS, strict=True)}


def detector(status: str = "ENABLED", features: Mapping[str, str] | None = None) -> Detector:
    return Detector(
        account_id=ACCOUNT.account_id,
        region="eu-west-1",
        arn="arn:aws:guardduty:eu-west-1:111122223333:detector/1",
        name="1",
        status=status,
        features=dict.fromkeys(FAMILY, "ENABLED") if features is None else features,
        agents={"EC2_AGENT_MANAGEMENT": "DISABLED"},
    )


def test_a_region_with_a_detector_that_is_on_passes() -> None:
    found = Known((detector(features={"B": "DISABLED", "A": "ENABLED"}),), ODD)
    assert region_has_a_detector(REGION, found) == passed("A ENABLED, B DISABLED")


def test_a_region_without_one_or_with_a_suspended_one_fails() -> None:
    assert region_has_a_detector(REGION, Known()) == failed("no detector")
    suspended = Known((detector("DISABLED"),))
    assert region_has_a_detector(REGION, suspended) == failed("detector 1 is suspended")
    assert region_has_a_detector(REGION, Known(suspended.found, ODD)) == not_assessed(WHY)


@pytest.mark.parametrize("feature", FAMILY)
def test_a_plan_is_judged_by_its_own_status(feature: str) -> None:
    judge = FAMILY[feature]
    agents = "EC2_AGENT_MANAGEMENT DISABLED" if feature == "RUNTIME_MONITORING" else ""
    assert judge(REGION, Known((detector(),))) == passed(agents)
    off = detector(features={**dict.fromkeys(FAMILY, "ENABLED"), feature: "DISABLED"})
    assert judge(REGION, Known((off,))) == failed(f"{feature} is DISABLED")
    other = detector(features={"EKS_RUNTIME_MONITORING": "ENABLED"})
    assert judge(REGION, Known((other,))) == not_applicable(f"AWS does not offer {feature} in eu-west-1")
    assert judge(REGION, Known((detector(features={}),))).why == detector().unsaid


def test_a_plan_without_an_enabled_detector_is_not_applicable() -> None:
    assert FAMILY["S3_DATA_EVENTS"](REGION, Known()) == not_applicable("no enabled detector")
    assert FAMILY["S3_DATA_EVENTS"](REGION, Known((detector("DISABLED"),))) == not_applicable("no enabled detector")
    assert FAMILY["S3_DATA_EVENTS"](REGION, Known((), ODD)) == not_assessed(WHY)


def test_the_family_is_whole() -> None:
    assert {feature: check.id for feature, check in FAMILY.items()} == {
        "S3_DATA_EVENTS": "guardduty-s3-protection-enabled",
        "EKS_AUDIT_LOGS": "guardduty-eks-audit-logs-enabled",
        "EBS_MALWARE_PROTECTION": "guardduty-malware-protection-ec2-enabled",
        "RDS_LOGIN_EVENTS": "guardduty-rds-protection-enabled",
        "LAMBDA_NETWORK_LOGS": "guardduty-lambda-protection-enabled",
        "RUNTIME_MONITORING": "guardduty-runtime-monitoring-enabled",
    }
