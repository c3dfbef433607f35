"""Whatever a run holds, every format tells the same totals, of the whole and of a part."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from junitparser import Error, Failure, JUnitXml, TestCase

from reporter.config.formats import ALL_FORMATS
from reporter.model.finding import Finding
from reporter.model.scope import Scope
from reporter.model.verdicts import Severity, Status
from reporter.report.build.build import build_report
from reporter.report.build.cut import Cut
from reporter.report.formats.render import render
from reporter.runs import WaiverRecord
from tests.report.oscal_schemas import totals as oscal_totals
from tests.report.runs import account, finding, finished_run, rule
from tests.report.test_formats import csv_totals, excel_totals, html_totals, json_totals

ACCOUNTS = ("012345678901", "112345678902")
CHECK = "s3-bucket-closed"
OWNERS = dict(zip(ACCOUNTS, ("dba", "li"), strict=True))
WAIVER = WaiverRecord(
    id="W-1", scope=Scope(checks=(CHECK,)), reason="old", owner="li", approver="anna", expires=date(2027, 1, 1)
)
Outcome = tuple[str, Status, Severity, str]
TEAMS = ("", "dba", "web")
"""Owners that a rule names; empty for none."""
RUNS = st.lists(
    st.tuples(st.sampled_from(ACCOUNTS), st.sampled_from(Status), st.sampled_from(Severity), st.sampled_from(TEAMS)),
    min_size=1,
    max_size=30,
)


def lines_of(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def jsonl_totals(file: Path) -> Counter[str]:
    return Counter(str(line["status"]) for line in lines_of(file))


def ocsf_totals(file: Path) -> Counter[str]:
    return Counter(event["status_code"] for event in json.loads(file.read_bytes()))


def asff_totals(file: Path) -> Counter[str]:
    batches = [json.loads(line)["Findings"] for line in file.read_text(encoding="utf-8").splitlines()]
    return Counter(one["ProductFields"]["aws-compliance-reporter/status"] for batch in batches for one in batch)


def sarif_totals(file: Path) -> Counter[str]:
    [run] = json.loads(file.read_bytes())["runs"]
    return Counter(result["properties"]["status"] for result in run["results"])


def junit_totals(file: Path) -> Counter[str]:
    """Failures, errors and all others: JUnit has no more words."""
    cases = [case for suite in JUnitXml.fromfile(str(file)) for case in suite]
    return Counter(_outcome(case) for case in cases)


def _outcome(case: TestCase) -> str:
    kinds = {type(one) for one in case.result}
    return Status.FAIL if Failure in kinds else Status.NOT_ASSESSED if Error in kinds else "other"


TOTALS: dict[str, Callable[[Path], Counter[str]]] = {
    "xlsx": excel_totals,
    "csv": csv_totals,
    "csv-bom": csv_totals,
    "html": html_totals,
    "json": json_totals,
    "jsonl": jsonl_totals,
    "ocsf": ocsf_totals,
    "asff": asff_totals,
    "sarif": sarif_totals,
    "oscal": oscal_totals,
}


def findings_of(shown: Iterable[Outcome]) -> list[Finding]:
    return [
        finding(
            CHECK,
            account_id,
            status,
            f"bucket-{number}",
            severity=severity,
            reason_code="timeout",
            owner=owner,
            waiver="W-1" if status is Status.WAIVED else "",
        )
        for number, (account_id, status, severity, owner) in enumerate(shown)
    ]


def is_in(cut: Cut, account_id: str, owner: str) -> bool:
    """Whether a finding of an account, for which a rule names an owner or none, belongs to the part."""
    return cut.account in ("", account_id) and cut.owner in ("", owner or OWNERS[account_id])


@pytest.mark.parametrize("cut", [Cut(), Cut(account=ACCOUNTS[0]), Cut(owner="dba")], ids=["whole", "account", "owner"])
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(shown=RUNS)
def test_all_formats_have_the_same_totals(cut: Cut, shown: list[Outcome]) -> None:
    part = [(status, owner) for account_id, status, _, owner in shown if is_in(cut, account_id, owner)]
    expected: Counter[str] = Counter(status for status, _ in part)
    with TemporaryDirectory() as folder:
        run, manifest = finished_run(
            Path(folder),
            accounts=[account(id_, owner=owner) for id_, owner in OWNERS.items()],
            rules=[rule(CHECK)],
            findings=findings_of(shown),
            waivers=[WAIVER],
        )
        report = build_report(run, manifest, cut)
        files = {name: render(report, [name], Path(folder) / "reports")[0] for name in ALL_FORMATS}
        for name, totals in TOTALS.items():
            assert totals(files[name]) == expected, name
        others = expected.total() - expected[Status.FAIL] - expected[Status.NOT_ASSESSED]
        outcomes = [expected[Status.FAIL], expected[Status.NOT_ASSESSED], others]
        assert [junit_totals(files["junit"])[name] for name in ("FAIL", "NOT_ASSESSED", "other")] == outcomes
        assert report.summary.tally.by_status == {status: expected[status] for status in Status}
        assert sum(row.covers for row in report.waivers) == expected[Status.WAIVED]
        by_owner = [row.tally.by_status for row in report.summary.owners]
        assert sum((Counter(counts) for counts in by_owner), Counter()) == expected
        assert all(cut.owner in ("", row.owner) for row in report.summary.owners)
