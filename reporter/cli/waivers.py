"""Commands for accepted exceptions: whether their files are good, how long each holds, and how to add one."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reporter.cli.options import ConfigFile, split
from reporter.cli.saying import say
from reporter.model.errors import UserError

if TYPE_CHECKING:
    from reporter.config.settings import Settings

waivers_app = typer.Typer(help="Validate, list or add waivers (accepted exceptions).", no_args_is_help=True)
KIND = "operational-requirement (the default), false-positive or risk-adjustment."
NO_FILE = "{config} names no waiver file; add `waivers: [waivers.yml]`"


@waivers_app.command("check")
def check_waivers(config: ConfigFile) -> None:
    """Validate the waiver files and report all mistakes at once."""
    from reporter.report.words import counted
    from reporter.rules.configuration import read_configuration
    from reporter.rules.waivers.reading import load_waivers

    settings, catalogue = read_configuration(config)
    waivers = load_waivers(_files(config, settings), catalogue.checks)
    files = counted(len(settings.waivers), "file")
    say(f"{config} is valid: {counted(len(waivers), 'waiver')} in {files}")


@waivers_app.command("list")
def list_waivers(config: ConfigFile) -> None:
    """List the waivers, expired and soon expiring ones first."""
    from reporter.cli.tables import print_table
    from reporter.report.build.waivers import rows_on
    from reporter.report.tables.follow_up_tables import WAIVERS
    from reporter.rules.configuration import read_configuration
    from reporter.rules.waivers.reading import load_waivers
    from reporter.scan import utc_now

    settings, catalogue = read_configuration(config)
    rows = rows_on(load_waivers(_files(config, settings), catalogue.checks), utc_now().date())
    columns = [column for column in WAIVERS.columns if column.name not in ("covers", "failing_again")]
    shown = [[column.shown(row) for column in columns] for row in rows]
    print_table([column.title.lower() for column in columns], shown, total=_total(rows))


def _total(rows: Any) -> str:
    from collections import Counter

    from reporter.report.words import WAIVERS, counted

    states = Counter(row.state for row in rows)
    counts = (f"{WAIVERS[state].title.lower()} {count}" for state, count in states.items())
    return ": ".join(filter(None, (counted(len(rows), "waiver"), ", ".join(counts))))


@waivers_app.command("add")
def add(
    config: ConfigFile,
    *,
    expires: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="The last day on which it is valid, UTC.")],
    reason: Annotated[str, typer.Option(help="Why the failure is accepted.")],
    owner: Annotated[str, typer.Option(help="The owner of the waiver.")],
    approver: Annotated[str, typer.Option(help="The approver of the waiver.")],
    ticket: Annotated[str, typer.Option(help="Where it was discussed.")] = "",
    kind: Annotated[str, typer.Option(help=KIND)] = "",
    starts: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="The first day on which it is valid, UTC.")] = "",
    checks: Annotated[str, typer.Option("--check", metavar="GLOB,..", help="The checks.")] = "",
    accounts: Annotated[str, typer.Option("--account", metavar="ID,..", help="Only in these accounts.")] = "",
    ous: Annotated[str, typer.Option("--ou", metavar="PATH,..", help="Only below these OUs.")] = "",
    regions: Annotated[str, typer.Option("--region", metavar="GLOB,..", help="Only in these regions.")] = "",
    resources: Annotated[
        str, typer.Option("--resource", metavar="GLOB,..", help="Only for resources with such an ARN or name.")
    ] = "",
    tags: Annotated[str, typer.Option("--tag", metavar="KEY=GLOB,..", help="Only for what has these tags.")] = "",
    finding: Annotated[str, typer.Option(metavar="ID", help="Only for this finding of the run.")] = "",
    run: Annotated[Path | None, typer.Option(metavar="RUN", help="The run that has the finding.")] = None,
    id_: Annotated[str, typer.Option("--id", metavar="ID", help="Names the waiver; default: a number.")] = "",
    file: Annotated[Path | None, typer.Option(metavar="FILE", help="Where to add it; default: the first file.")] = None,
) -> None:
    """Append a waiver to a file, whose lines and comments stay as they are."""
    scope = _scope(checks, tags, accounts=accounts, ous=ous, regions=regions, resources=resources)
    said = {"reason": reason, "owner": owner, "approver": approver, "ticket": ticket, "kind": kind}
    days = {"starts": _day("--starts", starts), "expires": _last_day(expires)}
    given = {key: value for key, value in {**scope, **said, **days}.items() if value}
    _append(config, file, {"id": id_, **_about(finding, run), **given})


def _scope(checks: str, tags: str, **lists: str) -> dict[str, Any]:
    """What the waiver covers, as an entry of the file says it; what was not named is empty."""
    listed = {key: list(split(value)) for key, value in lists.items()}
    return {"check": _one_or_more(split(checks)), **listed, "tags": _tags(tags)}


def _append(config: Path, file: Path | None, entry: dict[str, Any]) -> None:
    from reporter.rules.configuration import read_configuration
    from reporter.rules.waivers.writing import add_waiver

    settings, catalogue = read_configuration(config)
    target = _target(_files(config, settings), file)
    others = [one for one in settings.waivers if one != target]
    id_, lines = add_waiver(target, others, entry, catalogue.checks)
    say(f"{target} has a new waiver, {id_}:\n{lines}")


def _files(config: Path, settings: Settings) -> tuple[Path, ...]:
    if not settings.waivers:
        raise UserError(NO_FILE.format(config=config))
    return settings.waivers


def _target(files: tuple[Path, ...], file: Path | None) -> Path:
    """The file as the configuration names it; raises `UserError` for one that it does not."""
    for one in files:
        if file is None or one.resolve() == file.resolve():
            return one
    raise UserError(f"{file} is not one of the waiver files: {', '.join(map(str, files))}")


def _about(finding: str, run: Path | None) -> dict[str, Any]:
    from reporter.rules.waivers.about import entry_about
    from reporter.runs import RunFolder

    if bool(finding) != bool(run):
        raise UserError("--finding and --run go together: a finding, and the run that has it")
    return entry_about(RunFolder(run), finding) if run else {}


def _one_or_more(patterns: tuple[str, ...]) -> str | list[str]:
    return patterns[0] if len(patterns) == 1 else list(patterns)


def _day(option: str, text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UserError(f"{option}: '{text}' is not a day; write it as 2026-12-31") from error


def _last_day(text: str) -> date | None:
    """A day to come: a waiver that covers nothing any more would be added for nothing."""
    from reporter.scan import utc_now

    day, today = _day("--expires", text), utc_now().date()
    if day and day <= today:
        raise UserError(f"--expires: {day} is in the past: today is {today} (UTC); name a later day")
    return day


def _tags(text: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in split(text)]
    for key, equals, _ in pairs:
        if not equals:
            raise UserError(f"--tag: '{key}' has no value; write KEY=VALUE")
    return {key: value for key, _, value in pairs}
