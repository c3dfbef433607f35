"""Failures that are shown together: what is folded and what is not add up to everything, in every summary."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from reporter.deliver.mail.compose import compose
from reporter.deliver.mail.letter import WorkbookPlace
from reporter.deliver.mail.templates import Templates
from reporter.model.finding import Finding
from reporter.model.verdicts import Severity, Status
from reporter.report.build.folds import fold_rows, folds, lines
from reporter.report.formats.render import render
from reporter.report.model import Cell, Fold, Report
from reporter.report.tables.finding_columns import FINDINGS
from reporter.report.tables.findings_sheet import FINDINGS_SHEET
from reporter.report.tables.follow_up_tables import REMEDIATION_TABLE
from reporter.report.words import folds_in_words
from reporter.scan.outcome import ScanTally
from tests.report.runs import account, finding, report_of, rule
from tests.report.test_measures import cell

VPC = "unused default VPC"
SHOP, LAB = "012345678901", "112345678902"
REGIONS = ("eu-west-1", "eu-west-2", "us-east-1")
CELLS = st.lists(
    st.builds(
        cell,
        st.sampled_from([Status.FAIL, Status.PASS, Status.WAIVED]),
        st.integers(1, 9),
        check_id=st.sampled_from(["ec2-a-b", "vpc-c-d"]),
        account_id=st.sampled_from([SHOP, LAB]),
        region=st.sampled_from(REGIONS),
        severity=st.sampled_from(list(Severity)),
        fold=st.sampled_from(["", VPC, "old house"]),
    ),
    max_size=30,
)


def failures(cells: list[Cell], *, folded: bool) -> int:
    return sum(one.count for one in cells if one.status is Status.FAIL and bool(one.fold) is folded)


@given(CELLS)
def test_folded_and_unfolded_failures_are_all(cells: list[Cell]) -> None:
    rows = fold_rows([rule("ec2-a-b"), rule("vpc-c-d")], [account(SHOP), account(LAB)], cells)
    together = folds(cells)
    assert sum(row.fold.failing for row in rows) == sum(one.failing for one in together) == failures(cells, folded=True)
    failing = [one for one in cells if one.status is Status.FAIL]
    assert failures(cells, folded=True) + failures(cells, folded=False) == sum(one.count for one in failing)
    assert len({(row.fold.group, row.account.id, row.rule.check_id) for row in rows}) == len(rows)
    assert lines(failing) <= sum(one.count for one in failing)
    assert lines(failing) == failures(cells, folded=False) + len({(o.fold, o.account_id) for o in failing if o.fold})


@given(CELLS)
def test_places_are_regions_of_accounts(cells: list[Cell]) -> None:
    found = [one for one in cells if one.fold == VPC and one.status is Status.FAIL]
    places = {(one.account_id, one.region) for one in found}
    assert {one.places for one in folds(cells) if one.group == VPC} == ({len(places)} if places else set())


def nearly_empty(runs: Path) -> Report:
    """An account with a failure that counts and three unused default VPCs, and one with an unused one only."""
    log, group = "vpc-flow-logs-enabled", "ec2-security-group-default-closed"
    findings = [
        finding(log, SHOP, Status.FAIL, "vpc-own", region="eu-west-1"),
        finding(group, SHOP, Status.PASS, "sg-own"),
        *(finding(log, SHOP, Status.FAIL, f"vpc-{region}", region=region, fold=VPC) for region in REGIONS),
        *(finding(group, SHOP, Status.FAIL, f"sg-{region}", region=region, fold=VPC) for region in REGIONS),
        finding(log, LAB, Status.FAIL, "vpc-lab", fold=VPC),
    ]
    return report_of(
        runs, accounts=[account(SHOP, name="shop"), account(LAB, name="lab")], rules=[rule(log), rule(group)],
        findings=findings,
    )  # fmt: skip


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return nearly_empty(tmp_path_factory.mktemp("folds"))


def test_totals_are_exact_and_say_what_they_include(report: Report) -> None:
    assert report.summary.tally.by_status[Status.FAIL] == 8
    assert folds_in_words(report.summary.folds) == "7 failures in 4 unused default VPCs"
    assert report.summary.folds == (Fold(group=VPC, failing=7, places=4),)


def test_a_check_has_one_line_in_each_account(report: Report) -> None:
    assert [
        (row.account.name, row.rule.check_id, row.fold.failing, row.fold.places) for row in report.summary.folded
    ] == [
        ("shop", "ec2-security-group-default-closed", 3, 3),
        ("shop", "vpc-flow-logs-enabled", 3, 3),
        ("lab", "vpc-flow-logs-enabled", 1, 1),
    ]


def test_the_worst_checks_are_in_the_order_of_their_lines(report: Report) -> None:
    first, second = report.summary.worst
    assert (first.rule.check_id, first.failing, folds_in_words(first.folds)) == (
        "vpc-flow-logs-enabled", 5, "4 failures in 4 unused default VPCs",
    )  # fmt: skip
    assert (second.failing, folds_in_words(second.folds)) == (3, "3 failures in 3 unused default VPCs")


def test_the_lists_can_be_filtered_and_the_contract_is_as_it_was(report: Report) -> None:
    [group] = [column for column in FINDINGS_SHEET.columns if column.name == "group"]
    assert Counter(group.shown(row) for row in report.findings) == {"Unused default VPC": 7, "": 2}
    assert "group" not in [column.name for column in FINDINGS.columns]


def test_remediation_says_how_many_of_an_account_are_shown_together(report: Report) -> None:
    [where] = [column for column in REMEDIATION_TABLE.columns if column.name == "where"]
    assert [where.shown(row) for row in REMEDIATION_TABLE.rows(report)] == [
        f"shop ({SHOP}): 4 failures, 3 in unused default VPCs; lab ({LAB}): 1 failure in unused default VPCs",
        f"shop ({SHOP}): 3 failures in unused default VPCs",
    ]


def test_the_workbook_says_so_and_lists_them(report: Report, tmp_path: Path) -> None:
    [file] = render(report, ["xlsx"], tmp_path)
    rows = [
        [cell for cell in row if cell is not None] for row in load_workbook(file)["Summary"].iter_rows(values_only=True)
    ]
    assert ["All figures include 7 failures in 4 unused default VPCs."] in rows
    begin = rows.index(["Shown together"])
    titles = ["High", "Title of ec2-security-group-default-closed", "Unused default VPC", "shop", 3, 3]
    assert rows[begin + 2][: len(titles)] == titles


def test_the_page_says_so_and_can_filter_them(report: Report, tmp_path: Path) -> None:
    [file] = render(report, ["html"], tmp_path)
    page = file.read_text(encoding="utf-8")
    query = "#findings?status=Fail&amp;group=Unused+default+VPC"
    assert f'All figures include <a href="{query}">7 failures in 4 unused default VPCs</a>.' in page
    assert '<select id="by-group" data-column="group">' in page
    assert "5 failures on 5 resources in 2 accounts</a>, with 4 failures in 4 unused default VPCs</p>" in page


def test_a_mail_says_so(report: Report) -> None:
    letter = compose(report, WorkbookPlace())
    assert letter.folded == "7 failures in 4 unused default VPCs"
    for body in (Templates.of(None).text(letter), Templates.of(None).html(letter)):
        assert "These include 7 failures in 4 unused default VPCs." in body
        assert "in 2 accounts, with 4 failures in 4 unused default VPCs." in body


def test_an_older_record_has_no_groups(tmp_path: Path) -> None:
    older = report_of(
        tmp_path, accounts=[account(SHOP)], rules=[rule("s3-a-b")], findings=[finding("s3-a-b", SHOP, Status.FAIL)]
    )
    assert (older.summary.folds, older.summary.folded) == ((), ())


def test_the_terminal_counts_them_too(report: Report) -> None:
    found: list[Finding] = [row.finding for row in report.findings]
    tally = ScanTally.of(found)
    assert (tally.statuses[Status.FAIL], tally.together[VPC], len(tally.places)) == (8, 7, 4)
