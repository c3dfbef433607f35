"""Runs of one check, for the tests of OSCAL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reporter.model.verdicts import Status
from reporter.report.model import Report
from tests.report.runs import account, finding, report_of, rule

CHECK = "s3-bucket-closed"
A, B, C = "012345678901", "112345678902", "212345678903"


def failing(tmp_path: Path, **more: Any) -> Report:
    given = {"accounts": [account(A, owner="anna")], "findings": [finding(CHECK, A, Status.FAIL)]}
    return report_of(tmp_path, rules=[rule(CHECK, finding="Open")], **{**given, **more})
