"""A run with one hostile text in every place that others can fill."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from reporter.model.finding import Finding
from reporter.model.scope import Scope
from reporter.model.verdicts import Severity, Status
from reporter.report.build.build import build_report
from reporter.report.model import Report
from reporter.runs import (
    AnswerRecord,
    Care,
    Conflict,
    FollowUp,
    FrameworkRecord,
    Manifest,
    Reading,
    RequirementRecord,
    RunFolder,
    Said,
    WaiverRecord,
)
from tests.report.runs import FINISHED, STARTED, account, finding, rule

CHECK, OPEN, SHUT, OUT = "s3-bucket-closed", "012345678901", "112345678902", "212345678903"
NASTY = (
    '=HYPERLINK("http://evil.example")',
    "x;=cmd|' /C calc'!A0",
    "\x1b]0;owned\x07\x1b[31m[red]bold[/red]\x9b31m",
    "a\x00b\x0bc\x1fd\x7fe\ufffe\uffff\U0001fffe\ufdd0",
    "\ud800 half \udfff",
    "\u202egnp.exe\u2066\u200f",
    "</script><script>alert(1)</script><!--]]>&amp;",
    "one\r\nContent-Type: text/html\r\n\r\n<b>two",
    "\t@SUM(A1)",
    "{{ 7 * 7 }}{% include 'x' %}](http://evil.example)",
    '&P&D &"Arial"',
    "_x0041_\u2028\u0085'\"`",
    "😀" * 17_000,
)  # fmt: skip
"""One of each kind: formulas, terminal commands, what XML or Unicode forbids, headers, templates, length."""


HARMFUL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u200f\u202e\u2066\ufffe\uffff]")
"""What a terminal would interpret, what XML forbids, and what is no character."""


def harmful(text: str) -> list[str]:
    return HARMFUL.findall(text)


def strings(value: Any) -> Iterator[str]:
    """Every text in a document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from strings(key)
            yield from strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)


def wild_run(runs: Path, text: str) -> tuple[RunFolder, Manifest]:
    """The run folder as a scan leaves it."""
    accounts = (
        account(OPEN, name=text, ou=text, owner=text, caller_arn=text),
        account(SHUT, name=f"2{text}", ou=text, state="unreachable", reason=text, reason_code="role-not-assumable"),
        account(OUT, name=f"3{text}", state="left-out", reason=text),
    )
    more = {"title": text, "rationale": text, "remediation": text, "cli": text}
    answers = (AnswerRecord(check_id=CHECK),)
    requirements = (RequirementRecord(id=f"1{text}", title=text, level=text, answers=answers, remaining=text),)
    waiver = WaiverRecord(
        id=text, scope=Scope(checks=(CHECK,), resources=(text,), tags={text: text}), reason=text, owner=text,
        approver=text, ticket=text, expires=date(2027, 1, 1),
    )  # fmt: skip
    manifest = Manifest(
        run_id="1a2b3c4d",
        title=text,
        classification=text,
        tool_version=text,
        started=STARTED,
        finished=FINISHED,
        caller_arn=text,
        organization_id=text,
        accounts=accounts,
        rules=(rule(CHECK, **more),),
        frameworks=(FrameworkRecord(id=text, title=text, version=text, requirements=requirements),),
        waivers=(waiver,),
    )
    folder = RunFolder.create(runs, STARTED, "0a1b2c3d")
    rows = [_finding(status, text) for status in Status]
    care = {one.id: Care(owner=text, working_status=text, comment=text) for one in rows[:1]}
    conflict = Conflict(finding_id=rows[0].id, field="comment", kept=text, said=(Said(text, text), Said("b", text)))
    read = Reading(source=text, sha256="0" * 64, run_id=text, edits=1)
    follow_up = FollowUp(care=care, conflicts=(conflict,), workbooks=(read,), unread=(text,))
    folder.begin(manifest, b"{}", follow_up)
    for record in accounts:
        folder.write_account(record, [one for one in rows if one.account_id == record.id], b"{}")
    folder.finish(manifest)
    return folder, folder.manifest()


def _finding(status: Status, text: str) -> Finding:
    texts = dict.fromkeys(("reason", "part", "operation", "action", "error_code", "request_id", "owner"), text)
    return finding(
        CHECK, OPEN, status, text, arn=f"arn:aws:s3:::{status}{text}", severity=Severity.HIGH, waiver=text, **texts
    )


def wild_report(runs: Path, text: str) -> Report:
    """The report of that run."""
    return build_report(*wild_run(runs, text))
