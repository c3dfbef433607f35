"""Whether Amazon Inspector scans instances, images and functions in each region."""

from __future__ import annotations

from dataclasses import dataclass

from reporter.api import AnyCheck, Region, Severity, Verdict, check, failed, not_applicable, passed
from reporter.aws.inspector.status import ENABLED, InspectorStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """A type of resource that Inspector scans."""

    check: str
    """The middle of the check's id."""
    what: str
    """The resources in titles."""
    kind: str
    """The type in answers."""
    types: str
    """The types in requests: scanning of code needs standard scanning."""


SCANS = (
    Scan(check="ec2", what="EC2 instances", kind="ec2", types="EC2"),
    Scan(check="ecr", what="ECR images", kind="ecr", types="ECR"),
    Scan(check="lambda-code", what="the code of Lambda functions", kind="lambdaCode", types="LAMBDA LAMBDA_CODE"),
    Scan(check="lambda", what="Lambda functions", kind="lambda", types="LAMBDA"),
)


def _check_of(scan: Scan) -> AnyCheck:
    """The check of one type of resource."""

    @check(
        f"inspector-{scan.check}-scanning-enabled",
        title=f"Amazon Inspector scans should cover {scan.what}",
        finding=f"Amazon Inspector does not scan {scan.what} in the region",
        severity=Severity.MEDIUM,
        remediation="Enable the scan type. In an organisation the delegated administrator does it for its members.",
        cli="# in account {account_id}\n"
        "# check first: Inspector costs money for each resource that it scans\n"
        f"aws inspector2 enable --region {{region}} --account-ids {{account_id}} --resource-types {scan.types}",
    )
    def kind_is_scanned(region: Region, status: InspectorStatus) -> Verdict:
        """Inspector finds known vulnerabilities in what runs before attackers do."""
        return _judged(region, status, scan.kind)

    return kind_is_scanned


def _judged(region: Region, status: InspectorStatus, kind: str) -> Verdict:
    found = status.scans.get(kind)
    if found is None:
        return not_applicable(f"AWS does not offer {kind} scanning in {region.region}")
    return passed() if found == ENABLED else failed(f"{kind} scanning is {found}")


SCAN_TYPES = tuple(map(_check_of, SCANS))
