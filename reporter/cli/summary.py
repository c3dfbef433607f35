"""What a scan found, on one screen of the terminal, and where the reports lie."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from reporter.cli.tables import print_line, print_table
from reporter.model import Severity, Status
from reporter.scan import Outcome


def print_summary(outcome: Outcome, files: Iterable[Path]) -> None:
    """A row for each account, the totals, what could not be seen, and the files."""
    headers = ("account", "name", "state", *Severity, "not assessed", "passed", "calls")
    rows = []
    for account in outcome.manifest.accounts:
        tally = outcome.by_account.get(account.id)
        failures = [str(tally.failures[severity]) if tally else "" for severity in Severity]
        statuses = [str(tally.statuses[each]) if tally else "" for each in (Status.NOT_ASSESSED, Status.PASS)]
        rows.append((account.id, account.name, account.state, *failures, *statuses, str(account.calls)))
    print_table(headers, rows, title="Failing by severity")
    print_line(_totals(outcome))
    if not outcome.complete:
        print_line(f"Incomplete: {incompleteness(outcome)}.")
    print_line("Reports:")
    for file in files:
        print_line(f"  {file}")


def _totals(outcome: Outcome) -> str:
    failing = outcome.tally.statuses[Status.FAIL]
    passing = outcome.tally.statuses[Status.PASS]
    unseen = outcome.tally.statuses[Status.NOT_ASSESSED]
    return f"{failing} failing, {passing} passing, {unseen} not assessed"


def incompleteness(outcome: Outcome) -> str:
    """What could not be seen, in words; `nothing was left unseen` where all was."""
    unreachable = [account for account in outcome.manifest.accounts if account.state == "unreachable"]
    told = [f"account {account.id} ({account.name}) was not reached: {account.reason_code}" for account in unreachable]
    elsewhere = outcome.tally.statuses[Status.NOT_ASSESSED] - sum(
        outcome.by_account[account.id].statuses[Status.NOT_ASSESSED] for account in unreachable
    )
    if elsewhere:
        told.append(f"{elsewhere} findings in other accounts could not be assessed")
    return "; ".join(told) or "nothing was left unseen"
