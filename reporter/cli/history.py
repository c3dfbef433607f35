"""Commands about runs beside each other: what changed from one to another, which there are, which may go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reporter.cli.options import FoundConfig, NamedConfig, Run
from reporter.cli.saying import say
from reporter.model.errors import UserError
from reporter.workflow.places import RunsPlace, run_at, runs_of, settings_at, with_runs

if TYPE_CHECKING:
    from reporter.report.build.differences import Differences
    from reporter.report.model import ChangeRow
    from reporter.runs import RunFolder, history

runs_app = typer.Typer(help="List the runs of a folder, or remove the oldest.", no_args_is_help=True)
Runs = Annotated[
    str,
    typer.Argument(metavar="RUNS", help="The folder of runs, or s3://bucket/prefix; default: the configuration's."),
]
SHOWN = 200
"""The number of changes on the terminal, at most; the reports have them all."""
REST = "it was killed before it began, or while it was removed; `reporter runs prune` takes it away"
FACTS = ("run", "started", "state", "accounts", "score", "coverage", "failing", "new")


def compare(
    run: Run,
    earlier: Annotated[
        str, typer.Argument(metavar="EARLIER", help="The run to compare it with; default: the one before it.")
    ] = "",
    config: NamedConfig = None,
) -> None:
    """List what is new, fixed, reopened, deleted or no longer assessed since an earlier run."""
    from reporter.report.build.cut import WHOLE
    from reporter.report.build.differences import differences
    from reporter.report.build.part import part_of
    from reporter.runs import history

    with run_at(run, config) as (folder, place):
        past = history.compared_with(folder, _earlier(place, earlier)) if earlier else history.earlier(folder)
        if not past.before:
            raise UserError(f"{run}: there is no earlier run beside it to compare it with; name one")
        _print_differences(differences(past, part_of(folder, past.run.manifest, WHOLE)))


def _earlier(place: RunsPlace, name: str) -> RunFolder:
    """The run at a path, or of that name beside the other run."""
    from reporter.runs import RunFolder

    beside = place.runs / name.rstrip("/").rpartition("/")[2]
    return RunFolder(beside if place.copy or not Path(name).exists() else Path(name))


def _print_differences(compared: Differences) -> None:
    from reporter.cli.tables import print_line, print_table
    from reporter.report.build.differences import joined_and_left, stored_changes
    from reporter.report.words import CHANGES, counted

    counts, by_rules = compared.counts(), compared.by_rules()
    rows = [(CHANGES[change].title, f"{count:,}", _figure(by_rules.get(change))) for change, count in counts.items()]
    print_line(_title(compared.past))
    print_table(("change", "findings", "because the rules changed"), rows)
    for what, accounts in zip(("joined", "left"), joined_and_left(compared), strict=True):
        for account in accounts:
            print_line(f"account {account.id} ({account.name}) {what}")
    changes = stored_changes(compared)
    if changes:
        print_table(
            ("change", "severity", "before", "now", "check", "account", "region", "resource"),
            (_row(row) for row, _ in zip(changes, range(SHOWN), strict=False)),
            total=counted(len(changes), "change"),
        )
    if len(changes) > SHOWN:
        print_line(f"the first {SHOWN} are shown; the reports of the run have them all")


def _title(past: history.Past) -> str:
    from reporter.report.tables.columns import ColumnKind, show

    named = (
        f"{run.manifest.run_id} ({show(ColumnKind.TIME, run.manifest.started)})" for run in (past.run, past.before[-1])
    )
    return "Run {} compared with {}".format(*named)


def _figure(count: int | None) -> str:
    return f"{count:,}" if count else ""


def _row(row: ChangeRow) -> tuple[str, ...]:
    from reporter.report.words import CHANGES

    finding = row.row.finding
    why = " (rule changed)" if row.because_of_rules else ""
    return (
        f"{CHANGES[row.change].title}{why}",
        finding.severity,
        row.before,
        row.now,
        finding.check_id,
        f"{finding.account_id} {row.row.account.name}",
        finding.region,
        finding.resource_name or finding.arn,
    )


@runs_app.command("list")
def list_runs(runs: Runs = "", *, config: FoundConfig) -> None:
    """List the runs, the oldest first."""
    from reporter.cli.tables import print_line, print_table
    from reporter.report.words import counted
    from reporter.runs import history, rests_in

    with _folder_of(runs, config) as place:
        found, broken = history.runs_in(place.runs)
        problems = {run.folder: history.problem_with(run) for run in found if history.is_history(run)}
        closed = [run for run in found if problems.get(run.folder) == ""]
        new = history.new_failures(closed, history.memory_in(place.runs))
        rows = [_facts(run, new, place, problems) for run in found]
        print_table(FACTS, rows, total=counted(len(found), "run"))
        for problem in (*broken, *filter(None, problems.values())):
            print_line(place.shown(problem))
        for rest in rests_in(place.runs):
            print_line(place.shown(f"{rest} is no run: {REST}"))


def _facts(run: history.Run, new: dict[str, int], place: RunsPlace, problems: dict[RunFolder, str]) -> tuple[str, ...]:
    """One run as a row; a damaged run is added to the problems, and its figures are empty."""
    from reporter.report.tables.columns import ColumnKind, show
    from reporter.runs import RunBroken, State

    manifest = run.manifest
    named = (run.folder.path.name, show(ColumnKind.TIME, manifest.started))
    if manifest.state is State.RUNNING:
        return *named, *_how_far(run, place), "", "", "", ""
    scanned = sum(account.state == "scanned" for account in manifest.accounts)
    state = f"judged from {manifest.judged_from}" if manifest.judged_from else str(manifest.state)
    known = (*named, state, f"{scanned} of {len(run.asked)}")
    try:
        return *known, *_figures(run), show(ColumnKind.COUNT, new.get(manifest.run_id))
    except RunBroken as error:
        problems[run.folder] = str(error)
        return *known, "", "", "", ""


def _figures(run: history.Run) -> tuple[str, str, str]:
    """Score, coverage and failures; raises `RunBroken`."""
    from reporter.report.build.cut import WHOLE
    from reporter.report.build.part import part_of
    from reporter.report.build.trend import point
    from reporter.report.tables.columns import ColumnKind, show
    from reporter.runs import RunBroken
    from reporter.runs.history import problem_with

    problem = problem_with(run)
    if problem:
        raise RunBroken(problem)
    numbers = point(part_of(run.folder, run.manifest, WHOLE))
    return (
        show(ColumnKind.PERCENT, numbers.score),
        show(ColumnKind.PERCENT, numbers.coverage),
        f"{sum(numbers.failing.values()):,}",
    )


def _how_far(run: history.Run, place: RunsPlace) -> tuple[str, str]:
    """The state and the progress of a run that is not closed; only this machine's processes are seen."""
    from reporter.runs import is_locked

    interrupted = "not closed" if place.copy else "interrupted"
    state = "running" if is_locked(run.folder.path) else interrupted
    return state, f"{place.written(run.folder, run.asked)} of {len(run.asked)} written"


@runs_app.command("prune")
def prune_runs(
    runs: Runs = "",
    *,
    keep: Annotated[int, typer.Option(min=1, help="The number of newest runs to keep.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask for confirmation.")] = False,
    config: FoundConfig,
) -> None:
    """Remove the oldest runs of a folder; the first-seen dates of findings are kept."""
    from reporter.cli.tables import print_line
    from reporter.report.words import counted
    from reporter.runs import history

    with _folder_of(runs, config) as place:
        pruning = history.plan_pruning(place.runs, keep)
        for run in pruning.left_alone:
            print_line(place.shown(f"left alone: {run}"))
        if not pruning.doomed:
            print_line("there is nothing to remove")
            return
        _ask(place, pruning.doomed, counted(len(pruning.doomed), "run"), yes=yes)
        for line in pruning.carry_out():
            print_line(place.shown(line))


def _ask(place: RunsPlace, folders: Iterable[Path], count: str, *, yes: bool) -> None:
    """Raise `UserError` unless the removal is confirmed."""
    if yes:
        return
    for folder in folders:
        say(place.shown(folder))
    try:
        sure = typer.confirm(f"Remove {count}, with all evidence and reports in them?")
    except typer.Abort:
        sure = False
    if not sure:
        raise UserError("nothing was removed; --yes removes without asking")


@contextmanager
def _folder_of(runs: str, config: Path | None) -> Iterator[RunsPlace]:
    with runs_of(with_runs(settings_at(config), runs)) as place:
        if not place.runs.is_dir():
            raise UserError(f"there is no folder {place.runs}; name the folder of runs, or a configuration with -c")
        yield place
