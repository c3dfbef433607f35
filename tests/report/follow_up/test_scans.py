from __future__ import annotations

from pathlib import Path

import pytest

from reporter.cli.summary import SHOWN, print_summary
from reporter.config.file.load import load_settings
from reporter.config.settings import AccountSources, ListedAccount, Settings
from reporter.report.build.build import build_report
from reporter.report.build.cut import Cut
from reporter.report.formats import csv_file
from reporter.report.tables.decisions import decisions
from reporter.rules.job import Job
from reporter.runs import Care, Conflict, FollowUp, Reading, RunFolder, Said
from reporter.runs.verify import verify_run
from reporter.scan import Outcome
from reporter.scan.judge_again import Judgement
from reporter.scan.resume import resumed_scan
from reporter.sessions import Sessions
from reporter.workflow.scanning import new_scan
from tests.report.follow_up.books import ACCOUNT, APPLES, FINDINGS, PEARS, a_run, copy_of
from tests.street import STARTED, Street, Watcher, job, scan
from tests.world import World

SAID = FollowUp(care={APPLES: Care(comment="soon")})
CONFLICTS = (
    Conflict(finding_id=APPLES, field="comment", kept="soon", said=(Said("yes", "a.xlsx"), Said("no", "b.xlsx"))),
    Conflict(finding_id=PEARS, field="due_date", kept="", said=(Said("next week", "a.xlsx"),)),
    Conflict(finding_id="total", field="comment", kept="", said=(Said("3 rows", "a.xlsx"),)),
)
DISPUTED = FollowUp(conflicts=CONFLICTS, workbooks=(Reading(source="a.xlsx", sha256="0" * 64, run_id="1", edits=2),))


def test_a_scan_keeps_what_people_said_as_evidence(tmp_path: Path) -> None:
    folder = scan(tmp_path, follow_up=SAID).run().folder
    assert folder.follow_up() == SAID
    assert "follow-up.json" in folder.manifest().files
    assert verify_run(folder).whole
    (folder.path / "follow-up.json").write_text("{}")
    assert verify_run(folder).changed == ("follow-up.json",)


def test_a_scan_without_follow_up_keeps_nothing(tmp_path: Path) -> None:
    folder = scan(tmp_path).run().folder
    assert folder.follow_up().is_empty
    assert not (folder.path / "follow-up.json").exists()


def test_a_scan_that_is_resumed_has_it_too(tmp_path: Path) -> None:
    stopped = scan(tmp_path, follow_up=SAID)
    stopped.stop.set()
    folder = stopped.run().folder
    resumed = resumed_scan(folder, job(tmp_path), _street(), Watcher())
    resumed.clock = lambda: STARTED
    assert resumed.resume(folder).folder.follow_up() == SAID


def _street() -> Sessions:
    street: object = Street()
    return street  # type: ignore[return-value] # it answers as sessions do


def test_a_run_that_is_judged_again_keeps_it(tmp_path: Path) -> None:
    folder = scan(tmp_path, follow_up=SAID).run().folder
    target = RunFolder.create(tmp_path / "again", STARTED, "abcd1234")
    Judgement(folder, job(tmp_path).rules).write(target, "abcd1234")
    assert target.follow_up() == SAID


def test_a_scan_reads_what_was_typed_into_workbooks_here_and_in_s3(world: World, tmp_path: Path) -> None:
    run = a_run(tmp_path / "runs")
    here = copy_of(run, "here.xlsx", {(APPLES, "Comment"): "typed"})
    there = copy_of(run, "there.xlsx", {(PEARS, "Comment"): "typed too"})
    s3 = world.client("s3", "us-east-1", "123456789012")
    s3.create_bucket(Bucket="people")
    s3.put_object(Bucket="people", Key="back/there.xlsx", Body=there.read_bytes())
    file = tmp_path / "reporter.yml"
    file.write_text("follow_up: [runs/here.xlsx, 's3://people/back']\n")
    configured = load_settings(file)
    assert configured.follow_up == (str(here), "s3://people/back")
    listed = AccountSources(listed=(ListedAccount(id=ACCOUNT),))
    settings = Settings(accounts=listed, runs=configured.runs, follow_up=configured.follow_up)
    sessions = Sessions(settings)
    shown = new_scan(Job(settings, (), ()), sessions, Watcher()).follow_up
    assert shown.care == {APPLES: Care(comment="typed"), PEARS: Care(comment="typed too")}
    assert {workbook.source for workbook in shown.workbooks} == {"here.xlsx", "there.xlsx"}


def test_every_format_says_what_could_not_be_taken_over(tmp_path: Path) -> None:
    run = a_run(tmp_path, follow_up=DISPUTED)
    csv_file.write(build_report(run, run.manifest()), tmp_path / "report.csv")
    shown = (tmp_path / "report.csv").read_text()
    assert "Comment: conflicting entries: 'yes' (a.xlsx) or 'no' (b.xlsx); until then: soon" in shown
    assert "Due date: not understood: 'next week' (a.xlsx); until then: nothing" in shown


def test_people_have_to_settle_it(tmp_path: Path) -> None:
    run = a_run(tmp_path, follow_up=DISPUTED)
    assert decisions(build_report(run, run.manifest()))[-1] == (
        "resolve conflicting entries in 3 cells: the column Conflicts names them."
    )


def test_a_part_tells_of_its_own_findings_only(tmp_path: Path) -> None:
    run = a_run(tmp_path, follow_up=DISPUTED, findings=FINDINGS[:1])
    report = build_report(run, run.manifest(), Cut(account=ACCOUNT))
    assert report.conflicts == CONFLICTS[:1]


def test_the_terminal_says_what_was_read_and_what_is_to_be_settled(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = a_run(tmp_path, follow_up=DISPUTED)
    print_summary(Outcome(run, run.manifest(), {}), [])
    shown = capsys.readouterr().out
    assert "Follow-up: 2 edits in 1 workbook\n" in shown
    assert f"\n  {APPLES}: Comment: conflicting entries: 'yes' (a.xlsx) or 'no' (b.xlsx)" in shown
    assert "more, in the column" not in shown


def test_the_terminal_says_what_could_not_be_read_of_earlier_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = a_run(tmp_path, follow_up=FollowUp(unread=("x/follow-up.json cannot be read",)))
    print_summary(Outcome(run, run.manifest(), {}), [])
    shown = "Follow-up: x/follow-up.json cannot be read: restore it, or have people enter their entries again"
    assert shown in " ".join(capsys.readouterr().out.split())


def test_the_terminal_is_not_flooded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = a_run(tmp_path, follow_up=FollowUp(conflicts=CONFLICTS * SHOWN))
    print_summary(Outcome(run, run.manifest(), {}), [])
    assert f"\n  and {2 * SHOWN} more, in the column Conflicts of the reports\n" in capsys.readouterr().out
