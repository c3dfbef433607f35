"""Small run folders for the tests of reports."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from reporter.model.finding import Finding
from reporter.model.verdicts import Severity, Status
from reporter.report.build.build import build_report
from reporter.report.model import Report
from reporter.runs import (
    AccountRecord,
    AnswerRecord,
    FrameworkRecord,
    Manifest,
    RequirementRecord,
    RuleRecord,
    RunFolder,
)

STARTED = datetime(2026, 11, 16, 6, 0, tzinfo=UTC)
FINISHED = STARTED + timedelta(minutes=4)


def account(id_: str, *, state: str = "scanned", **more: Any) -> AccountRecord:
    """An account; a scanned one has the region eu-west-1."""
    given = {"name": f"name-{id_}", "regions": ("eu-west-1",) if state == "scanned" else (), "finished": FINISHED}
    return AccountRecord(id=id_, state=state, **{**given, **more})


def rule(check_id: str, **more: Any) -> RuleRecord:
    """A check in force, without settings."""
    given = {
        "title": f"Title of {check_id}",
        "severity": "high",
        "service": check_id.partition("-")[0],
        "scope": "resource",
        "resource_type": "AWS::S3::Bucket",
        "rationale": f"Why {check_id} matters.",
        "remediation": f"How to fix {check_id}.",
        "cli": "",
        "settings": "{}",
    }
    return RuleRecord(check_id=check_id, **{**given, **more})


def finding(check_id: str, account_id: str, status: Status, name: str = "thing", **more: Any) -> Finding:
    """A finding about a bucket in eu-west-1."""
    given = {
        "region": "eu-west-1",
        "resource_type": "AWS::S3::Bucket",
        "resource_name": name,
        "arn": f"arn:aws:s3:::{name}",
        "part": "",
        "severity": Severity.HIGH,
        "reason": f"{name}: {status}",
    }
    values = {**given, **more}
    identity = json.dumps([check_id, account_id, values["region"], values["arn"], values.get("parameters")])
    id_ = hashlib.sha256(identity.encode()).hexdigest()[:32]
    return Finding(id=id_, check_id=check_id, account_id=account_id, status=status, **values)


def framework(*requirements: RequirementRecord) -> FrameworkRecord:
    """A framework with these requirements."""
    return FrameworkRecord(id="cis-6.0", title="CIS AWS Foundations", version="6.0", requirements=requirements)


def finished_run(
    runs: Path,
    *,
    accounts: Iterable[AccountRecord] = (),
    rules: Iterable[RuleRecord] = (),
    findings: Iterable[Finding] = (),
    evidence: bytes = b"{}",
    **more: Any,
) -> tuple[RunFolder, Manifest]:
    """A run folder as a scan leaves it."""
    given = {"run_id": "0a1b2c3d", "title": "AWS compliance report", "classification": "Internal"}
    facts = {
        "tool_version": "0.1.0",
        "started": STARTED,
        "finished": FINISHED,
        "caller_arn": "arn:aws:iam::1:role/audit",
    }
    manifest = Manifest(accounts=tuple(accounts), rules=tuple(rules), **{**given, **facts, **more})
    folder = RunFolder.create(runs, manifest.started, manifest.run_id)
    rows = list(findings)
    for record in manifest.accounts:
        folder.write_account(record, [one for one in rows if one.account_id == record.id], evidence)
    return folder, folder.finish(manifest)


def report_of(runs: Path, **run: Any) -> Report:
    """The report of a run with these records."""
    return build_report(*finished_run(runs, **run))


HOSTILE = (
    '=HYPERLINK("http://evil.example","click")',
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "a\x00b\x07c\x1b[31md",
    "line\u2028separator\nand break",
    "\u202egnp.exe",
    "_x0041_ is no A",
    "#N/A",
    "שלום عليكم",
    "x" * 40_000,
    "😀" * 20_000,
)
"""Hostile names of resources."""


def sample(runs: Path) -> Report:
    """A run with every status, an unreachable account, a left-out account, hostile names, and a framework."""
    first, second, third, fourth = "012345678901", "112345678902", "212345678903", "312345678904"
    denied = {"reason_code": "denied-by-iam", "operation": "s3:GetBucketAcl", "action": "s3:GetBucketAcl"}
    findings = [
        finding("s3-bucket-closed", first, Status.FAIL, "open", severity=Severity.CRITICAL),
        finding("s3-bucket-closed", first, Status.PASS, "closed"),
        finding("s3-bucket-closed", second, Status.NOT_ASSESSED, "unknown", **denied),
        finding("s3-bucket-closed", third, Status.NOT_ASSESSED, "", reason_code="role-not-assumable", region="global"),
        finding("iam-key-rotated-often", first, Status.MANUAL, "alice", region="global"),
        finding("iam-key-rotated-often", first, Status.WAIVED, "bob", region="global", severity=Severity.LOW),
        finding("iam-key-rotated-often", second, Status.NOT_APPLICABLE, "", region="global"),
        finding(
            "iam-key-rotated-often", third, Status.NOT_ASSESSED, "", reason_code="role-not-assumable", region="global"
        ),
        finding(
            "iam-key-rotated-often", first, Status.FAIL, "alice", region="global", parameters='{"max_age_days":45}'
        ),
        *(finding("s3-bucket-closed", second, Status.FAIL, name) for name in HOSTILE),
    ]
    answers = (AnswerRecord(check_id="iam-key-rotated-often", parameters='{"max_age_days":45}'),)
    requirements = (
        RequirementRecord(id="2.10", title="Keys are rotated", level="1", assessment="automated", answers=answers),
        RequirementRecord(id="2.11", title="Buckets", answers=(AnswerRecord(check_id="s3-bucket-closed"),)),
        RequirementRecord(id="9.9", title="People are trained", assessment="manual"),
    )
    return report_of(
        runs,
        accounts=(
            account(first, name="shop", owner="anna", ou="Workloads"),
            account(second, name="=cmd|' /C calc'!A0", owner="li", regions=("eu-west-1", "us-east-1")),
            account(third, name="legacy", state="unreachable", reason="no role", reason_code="role-not-assumable"),
            account(fourth, name="closed", state="left-out", reason="suspended", finished=None),
        ),
        rules=(
            rule(
                "s3-bucket-closed",
                finding="S3 bucket is open",
                cli="aws s3api put-public-access-block --bucket {name}\n# check first: x",
            ),
            rule("iam-key-rotated-often", settings='{"excluded_users":[],"max_age_days":90,"strict":true}'),
            rule("iam-key-rotated-often", settings='{"max_age_days":45}', parameters='{"max_age_days":45}'),
        ),
        findings=findings,
        frameworks=(framework(*requirements),),
        organization_id="o-example",
    )


def small_report(runs: Path) -> Report:
    """A report with a finding of each status, in two accounts."""
    denied = {
        "reason_code": "denied-by-iam",
        "operation": "s3:GetBucketAcl",
        "action": "s3:GetBucketAcl",
        "error_code": "AccessDenied",
        "request_id": "5CA1AB1E",
    }
    findings = [
        finding("s3-bucket-closed", "012345678901", status, status.lower())
        for status in Status
        if status is not Status.NOT_ASSESSED
    ]
    findings.append(
        finding(
            "s3-bucket-closed", "212345678903", Status.NOT_ASSESSED, "", arn="", region="global", part="1", **denied
        )
    )
    return report_of(
        runs,
        accounts=[
            account("012345678901", name="shop", owner="anna", ou="Prod"),
            account("212345678903", name="legacy"),
        ],
        rules=[rule("s3-bucket-closed", finding="S3 bucket is open")],
        findings=findings,
        frameworks=(
            framework(RequirementRecord(id="2.1", title="Shut", answers=(AnswerRecord(check_id="s3-bucket-closed"),))),
        ),
        organization_id="o-example",
    )
