"""Runs of consecutive weeks, as a scan would write them, for the tests of history."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

from reporter.model.finding import Finding
from reporter.model.subjects import Account, Region
from reporter.model.verdicts import Severity, Status
from reporter.runs import AccountRecord, Manifest, RuleRecord, RunFolder
from tests.report.runs import FINISHED, STARTED, account, finding, finished_run, rule

A, B, C = "012345678901", "112345678902", "212345678903"
CHECK, OTHER = "s3-bucket-closed", "s3-bucket-logged"
WEEK = timedelta(weeks=1)
DUE_DAYS = {Severity.CRITICAL: 7, Severity.HIGH: 30}


def week(
    runs: Path,
    number: int,
    findings: Iterable[Finding] = (),
    *,
    accounts: Iterable[AccountRecord] = (account(A),),
    rules: Iterable[RuleRecord] = (rule(CHECK),),
    **more: Any,
) -> tuple[RunFolder, Manifest]:
    """The run of a week, with these findings."""
    given: dict[str, Any] = {"run_id": f"{number & 0xFFFFFFFF:08x}", "due_days": DUE_DAYS}
    given |= {"started": STARTED + number * WEEK, "finished": FINISHED + number * WEEK}
    return finished_run(runs, accounts=accounts, rules=rules, findings=findings, **given | more)


def bucket(name: str, status: Status, check_id: str = CHECK, account_id: str = A, **more: Any) -> Finding:
    """A finding of a check about a bucket."""
    return finding(check_id, account_id, status, name, **more)


def unlisted(check_id: str = CHECK, account_id: str = A, region: str = "global") -> Finding:
    """A finding that a check could not list its buckets, in the whole account or in one region."""
    kind = Account.kind if region == "global" else Region.kind
    arn = f"arn:aws:iam::{account_id}:root" if region == "global" else f"arn:aws:ec2:{region}:{account_id}:region"
    more = {"region": region, "resource_type": kind, "arn": arn, "reason_code": "denied-by-iam"}
    return finding(check_id, account_id, Status.NOT_ASSESSED, "", severity=Severity.HIGH, **more)
