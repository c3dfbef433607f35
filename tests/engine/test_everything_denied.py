"""An account whose role may be assumed and nothing else: no report shows it as a good one."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import botocore.session
import msgspec
import pytest
from openpyxl import load_workbook

from reporter.accounts import Accounts, Target
from reporter.cli.exits import INCOMPLETE, exit_code
from reporter.config.formats import FORMATS
from reporter.config.settings import AssumedRole, Settings
from reporter.demo.emulator import emulated_aws, operation_name, refuse
from reporter.demo.state import Refusal
from reporter.model.finding import Finding
from reporter.model.given import Organization
from reporter.model.subjects import Account
from reporter.model.verdicts import Severity
from reporter.rules.catalogue import load_catalogue
from reporter.rules.job import select_job
from reporter.scan import Outcome, Scan
from reporter.sessions import CallerIdentity, Sessions
from reporter.workflow.reporting import report_run
from tests.faults.recording import ENTRY
from tests.street import Watcher
from tests.world import ACCOUNT_ID

HEADLINE = "Incomplete: in 1 account nothing could be assessed."
ASKS_NOTHING = "account-security-questions-registered"
FIRST_SCREEN = 40
"""Rows of a sheet."""
DENIED = Refusal("AccessDenied", "User: arn:aws:sts::111122223333:assumed-role/Audit/me is not authorized", 403)


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outcome]:
    """A scan with everything that is on by default."""
    target = Target(Account.of(ACCOUNT_ID, "shop"), AssumedRole(), "", "asked for")
    accounts = Accounts(
        (target,), (), Organization(), CallerIdentity("arn:aws:iam::999988887777:user/me", "999988887777")
    )
    with emulated_aws() as emulator:

        def prepare(session: botocore.session.Session) -> None:
            session.register("before-call", deny)
            emulator.prepare(session)

        job = select_job(Settings(runs=tmp_path_factory.mktemp("runs")), load_catalogue())
        sessions = Sessions(job.settings, prepare=prepare, sleep=lambda _: None)
        yield Scan(job.settings, job.rules, job.frameworks, sessions, accounts, Watcher()).run()


def deny(**event: Any) -> Any:
    """A `before-call` handler; who one is may be asked without any permission."""
    return None if operation_name(event["model"]) in ENTRY else refuse(DENIED)


@pytest.fixture(scope="module")
def reports(outcome: Outcome) -> dict[str, Path]:
    return dict(zip(FORMATS, report_run(outcome.folder, FORMATS), strict=True))


def test_the_program_ends_with_3(outcome: Outcome) -> None:
    assert exit_code(outcome, None) == exit_code(outcome, Severity.LOW) == INCOMPLETE


def test_every_rule_says_so_about_the_account(outcome: Outcome) -> None:
    lines = outcome.folder.findings_of(ACCOUNT_ID).splitlines()
    findings = [msgspec.json.decode(line, type=Finding) for line in lines]
    asked = {(rule.check_id, rule.parameters) for rule in outcome.manifest.rules}
    assert {(finding.check_id, finding.parameters) for finding in findings} == asked
    [withdrawn] = [finding for finding in findings if finding.check_id == ASKS_NOTHING]
    assert withdrawn.status == "NOT_APPLICABLE"
    refused = [finding for finding in findings if finding is not withdrawn]
    assert {(finding.status, finding.reason_code) for finding in refused} == {("NOT_ASSESSED", "denied-by-iam")}
    assert all(finding.action and finding.operation and finding.error_code == "AccessDenied" for finding in refused)
    assert all(finding.request_id for finding in refused)


@pytest.mark.parametrize("sheet", ["Cover", "Summary"])
def test_the_workbook_opens_with_it(reports: dict[str, Path], sheet: str) -> None:
    rows = load_workbook(reports["xlsx"])[sheet].iter_rows(max_row=FIRST_SCREEN, values_only=True)
    assert HEADLINE in {cell for row in rows for cell in row}


def test_the_coverage_sheet_tells_the_refusals(reports: dict[str, Path]) -> None:
    header, *rows = load_workbook(reports["xlsx"])["Coverage"].iter_rows(values_only=True)
    shown = [dict(zip(header, row, strict=True)) for row in rows if row[0]]
    assert {(row["Seen"], row["Assessed"]) for row in shown if row["Service"] != "account"} == {("Not assessed", 0)}
    assert {row["Assessed"] for row in shown if row["Service"] == "account"} == {1}  # what asks nothing
    assert {(row["Why not"], row["Error code"]) for row in shown} == {("Denied by IAM", "AccessDenied")}
    assert all(row["Detail"] and row["Request ID"] for row in shown)


def test_the_page_opens_with_it(reports: dict[str, Path]) -> None:
    main = reports["html"].read_text(encoding="utf-8").partition("<main")[2]
    banner = main.partition('<p class="banner incomplete">')[2]
    assert banner.startswith(HEADLINE)
    assert main.index(HEADLINE) < main.index("<h3>")


def test_the_summary_for_programs_says_it(reports: dict[str, Path]) -> None:
    summary = json.loads(reports["json"].read_bytes())["summary"]
    assert (summary["headline"], summary["complete"]) == (HEADLINE, False)
    assert summary["score"] is None
    assert summary["coverage"] < 1
    counts = {status: count for status, count in summary["by_status"].items() if count}
    assert counts.keys() == {"NOT_ASSESSED", "NOT_APPLICABLE"}
    assert counts["NOT_APPLICABLE"] == 1


def test_each_row_for_spreadsheets_says_it(outcome: Outcome, reports: dict[str, Path]) -> None:
    with reports["csv"].open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["check_id"] for row in rows} == {rule.check_id for rule in outcome.manifest.rules}
    refused = [row for row in rows if row["check_id"] != ASKS_NOTHING]
    assert {(row["status"], row["reason_code"]) for row in refused} == {("NOT_ASSESSED", "denied-by-iam")}
