"""Whether GuardDuty watches each region, and with which protection plans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reporter.api import AnyCheck, Known, Region, Severity, Verdict, check, failed, not_applicable, not_assessed, passed
from reporter.aws.guardduty.detectors import ENABLED, RUNTIME, Detector


@check(
    "guardduty-detector-enabled",
    title="GuardDuty detectors should be enabled in every region",
    finding="GuardDuty is not enabled in the region",
    severity=Severity.HIGH,
    remediation="Enable GuardDuty; members of an organisation get it from its delegated administrator. A new detector "
    "turns on every protection plan except Runtime Monitoring.",
    cli="# in account {account_id}, where the region has no detector\n"
    "# check first: GuardDuty costs money for each event\n"
    "aws guardduty create-detector --region {region} --enable\n"
    "# where it has one that is suspended. DETECTOR: its id, from list-detectors\n"
    "aws guardduty list-detectors --region {region}\n"
    "aws guardduty update-detector --region {region} --detector-id DETECTOR --enable",
)
def region_has_a_detector(region: Region, detectors: Known[Detector]) -> Verdict:
    """GuardDuty reports accounts that were taken over, from logs that AWS keeps in any case."""
    enabled = [one for one in detectors.found if one.enabled]
    if enabled:
        return passed(_listed(enabled[0].features))
    if detectors.unread:
        return not_assessed(detectors.unread)
    return failed("; ".join(f"detector {one.name} is suspended" for one in detectors.found) or "no detector")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A protection plan of GuardDuty."""

    check: str
    """The end of the check's id."""
    name: str
    """The name in titles."""
    feature: str
    """The name in the API."""
    watches: str


PLANS = (
    Plan(check="s3-protection", name="S3 Protection", feature="S3_DATA_EVENTS", watches="S3 objects"),
    Plan(check="eks-audit-logs", name="EKS Protection", feature="EKS_AUDIT_LOGS", watches="EKS audit logs"),
    Plan(
        check="malware-protection-ec2",
        name="Malware Protection for EC2",
        feature="EBS_MALWARE_PROTECTION",
        watches="EBS volumes",
    ),
    Plan(check="rds-protection", name="RDS Protection", feature="RDS_LOGIN_EVENTS", watches="sign-ins to databases"),
    Plan(
        check="lambda-protection",
        name="Lambda Protection",
        feature="LAMBDA_NETWORK_LOGS",
        watches="the traffic of Lambda functions",
    ),
    Plan(
        check="runtime-monitoring",
        name="Runtime Monitoring",
        feature=RUNTIME,
        watches="processes on instances and in containers",
    ),
)


def _check_of(plan: Plan) -> AnyCheck:
    """The check of one protection plan."""

    @check(
        f"guardduty-{plan.check}-enabled",
        title=f"GuardDuty detectors should have {plan.name} enabled",
        finding=f"GuardDuty does not watch {plan.watches} in the region",
        severity=Severity.MEDIUM,
        remediation=f"Enable {plan.name}. For a member account the delegated administrator does it, and for new "
        "accounts in the configuration of the organisation.",
        cli="# in account {account_id}, or for it in the delegated administrator with update-member-detectors\n"
        "# check first: the plan costs money for what it watches\n"
        "# DETECTOR: the id of the detector, from list-detectors\n"
        "aws guardduty list-detectors --region {region}\n"
        "aws guardduty update-detector --region {region} --detector-id DETECTOR --features "
        f"""'[{{"Name": "{plan.feature}", "Status": "ENABLED"}}]'""",
    )
    def plan_is_enabled(region: Region, detectors: Known[Detector]) -> Verdict:
        """A protection plan that is off leaves a part of the account that GuardDuty does not watch."""
        return _judged(region, detectors, plan.feature)

    return plan_is_enabled


def _judged(region: Region, detectors: Known[Detector], feature: str) -> Verdict:
    detector = next((one for one in detectors.found if one.enabled), None)
    if detector is None:
        return not_assessed(detectors.unread) if detectors.unread else not_applicable("no enabled detector")
    if not detector.features:
        return not_assessed(detector.unsaid)
    status = detector.features.get(feature)
    if status is None:
        return not_applicable(f"AWS does not offer {feature} in {region.region}")
    if status != ENABLED:
        return failed(f"{feature} is {status}")
    return passed(_listed(detector.agents) if feature == RUNTIME else "")


def _listed(statuses: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {status}" for name, status in sorted(statuses.items()))


PROTECTION_PLANS = tuple(map(_check_of, PLANS))
