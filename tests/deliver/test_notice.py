"""The text of the notice for topics and chat channels."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from reporter.config.delivery import Deliver, Sns
from reporter.config.settings import Settings
from reporter.deliver import rehearse
from reporter.model.scope import Scope
from reporter.model.verdicts import Severity, Status
from reporter.runs import RunFolder, WaiverRecord
from tests.report.runs import STARTED, account, finding, finished_run, rule

TOPIC = "arn:aws:sns:eu-west-1:111122223333:compliance"
FIRST = "111122223333"


def shown(run: RunFolder) -> dict[str, Any]:
    [file] = rehearse(run, Settings(deliver=Deliver(sns=(Sns(topic=TOPIC),))), run.path.parent / "shown")
    message: dict[str, Any] = json.loads(file.read_bytes())
    return message


def week(runs: Path, number: int, *names: str, missing: int = 0, **more: Any) -> RunFolder:
    """A run of that week in which these buckets fail."""
    unreached = {"state": "unreachable", "reason": "no role", "reason_code": "role-not-assumable"}
    lost = [account(f"99990000{each:04}", name=f"lost-{each}", **unreached) for each in range(missing)]
    folder, _ = finished_run(
        runs,
        accounts=[account(FIRST, name="shop"), *lost],
        rules=[rule("s3-bucket-closed")],
        findings=[finding("s3-bucket-closed", FIRST, Status.FAIL, name, severity=Severity.CRITICAL) for name in names],
        run_id=f"0000000{number}",
        started=STARTED + timedelta(weeks=number),
        **more,
    )
    return folder


def test_a_first_run_has_nothing_to_compare_with(tmp_path: Path) -> None:
    message = shown(week(tmp_path, 1, "one", "two"))
    assert message["Message"].splitlines()[:2] == [
        "AWS compliance report",
        "2 critical failing, 100.0 % of checks assessed",
    ]
    assert "Failing: 2 critical" in message["Message"]
    assert "Since the previous run" not in message["Message"]
    assert message["Message"].endswith("\nRun 00000001 of 2026-11-23 06:00 UTC")


def test_the_week_before_is_compared_with(tmp_path: Path) -> None:
    week(tmp_path, 1, "one", "two")
    message = shown(week(tmp_path, 2, "two", "three"))
    assert "1 new critical" in message["Subject"]
    assert "Since the previous run: 1 new" in message["Message"]


def test_failures_that_are_shown_together_are_counted(tmp_path: Path) -> None:
    together = [finding("vpc-logs", FIRST, Status.FAIL, name, fold="unused default VPC") for name in ("one", "two")]
    folder, _ = finished_run(tmp_path, accounts=[account(FIRST)], rules=[rule("vpc-logs")], findings=together)
    assert "These include 2 failures in " in shown(folder)["Message"]


def test_where_nothing_fails_it_says_so(tmp_path: Path) -> None:
    assert "Failing: nothing" in shown(week(tmp_path, 1))["Message"]


def test_some_accounts_that_were_not_reached_are_named_and_the_rest_counted(tmp_path: Path) -> None:
    few = shown(week(tmp_path, 1, missing=2))["Message"]
    assert "Not reached: lost-0 (999900000000), lost-1 (999900000001)\n" in few
    many = shown(week(tmp_path, 2, missing=7))["Message"]
    assert "lost-4 (999900000004) and 2 more" in many


def test_what_could_not_be_seen_is_counted(tmp_path: Path) -> None:
    denied = {"reason_code": "denied-by-iam", "operation": "s3:GetBucketAcl"}
    unseen = finding("s3-bucket-closed", FIRST, Status.NOT_ASSESSED, "dark", **denied)
    folder, _ = finished_run(tmp_path, accounts=[account(FIRST)], rules=[rule("s3-bucket-closed")], findings=[unseen])
    assert "\nNot assessed: 1 finding\n" in shown(folder)["Message"]


def test_waivers_that_need_action_are_counted(tmp_path: Path) -> None:
    ended, soon = (
        WaiverRecord(id=f"-{day}", scope=Scope(checks=("s3-*",)), reason="-", owner="-", approver="-", expires=day)
        for day in (date(2026, 11, 1), date(2026, 12, 1))
    )
    assert "Waivers: 1 expired, 1 covers nothing" in shown(week(tmp_path, 1, "one", waivers=(ended, soon)))["Message"]
