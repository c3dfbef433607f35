from __future__ import annotations

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reporter.model.finding import Finding
from reporter.model.verdicts import Status
from reporter.report.build.cut import WHOLE
from reporter.report.build.differences import Differences, differences
from reporter.report.build.part import part_of
from reporter.runs import AccountRecord, RuleRecord
from reporter.runs.history import Change, earlier
from tests.report.runs import account, rule
from tests.runs.history.oracle import Week, changes_of
from tests.runs.history.weeks import CHECK, OTHER, A, B, bucket, unlisted, week

REGIONS = ("eu-west-1", "us-east-1")
STATES = ("scanned", "scanned", "scanned", "unreachable", "not-scanned", "left-out", None)
RULES = st.sampled_from([None, *(rule(CHECK, version=version) for version in ("", "1", "1", "2"))])
OTHER_RULES = st.sampled_from([rule(OTHER), rule(OTHER, settings='{"days":1}'), rule(OTHER, severity="low")])


@st.composite
def weeks(draw: Any) -> tuple[list[AccountRecord], list[RuleRecord], list[Finding]]:
    """Who was asked what in one week, and what came of it."""
    rules = [one for one in (draw(RULES), draw(OTHER_RULES)) if one]
    accounts: list[AccountRecord] = []
    findings: list[Finding] = []
    for id_ in (A, B):
        state = draw(st.sampled_from(STATES))
        regions = draw(st.sampled_from([REGIONS, REGIONS, REGIONS[:1]])) if state == "scanned" else ()
        accounts += [account(id_, state=state, regions=regions)] if state else []
        for one in rules if state in ("scanned", "unreachable", "not-scanned") else ():
            findings += (
                draw(_rows_of(one.check_id, id_, regions)) if state == "scanned" else [unlisted(one.check_id, id_)]
            )
    return accounts, rules, findings


@st.composite
def _rows_of(draw: Any, check_id: str, account_id: str, regions: tuple[str, ...]) -> list[Finding]:
    statuses = st.sampled_from([None, *Status, Status.FAIL, Status.FAIL, Status.WAIVED])
    found = [
        bucket(f"{region}-{name}", status, check_id, account_id, region=region)
        for region in (*regions, "ap-south-1")
        for name in ("one", "two")
        if (status := draw(statuses))
    ]
    gap = draw(st.sampled_from([None, None, None, "global", *regions]))
    return [*found, unlisted(check_id, account_id, gap)] if gap else found


@settings(max_examples=12)
@given(st.lists(weeks(), min_size=2, max_size=3))
def test_any_runs_are_compared_as_a_simple_oracle_compares_them(
    story: list[tuple[list[AccountRecord], list[RuleRecord], list[Finding]]],
) -> None:
    with TemporaryDirectory() as runs:
        compared, known = _compared(Path(runs), story)
        assume(compared.past.before)
        reported_by_us = {
            id_: (change, by_rules)
            for id_, change, by_rules in compared.past.database.execute(
                "SELECT id, change, by_rules FROM changes WHERE reported"
            ).fetchall()
        }
        expected = changes_of(known)
        assert reported_by_us == expected
        _assert_counts(compared, known[-1], Counter(change for change, _ in expected.values()))


def _assert_counts(compared: Differences, now: Week, expected: Counter[str]) -> None:
    counts = compared.counts()
    failing = sum(one.status is Status.FAIL for one in now.findings)
    assert counts[Change.NEW] + counts[Change.STILL_OPEN] + counts[Change.REOPENED] == failing
    seen = {one.id for one in now.findings if one.status in (Status.PASS, Status.MANUAL, Status.NOT_APPLICABLE)}
    fixed = compared.past.database.execute("SELECT id FROM changes WHERE change = 'fixed'").fetchall()
    assert {id_ for (id_,) in fixed} <= seen
    by_rules = compared.by_rules().get(Change.FIXED, 0)
    assert counts[Change.FIXED] + by_rules == expected["fixed"]


def _compared(
    runs: Path, story: list[tuple[list[AccountRecord], list[RuleRecord], list[Finding]]]
) -> tuple[Differences, list[Week]]:
    known = []
    for number, (accounts, rules, findings) in enumerate(story):
        folder, manifest = week(runs, number, findings, accounts=accounts, rules=rules)
        known.append(Week(manifest, tuple(findings)))
    past = earlier(folder)
    kept = {run.manifest.run_id for run in past.runs}
    return differences(past, part_of(folder, manifest, WHOLE)), [one for one in known if one.manifest.run_id in kept]
