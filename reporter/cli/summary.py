"""What a scan found, on one screen of the terminal, and where the reports are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from reporter.cli.tables import print_line, print_paragraph, print_table
from reporter.config.settings import Settings
from reporter.model.text import and_more, first_of
from reporter.model.verdicts import Severity, Status
from reporter.report.build.cut import WHOLE
from reporter.report.build.measures import group
from reporter.report.build.part import part_of
from reporter.report.build.waivers import waiver_rows
from reporter.report.model import Fold, WaiverState
from reporter.report.tables.finding_columns import conflicts_in_words
from reporter.report.words import counted, deleted_in_words, folds_in_words
from reporter.runs import AccountRecord, FollowUp
from reporter.scan import Outcome, ScanTally, resume_command

SHOWN = 20
"""The number of conflicts on the terminal, at most."""
ACCOUNTS = 12
"""The number of accounts on the terminal, at most, unless all are wanted."""
NAMED = 5
STATES = ("scanned", "unreachable", "not-scanned", "left-out")
"""The states of accounts in the order of their rows."""
SPARE = ("calls", "passed", "waived", "info", "account", "state")
"""The columns that a narrow terminal does without, the first first."""


def print_summary(
    outcome: Outcome,
    files: Iterable[Path],
    shown: Callable[[object], str] = str,
    settings: Settings | None = None,
    *,
    verbose: bool = False,
) -> None:
    """Print the accounts, the totals, what could not be seen, and the files, named by `shown`.

    `settings` are those that a run goes on with that was interrupted. `verbose`: every account, not only the worst.
    """
    _print_accounts(outcome, verbose=verbose)
    print_line(_totals(outcome))
    if folded := folds_in_words(_folds(outcome.tally)):
        print_paragraph(f"These include {folded}.")
    if not outcome.complete:
        print_paragraph(f"Incomplete: {incompleteness(outcome)}.")
    for line in (*_deleted(outcome), *_waivers(outcome), *_follow_up(outcome.folder.follow_up())):
        print_paragraph(line.lstrip(), indent=" " * (len(line) - len(line.lstrip())))
    print_line("Reports:")
    for file in files:
        print_line(f"  {shown(file)}")
    if outcome.interrupted:
        print_line(f"To scan the rest: {shown(resume_command(outcome.folder, settings))}")


def _print_accounts(outcome: Outcome, *, verbose: bool) -> None:
    """Print a row for each account, those with the most severe failures first, and a line for the rest."""
    accounts = sorted(outcome.manifest.accounts, key=lambda account: _worst_first(account, _tally(outcome, account)))
    most = len(accounts) if verbose or len(accounts) <= ACCOUNTS else ACCOUNTS
    headers = ("account", "name", "state", *Severity, "waived", "not assessed", "passed", "calls")
    rows = [_row(account, _tally(outcome, account)) for account in accounts[:most]]
    print_table(headers, rows, title="Failing by severity", spare=() if verbose else SPARE)
    if rest := accounts[most:]:
        print_paragraph(f"{_rest(outcome, rest)}; -v shows all")


def _rest(outcome: Outcome, accounts: Iterable[AccountRecord]) -> str:
    """The accounts without a row in one line: `and 90 more accounts: 12 high and 300 medium failures`."""
    together, states = ScanTally(), Counter(account.state for account in accounts)
    for account in accounts:
        together.merge(_tally(outcome, account))
    figures = [f"{together.failures[severity]:,} {severity}" for severity in Severity if together.failures[severity]]
    others = [f"{states[state]:,} {state}" for state in STATES[1:] if states[state]]
    failing = f"{', '.join(figures)} failing" if figures else "nothing failing"
    return f"and {counted(states.total(), 'more account')}: {', '.join([failing, *others])}"


def _tally(outcome: Outcome, account: AccountRecord) -> ScanTally:
    return outcome.by_account.get(account.id, ScanTally())


def _worst_first(account: AccountRecord, tally: ScanTally) -> tuple[int, list[int]]:
    return STATES.index(account.state), [-tally.failures[severity] for severity in Severity]


def _folds(tally: ScanTally) -> list[Fold]:
    places = Counter(group for group, _, _ in tally.places)
    return [Fold(group=group, failing=count, places=places[group]) for group, count in sorted(tally.together.items())]


def _deleted(outcome: Outcome) -> Iterator[str]:
    """What has no finding, although it was listed."""
    for account in outcome.manifest.accounts:
        if account.gone:
            yield f"Account {_named(account)}: {deleted_in_words(account)}."


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
    return account.id, account.own_name, account.state, *failures, waived, unseen, passing, f"{account.calls:,}"


def _figure(count: int, *, shown: bool) -> str:
    return f"{count:,}" if shown else ""


def _totals(outcome: Outcome) -> str:
    failing = outcome.tally.statuses[Status.FAIL]
    waived = outcome.tally.statuses[Status.WAIVED]
    passing = outcome.tally.statuses[Status.PASS]
    unseen = outcome.tally.statuses[Status.NOT_ASSESSED]
    accepted = f"{waived:,} waived, " if waived else ""
    return f"{failing:,} failing, {accepted}{passing:,} passing, {unseen:,} not assessed"


def incompleteness(outcome: Outcome) -> str:
    """What could not be seen, in words; `everything was assessed` where all was."""
    unreachable = [account for account in outcome.manifest.accounts if account.state == "unreachable"]
    gaps = list(_not_reached(unreachable))
    rest = outcome.tally.statuses[Status.NOT_ASSESSED] - sum(
        _tally(outcome, account).statuses[Status.NOT_ASSESSED] for account in unreachable
    )
    if rest:
        where = " in other accounts" if unreachable else ""
        gaps.append(f"{counted(rest, 'finding')}{where} could not be assessed")
    missing = sum(account.state == "not-scanned" for account in outcome.manifest.accounts)
    if missing:
        gaps.append(f"{counted(missing, 'account')} not scanned, because the run was interrupted")
    return "; ".join(gaps) or "everything was assessed"


def _named(account: AccountRecord) -> str:
    """The id and the name; once where the id is the name."""
    return f"{account.id} ({account.own_name})" if account.own_name else account.id


def _not_reached(accounts: Iterable[AccountRecord]) -> Iterator[str]:
    """The accounts that were not reached, by cause."""
    for reason, alike in group(accounts, lambda account: account.reason_code).items():
        names = [_named(account) for account in alike]
        many = counted(len(names), "account")
        yield (
            f"account {names[0]} was not reached: {reason}"
            if len(names) == 1
            else f"{many} were not reached: {reason}: {first_of(names, NAMED)}"
        )
