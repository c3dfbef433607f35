"""A part of a report is about its accounts alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from reporter.model import Status, UserError
from reporter.report.build import build_report
from reporter.report.cut import WHOLE, Cut
from reporter.report.model import Report
from reporter.report.render import render
from tests.report.runs import account, finding, finished_run, rule

SHOP, SHOP_TEST, LEGACY = "012345678901", "112345678902", "212345678903"
CHECK = "s3-bucket-closed"


def report_of_part(runs: Path, cut: Cut) -> Report:
    folder, manifest = finished_run(
        runs,
        accounts=(
            account(SHOP, owner="Shop team", ou="Workloads/Prod"),
            account(SHOP_TEST, owner="Shop team", ou="Workloads"),
            account(LEGACY, state="unreachable", owner="li", ou="Workloads-old", reason_code="role-not-assumable"),
        ),
        rules=(rule(CHECK),),
        findings=(
            finding(CHECK, SHOP, Status.FAIL, "open"),
            finding(CHECK, SHOP_TEST, Status.PASS, "closed"),
            finding(CHECK, LEGACY, Status.NOT_ASSESSED, "", reason_code="role-not-assumable"),
        ),
    )
    return build_report(folder, manifest, cut)


@pytest.mark.parametrize(
    ("cut", "expected"),
    [
        (WHOLE, {SHOP, SHOP_TEST, LEGACY}),
        (Cut(owner="Shop team"), {SHOP, SHOP_TEST}),
        (Cut(account=LEGACY), {LEGACY}),
        (Cut(ou="Workloads"), {SHOP, SHOP_TEST}),
        (Cut(ou="Workloads/"), {SHOP, SHOP_TEST}),
        (Cut(ou="Workloads/Prod"), {SHOP}),
        (Cut(owner="Shop team", ou="Workloads/Prod"), {SHOP}),
    ],
)
def test_a_part_holds_the_accounts_that_it_names_and_their_findings(
    tmp_path: Path, cut: Cut, expected: set[str]
) -> None:
    report = report_of_part(tmp_path, cut)
    assert {row.account.id for row in report.accounts} == expected
    assert {row.finding.account_id for row in report.findings} == expected


def test_totals_are_those_of_the_part(tmp_path: Path) -> None:
    summary = report_of_part(tmp_path, Cut(owner="Shop team")).summary
    assert summary.tally.by_status[Status.NOT_ASSESSED] == 0
    assert (summary.score, summary.coverage, summary.complete) == (50.0, 100.0, True)
    assert [owner.owner for owner in summary.owners] == ["Shop team"]


def test_the_title_and_the_name_of_the_file_say_which_part_it_is(tmp_path: Path) -> None:
    report = report_of_part(tmp_path, Cut(owner="Shop team"))
    assert report.run.title == "AWS compliance report: owner Shop team"
    assert [file.name for file in render(report, ["csv"], tmp_path)] == ["report-owner-shop-team.csv"]


def test_a_name_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    assert Cut(owner="../../etc/Größe " + "x" * 300).slug == "owner-etc-größe-" + "x" * 44


@pytest.mark.parametrize(
    ("cut", "advice"),
    [
        (Cut(owner="Shop taem"), "the run has no account of owner Shop taem; did you mean 'Shop team'?"),
        (Cut(account="9"), f"the run has no account of account 9; known are: {SHOP}, {SHOP_TEST}, {LEGACY}"),
        (Cut(owner="li", ou="Workloads"), "the run has no account of owner li, OU Workloads"),
    ],
)
def test_a_part_without_accounts_is_a_mistake(tmp_path: Path, cut: Cut, advice: str) -> None:
    with pytest.raises(UserError) as caught:
        report_of_part(tmp_path, cut)
    assert str(caught.value) == advice
