"""The report says of every waiver whether it holds, what it covers, and what it covered until it expired."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from msgspec import structs
from openpyxl import load_workbook

from reporter.model.finding import Finding
from reporter.model.scope import Scope
from reporter.model.verdicts import Status
from reporter.report.build.build import build_report
from reporter.report.build.cut import Cut
from reporter.report.formats.render import render
from reporter.report.model import Report, WaiverState
from reporter.report.tables.decisions import decisions
from reporter.runs import WaiverRecord
from tests.report.runs import account, finding, finished_run, report_of, rule

SHOP, BANK, LEGACY = "012345678901", "112345678902", "212345678903"
CHECK, OTHER = "s3-bucket-closed", "s3-bucket-logged"


def waiver(id_: str, expires: date = date(2027, 6, 30), starts: date | None = None, **scope: Any) -> WaiverRecord:
    return WaiverRecord(
        id=id_,
        scope=Scope(**{"checks": (CHECK,)} | scope),
        reason="a web site",
        owner="anna",
        approver="ciso",
        ticket="SEC-1",
        starts=starts,
        expires=expires,
    )


FINDINGS = (
    finding(CHECK, SHOP, Status.WAIVED, "web", waiver="W-1"),
    finding(CHECK, SHOP, Status.WAIVED, "cdn", waiver="W-1"),
    finding(CHECK, SHOP, Status.FAIL, "old", waiver="W-0"),
    finding(CHECK, BANK, Status.PASS, "vault"),
    finding(CHECK, LEGACY, Status.NOT_ASSESSED, "", region="global", reason_code="role-not-assumable"),
    *(finding(OTHER, id_, Status.PASS, "logs") for id_ in (SHOP, BANK)),
    finding(OTHER, LEGACY, Status.NOT_ASSESSED, "", region="global", reason_code="role-not-assumable"),
)


def report(
    runs: Path, *waivers: WaiverRecord, cut: Cut | None = None, findings: tuple[Finding, ...] = FINDINGS
) -> Report:
    folder, manifest = finished_run(
        runs,
        accounts=(
            account(SHOP, owner="anna", ou="Workloads/Shop"),
            account(BANK, owner="li", ou="Workloads/Bank"),
            account(LEGACY, owner="li", ou="Old", state="unreachable", reason_code="role-not-assumable"),
        ),
        rules=(rule(CHECK), rule(OTHER)),
        findings=findings,
        waivers=waivers,
    )
    return build_report(folder, manifest, cut or Cut())


def states(shown: Report) -> dict[str, WaiverState]:
    return {row.id: row.state for row in shown.waivers}


def test_the_state_of_a_waiver_goes_by_the_day_of_the_run(tmp_path: Path) -> None:
    shown = report(
        tmp_path,
        waiver("W-1"),
        waiver("soon", date(2026, 12, 16)),
        waiver("W-0", date(2026, 11, 15)),
        waiver("today", date(2026, 11, 16), accounts=(BANK,)),
        waiver("later", starts=date(2026, 11, 17)),
    )
    assert states(shown) == {
        "W-0": WaiverState.EXPIRED,
        "today": WaiverState.COVERS_NOTHING,
        "soon": WaiverState.NOT_SEEN,
        "later": WaiverState.NOT_YET,
        "W-1": WaiverState.IN_FORCE,
    }
    assert [row.days_left for row in shown.waivers] == [-1, 0, 30, 226, 226]


def test_thirty_days_are_soon(tmp_path: Path) -> None:
    findings = tuple(finding(CHECK, SHOP, Status.WAIVED, name, waiver=name) for name in ("soon", "later"))
    shown = report(tmp_path, waiver("soon", date(2026, 12, 16)), waiver("later", date(2026, 12, 17)), findings=findings)
    assert states(shown) == {"soon": WaiverState.EXPIRES_SOON, "later": WaiverState.IN_FORCE}


def test_a_waiver_is_reported_as_it_was_written_and_with_what_it_covers(tmp_path: Path) -> None:
    [expired, row] = report(tmp_path, waiver("W-1", ous=("Workloads",)), waiver("W-0", date(2026, 11, 15))).waivers
    assert (row.scope, row.reason, row.owner) == (f"check {CHECK}; OU Workloads", "a web site", "anna")
    assert (row.approver, row.ticket, row.starts, row.expires) == ("ciso", "SEC-1", None, date(2027, 6, 30))
    assert (row.covers, row.failing_again, expired.covers, expired.failing_again) == (2, 0, 0, 1)


def test_a_waiver_covers_nothing_only_where_all_that_it_names_was_looked_at(tmp_path: Path) -> None:
    looked: tuple[dict[str, Any], ...] = (
        {"accounts": (BANK,)},
        {"checks": ("s3-*",), "accounts": (SHOP, BANK)},
        {"ous": ("Workloads",), "regions": ("eu-*",)},
    )
    not_looked: tuple[dict[str, Any], ...] = (
        {"ous": ("Workloads",), "regions": ("us-east-1",)},
        {},
        {"accounts": (LEGACY,)},
        {"accounts": (BANK, "999999999999")},
        {"checks": ("iam-*",)},
        {"checks": ("s3-*", "iam-*"), "accounts": (BANK,)},
        {"ous": ("Elsewhere",)},
    )
    waivers = [waiver(str(number), **scope) for number, scope in enumerate((*looked, *not_looked))]
    shown = states(report(tmp_path, *waivers))
    assert {id_ for id_, state in shown.items() if state is WaiverState.COVERS_NOTHING} == {"0", "1", "2"}
    assert {id_ for id_, state in shown.items() if state is WaiverState.NOT_SEEN} == set("3456789")


def test_a_check_that_left_no_finding_was_not_looked_at(tmp_path: Path) -> None:
    silent = tuple(one for one in FINDINGS if (one.check_id, one.account_id) != (CHECK, BANK))
    assert states(report(tmp_path, waiver("W-9", accounts=(BANK,)), findings=silent)) == {"W-9": WaiverState.NOT_SEEN}


def test_a_part_tells_the_waivers_that_concern_it_and_counts_what_it_has(tmp_path: Path) -> None:
    waivers = (waiver("W-1"), waiver("W-0", date(2026, 11, 15), accounts=(SHOP,)), waiver("X", accounts=(BANK,)))
    shop = report(tmp_path / "shop", *waivers, cut=Cut(account=SHOP))
    bank = report(tmp_path / "bank", *waivers, cut=Cut(account=BANK))
    assert {row.id: (row.state, row.covers) for row in shop.waivers} == {
        "W-0": (WaiverState.EXPIRED, 0),
        "W-1": (WaiverState.IN_FORCE, 2),
    }
    assert {row.id: (row.state, row.covers) for row in bank.waivers} == {
        "X": (WaiverState.COVERS_NOTHING, 0),
        "W-1": (WaiverState.IN_FORCE, 0),
    }


def test_an_owner_sees_the_waivers_of_their_findings_in_the_accounts_of_others(tmp_path: Path) -> None:
    theirs = tuple(structs.replace(one, owner="dba") if one.resource_name == "cdn" else one for one in FINDINGS)
    shown = report(tmp_path, waiver("W-1"), waiver("X", accounts=(BANK,)), cut=Cut(owner="dba"), findings=theirs)
    assert {row.id: row.covers for row in shown.waivers} == {"W-1": 1}


def test_what_expired_and_what_covers_nothing_has_to_be_decided(tmp_path: Path) -> None:
    shown = decisions(
        report(
            tmp_path, waiver("W-0", date(2026, 11, 15)), waiver("X", accounts=(BANK,)), waiver("Y", ous=("Nowhere",))
        )
    )
    assert (
        "renew expired waivers or fix what they covered, 1 failure: W-0; remove waivers that cover nothing: X." in shown
    )
    shown = decisions(report(tmp_path / "again", waiver("X", date(2026, 11, 15), accounts=(BANK,))))
    assert not any("waivers" in sentence for sentence in shown), "nothing of it fails"


def test_a_run_of_before_the_waivers_has_none(tmp_path: Path) -> None:
    assert report_of(tmp_path, accounts=[account(SHOP)], rules=[rule(CHECK)]).waivers == ()


def test_every_format_has_the_waivers(tmp_path: Path) -> None:
    shown = report(tmp_path, waiver("W-1"), waiver("W-0", date(2026, 11, 15), regions=("eu-*",)))
    xlsx, page, document = render(shown, ["xlsx", "html", "json"], tmp_path)
    sheet = load_workbook(xlsx)["Waivers"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2, max_col=3)]
    assert rows == [["W-0", "Expired", f"check {CHECK}; region eu-*"], ["W-1", "In force", f"check {CHECK}"]]
    assert 'href="#findings?waiver=W-0">W-0</a>' in page.read_text()
    assert [(row["id"], row["state"], row["expires"]) for row in json.loads(document.read_bytes())["waivers"]] == [
        ("W-0", "expired", "2026-11-15"),
        ("W-1", "in-force", "2027-06-30"),
    ]
