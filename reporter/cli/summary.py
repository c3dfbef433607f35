"""What a scan found, on one screen of the terminal, and where the reports are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from reporter.cli.tables import print_line, print_paragraph, print_table
from reporter.config.settings import Settings
from reporter.model.text import and_more
from reporter.model.verdicts import Severity, Status
from reporter.report.build.cut import WHOLE
from reporter.report.build.part import part_of
from reporter.report.build.waivers import waiver_rows
from reporter.report.model import WaiverState
from reporter.report.tables.finding_columns import conflicts_in_words
from reporter.report.words import counted, deleted_in_words
from reporter.runs import AccountRecord, FollowUp
from reporter.scan import Outcome, ScanTally, resume_command

SHOWN = 20
"""The number of conflicts on the terminal, at most."""


def print_summary(
    outcome: Outcome, files: Iterable[Path], shown: Callable[[object], str] = str, settings: Settings | None = None
) -> None:
    """Print a row for each account, the totals, what could not be seen, and the files, named by `shown`.

    `settings` are those that a run goes on with that was interrupted.
    """
    headers = ("account", "name", "state", *Severity, "waived", "not assessed", "passed", "calls")
    rows = [_row(account, outcome.by_account.get(account.id, ScanTally())) for account in outcome.manifest.accounts]
    print_table(headers, rows, title="Failing by severity")
    print_line(_totals(outcome))
    if not outcome.complete:
        print_paragraph(f"Incomplete: {incompleteness(outcome)}.")
    for line in (*_deleted(outcome), *_waivers(outcome), *_follow_up(outcome.folder.follow_up())):
        print_paragraph(line.lstrip(), indent=" " * (len(line) - len(line.lstrip())))
    print_line("Reports:")
    for file in files:
        print_line(f"  {shown(file)}")
    if outcome.interrupted:
        print_line(f"To scan the rest: {shown(resume_command(outcome.folder, settings))}")


def _deleted(outcome: Outcome) -> Iterator[str]:
    """What has no finding, although it was listed."""
    for account in outcome.manifest.accounts:
        if account.gone:
            yield f"Account {account.id} ({account.name}): {deleted_in_words(account)}."


def _waivers(outcome: Outcome) -> Iterator[str]:
    """The waivers that need action, a sentence each."""
    whole = part_of(outcome.folder, outcome.manifest, WHOLE)
    for row in waiver_rows(whole, whole):
        if row.state is WaiverState.EXPIRED:
            again = counted(row.failing_again, "failure")
            yield f"Waiver {row.id} expired on {row.expires} and no longer covers {again}."
        elif row.state is WaiverState.EXPIRES_SOON:
            covered = counted(row.covers, "failure")
            yield f"Waiver {row.id} expires on {row.expires}, in {counted(row.days_left, 'day')}: it covers {covered}."
        elif row.state is WaiverState.COVERS_NOTHING:
            yield f"Waiver {row.id} covers nothing: correct or remove it."


def _follow_up(follow_up: FollowUp) -> Iterator[str]:
    """The edits that were read from workbooks, and the conflicts in them."""
    if follow_up.workbooks:
        edits = counted(sum(workbook.edits for workbook in follow_up.workbooks), "edit")
        yield f"Follow-up: {edits} in {counted(len(follow_up.workbooks), 'workbook')}"
    for conflict in follow_up.conflicts[:SHOWN]:
        yield f"  {conflict.finding_id or 'no finding'}: {conflicts_in_words([conflict])}"
    for sentence in follow_up.unread[:SHOWN]:
        yield f"  Follow-up: {sentence}: restore it, or have people enter their entries again"
    if rest := and_more(len(follow_up.conflicts) - SHOWN):
        yield f"  {rest}, in the column Conflicts of the reports"


def _row(account: AccountRecord, tally: ScanTally) -> tuple[str, ...]:
    """Figures stand only where something was seen: 0 failures would be good news."""
    scanned, asked = account.state == "scanned", account.state in ("scanned", "unreachable")
    failures = [_figure(tally.failures[severity], shown=scanned) for severity in Severity]
    waived = _figure(tally.statuses[Status.WAIVED], shown=scanned)
    unseen = _figure(tally.statuses[Status.NOT_ASSESSED], shown=asked)
    passing = _figure(tally.statuses[Status.PASS], shown=scanned)
    return account.id, account.name, account.state, *failures, waived, unseen, passing, str(account.calls)


def _figure(count: int, *, shown: bool) -> str:
    return str(count) if shown else ""


def _totals(outcome: Outcome) -> str:
    failing = outcome.tally.statuses[Status.FAIL]
    waived = outcome.tally.statuses[Status.WAIVED]
    passing = outcome.tally.statuses[Status.PASS]
    unseen = outcome.tally.statuses[Status.NOT_ASSESSED]
    accepted = f"{waived} waived, " if waived else ""
    return f"{failing} failing, {accepted}{passing} passing, {unseen} not assessed"


def incompleteness(outcome: Outcome) -> str:
    """What could not be seen, in words; `everything was assessed` where all was."""
    unreachable = [account for account in outcome.manifest.accounts if account.state == "unreachable"]
    gaps = [f"account {account.id} ({account.name}) was not reached: {account.reason_code}" for account in unreachable]
    rest = outcome.tally.statuses[Status.NOT_ASSESSED] - sum(
        outcome.by_account[account.id].statuses[Status.NOT_ASSESSED] for account in unreachable
    )
    if rest:
        where = " in other accounts" if unreachable else ""
        gaps.append(f"{rest} {'finding' if rest == 1 else 'findings'}{where} could not be assessed")
    missing = sum(account.state == "not-scanned" for account in outcome.manifest.accounts)
    if missing:
        gaps.append(f"{counted(missing, 'account')} not scanned, because the run was interrupted")
    return "; ".join(gaps) or "everything was assessed"
