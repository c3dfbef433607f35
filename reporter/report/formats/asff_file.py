"""Writes the findings in the AWS Security Finding Format, as requests for AWS Security Hub."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from reporter.model.subjects import GLOBAL
from reporter.model.text import visible
from reporter.model.verdicts import Severity, Status
from reporter.report.formats.streams import moment, texts_of, timestamp, write_lines
from reporter.report.model import FindingRow, Report
from reporter.report.tables.finding_columns import FINDINGS

BATCH = 100
"""Maximum number of findings in a request."""
TITLE, DESCRIPTION, ADVICE, NAME, VALUE = 256, 1024, 512, 512, 2048
"""Maximum lengths of texts in Security Hub, applied here to bytes of UTF-8."""
REQUIREMENTS = 32
"""Maximum number of requirements of a finding."""
STATUSES: Mapping[Status, str] = {
    Status.FAIL: "FAILED",
    Status.NOT_ASSESSED: "NOT_AVAILABLE",
    Status.MANUAL: "WARNING",
    Status.WAIVED: "FAILED",
    Status.PASS: "PASSED",
    Status.NOT_APPLICABLE: "NOT_AVAILABLE",
}
LABELS: Mapping[Severity, str] = {
    **{severity: severity.upper() for severity in Severity},
    Severity.INFO: "INFORMATIONAL",
}
HOMES = {"aws": "us-east-1", "aws-us-gov": "us-gov-west-1", "aws-cn": "cn-north-1"}
"""The region for findings about the whole account, by partition."""
TYPES = {
    "AWS::::Account": "AwsAccount",
    "AWS::::Region": "Other",
    "AWS::ElasticLoadBalancing::LoadBalancer": "AwsElbLoadBalancer",
    "AWS::ElasticLoadBalancingV2::LoadBalancer": "AwsElbv2LoadBalancer",
}
"""Where Security Hub has another word than CloudFormation."""
FIELDS = (
    *("status", "reason_code", "operation", "missing_action", "resource", "part"),
    *("owner", "ou", "account_name", "waiver"),
)
"""Columns that Security Hub keeps as fields of the product."""


def write(report: Report, target: Path) -> None:
    """Write JSON Lines: each is a BatchImportFindings request, to be sent in the account of its findings."""
    write_lines(target, requests(report))


def requests(report: Report) -> Iterator[dict[str, Any]]:
    """Requests with up to 100 findings each, all of one account and region."""
    waiting: dict[str, list[dict[str, Any]]] = {}
    for row in FINDINGS.rows(report):
        arn = _product_arn(row)
        batch = waiting.setdefault(arn, [])
        batch.append(security_finding(report, row))
        if len(batch) == BATCH:
            yield {"Findings": waiting.pop(arn)}
    yield from ({"Findings": batch} for batch in waiting.values())


def security_finding(report: Report, row: FindingRow) -> dict[str, Any]:
    """A finding in ASFF; if it does not fail, its severity is informational, as in Security Hub itself."""
    texts = texts_of(row)
    fails = row.finding.status in (Status.FAIL, Status.WAIVED)
    return {
        "SchemaVersion": "2018-10-08",
        "Id": texts["id"],
        "ProductArn": _product_arn(row),
        "ProductName": "aws-compliance-reporter",
        "GeneratorId": texts["check_id"],
        "AwsAccountId": texts["account_id"],
        "Types": ["Software and Configuration Checks/Industry and Regulatory Standards"],
        "FirstObservedAt": timestamp(row.first_seen),
        "LastObservedAt": timestamp(row.last_seen),
        "CreatedAt": timestamp(row.first_seen),
        "UpdatedAt": timestamp(row.account.finished or moment(report)),
        "Severity": {
            "Label": LABELS[row.finding.severity if fails else Severity.INFO],
            "Original": texts["severity"],
        },
        "Title": cut(texts["title"], TITLE),
        "Description": cut(texts["reason"] or texts["title"], DESCRIPTION),
        "Remediation": {"Recommendation": {"Text": cut(texts["remediation"], ADVICE)}},
        "ProductFields": _fields(report, texts),
        "Resources": [_resource(row, texts)],
        "Compliance": _compliance(row, texts["frameworks"]),
        "Workflow": {"Status": "SUPPRESSED" if row.finding.status is Status.WAIVED else "NEW"},
        "RecordState": "ACTIVE",
    }


def cut(text: str, size: int) -> str:
    """The text in at most `size` bytes of UTF-8, with an ellipsis if it was cut."""
    encoded = text.encode()
    return text if len(encoded) <= size else encoded[: size - len("…".encode())].decode(errors="ignore") + "…"


def resource_type(type_: str) -> str:
    """The resource type in Security Hub's spelling: `AwsEc2Instance` for `AWS::EC2::Instance`."""
    words = type_.split("::")
    return TYPES.get(type_) or "".join(word.capitalize() if word.isupper() else word for word in words) or "Other"


def _product_arn(row: FindingRow) -> str:
    account = row.account
    region = HOMES.get(account.partition, "us-east-1") if row.finding.region == GLOBAL else row.finding.region
    return visible(f"arn:{account.partition}:securityhub:{region}:{account.id}:product/{account.id}/default")


def _fields(report: Report, texts: Mapping[str, str]) -> dict[str, str]:
    fields = {name: cut(texts[name], VALUE) for name in FIELDS if texts[name]}
    return {
        f"aws-compliance-reporter/{name}": text for name, text in {**fields, "run": visible(report.run.run_id)}.items()
    }


def _resource(row: FindingRow, texts: Mapping[str, str]) -> dict[str, str]:
    """The resource; the account if the resource is not known."""
    region = {} if row.finding.region == GLOBAL else {"Region": texts["region"]}
    account = f"AWS::::Account:{texts['account_id']}"
    return {
        "Id": cut(texts["arn"] or texts["resource"] or account, NAME),
        "Type": resource_type(texts["resource_type"]) if texts["arn"] or texts["resource"] else "AwsAccount",
        "Partition": visible(row.account.partition),
        **region,
    }


def _compliance(row: FindingRow, requirements: str) -> dict[str, Any]:
    named: Iterable[str] = [one for one in requirements.split("; ") if one][:REQUIREMENTS]
    return {"Status": STATUSES[row.finding.status], "RelatedRequirements": list(named)}
