"""A part of a report is about its accounts alone, or about what one owner has to act on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reporter.model.errors import UserError
from reporter.model.verdicts import Status
from reporter.report.build.build import build_report
from reporter.report.build.cut import WHOLE, Cut, with_id
from reporter.report.formats.render import render
from reporter.report.model import Report
from reporter.report.tables.finding_columns import FINDINGS
from reporter.runs import AccountRecord, Manifest
from tests.report.runs import STARTED, account, finding, finished_run, rule

SHOP, SHOP_TEST, LEGACY = "012345678901", "112345678902", "212345678903"
CHECK = "s3-bucket-closed"


def report_of_part(runs: Path, cut: Cut) -> Report:
    folder, manifest = finished_run(
        runs,
        accounts=(
            account(SHOP, name="shop", owner="Shop team", ou="Workloads/Prod"),
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


@pytest.mark.parametrize(("text", "id_"), [("shop", "1"), ("Shop", "1"), ("2", "2"), ("lost", "lost"), ("", "")])
def test_an_account_may_be_given_by_its_name(text: str, id_: str) -> None:
    manifest = manifest_of(account("1", name="Shop"), account("2", name="1"))
    assert with_id(manifest, Cut(account=text)).account == id_


def test_a_name_that_several_accounts_have_is_none() -> None:
    manifest = manifest_of(account("1", name="shop"), account("2", name="SHOP"))
    with pytest.raises(UserError, match=r"^several accounts are named Shop: 1, 2; give the id of one$"):
        with_id(manifest, Cut(account="Shop"))


def manifest_of(*accounts: AccountRecord) -> Manifest:
    facts: dict[str, Any] = dict.fromkeys(("run_id", "title", "classification", "tool_version", "caller_arn"), "-")
    return Manifest(accounts=accounts, started=STARTED, **facts)


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
        (Cut(account="9"), f"the run has no account 9; known are: {SHOP}, {SHOP_TEST}, {LEGACY}"),
        (Cut(account="shpo"), "the run has no account shpo; did you mean 'shop'?"),
        (Cut(owner="li", ou="Workloads"), "the run has no account of owner li, OU Workloads"),
    ],
)
def test_a_part_without_accounts_is_a_mistake(tmp_path: Path, cut: Cut, advice: str) -> None:
    with pytest.raises(UserError) as caught:
        report_of_part(tmp_path, cut)
    assert str(caught.value) == advice


def shared(runs: Path, cut: Cut, *, delegated: bool = True) -> Report:
    """The databases in the shop team's account are for the dba to correct, and so is an unassessed one."""
    dba = {"owner": "dba"} if delegated else {}
    folder, manifest = finished_run(
        runs,
        accounts=(
            account(SHOP, owner="Shop team", ou="Workloads"),
            account(LEGACY, owner="li"),
        ),
        rules=(rule(CHECK), rule("rds-db-closed"), rule("s3-bucket-logged")),
        findings=(
            finding(CHECK, SHOP, Status.FAIL, "web"),
            finding("rds-db-closed", SHOP, Status.FAIL, "db", **dba),
            finding("rds-db-closed", SHOP, Status.NOT_ASSESSED, "db-2", reason_code="timeout", **dba),
            finding("s3-bucket-logged", SHOP, Status.PASS, "web"),
            finding(CHECK, LEGACY, Status.PASS, "old"),
            finding("rds-db-closed", LEGACY, Status.WAIVED, "old-db", **dba),
            finding("s3-bucket-logged", LEGACY, Status.PASS, "old"),
        ),
    )
    return build_report(folder, manifest, cut)


def names(report: Report) -> set[str]:
    return {f"{row.finding.check_id} {row.finding.resource_name}" for row in report.findings}


def test_an_owner_gets_findings_in_the_accounts_of_others_and_leaves_to_others_what_is_theirs(tmp_path: Path) -> None:
    dba = shared(tmp_path / "dba", Cut(owner="dba"))
    assert names(dba) == {"rds-db-closed db", "rds-db-closed db-2", "rds-db-closed old-db"}
    assert {row.account.id for row in dba.accounts} == {SHOP, LEGACY}
    shop = shared(tmp_path / "shop", Cut(owner="Shop team"))
    assert names(shop) == {f"{CHECK} web", "s3-bucket-logged web"}
    assert {row.account.id for row in shop.accounts} == {SHOP}


def test_coverage_of_an_owner_counts_the_findings_of_that_owner(tmp_path: Path) -> None:
    dba = shared(tmp_path / "dba", Cut(owner="dba")).summary
    assert dba.coverage == 75.0, "one check in two accounts, half of it not seen in one"
    assert not dba.complete
    shop = shared(tmp_path / "shop", Cut(owner="Shop team")).summary
    assert (shop.coverage, shop.complete) == (100.0, True), "what others own was not left out in silence"


def test_a_place_is_not_empty_because_others_own_what_is_there(tmp_path: Path) -> None:
    regions = ("eu-west-1", "us-east-1", "us-west-2")
    folder, manifest = finished_run(
        tmp_path,
        accounts=[account(SHOP, owner="li", regions=regions)],
        rules=[rule(CHECK)],
        findings=[
            finding(CHECK, SHOP, Status.FAIL, "mine"),
            finding(CHECK, SHOP, Status.FAIL, "theirs", owner="dba", region="us-east-1"),
        ],
    )
    shown = {
        owner: {(row.region, row.seen.value) for row in build_report(folder, manifest, Cut(owner=owner)).coverage}
        for owner in ("li", "dba")
    }
    assert shown == {
        "li": {("eu-west-1", "assessed"), ("us-west-2", "nothing-there")},
        "dba": {("us-east-1", "assessed")},
    }


def test_who_has_to_act_is_counted_by_the_owner_that_the_rules_name(tmp_path: Path) -> None:
    owners = shared(tmp_path, WHOLE).summary.owners
    assert [(row.owner, row.accounts, row.tally.by_status[Status.FAIL]) for row in owners] == [
        ("Shop team", 1, 1),
        ("dba", 0, 1),
        ("li", 1, 0),
    ]
    assert [row.owner for row in shared(tmp_path / "dba", Cut(owner="dba")).summary.owners] == ["dba"]


def test_every_row_names_who_has_to_act(tmp_path: Path) -> None:
    [owner] = [column for column in FINDINGS.columns if column.name == "owner"]
    shown = {row.finding.resource_name: owner.read(row) for row in shared(tmp_path, WHOLE).findings}
    assert (shown["db"], shown["web"], shown["old"]) == ("dba", "Shop team", "li")


def test_an_account_with_nothing_left_to_act_on_still_has_its_owner(tmp_path: Path) -> None:
    one = account(SHOP, owner="Shop team")
    folder, manifest = finished_run(
        tmp_path, accounts=[one], rules=[rule(CHECK)], findings=[finding(CHECK, SHOP, Status.FAIL, owner="dba")]
    )
    shown = build_report(folder, manifest, Cut(owner="Shop team"))
    assert [(row.owner, row.accounts) for row in shown.summary.owners] == [("Shop team", 1)]
    assert list(shown.findings) == []


def test_an_owner_that_only_a_rule_names_is_known(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"the run has no account of owner dbaa; did you mean 'dba'?"):
        shared(tmp_path, Cut(owner="dbaa"))
