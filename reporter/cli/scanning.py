"""Commands that look at AWS, or at what an earlier look has left behind."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reporter.cli.exits import exit_code
from reporter.cli.options import CheckGlobs, ConfigFile, split
from reporter.model import Severity, UserError

if TYPE_CHECKING:
    from reporter.job import Job
    from reporter.scan import Outcome
    from reporter.sessions import Sessions

Out = Annotated[Path | None, typer.Option("--out", metavar="DIR", help="The folder for run folders.")]


def demo(out: Out = None) -> None:
    """Scan the embedded organisation and render everything: no AWS account, no credentials, no network."""
    if not find_spec("moto"):
        raise UserError("the demo needs its extra: pip install 'aws-compliance-reporter[demo]'")
    from reporter.cli.setup import Options, narrowed_job
    from reporter.demo import embedded_organization
    from reporter.job import load_library
    from reporter.sessions import Sessions

    with embedded_organization(datetime.now(UTC)) as organization:
        job = narrowed_job(organization.settings, load_library(), Options(out=out))
        outcome = _scan(job, Sessions(job.settings, prepare=organization.prepare))
    _explain_demo(outcome)


def scan(
    config: ConfigFile,
    *,
    accounts: Annotated[str, typer.Option(metavar="ID,..", help="Only these accounts.")] = "",
    checks: CheckGlobs = "",
    framework: Annotated[str, typer.Option(metavar="ID", help="Only this framework and the checks it needs.")] = "",
    regions: Annotated[str, typer.Option(metavar="R,..", help="Only these regions.")] = "",
    out: Out = None,
    fail_on: Annotated[
        Severity | None, typer.Option(help="Exit with 1 if anything of this severity, or graver, fails.")
    ] = None,
) -> None:
    """Read and judge every account of the configuration, and render the reports."""
    from reporter.cli.setup import Options, account_ids, job_of
    from reporter.sessions import Sessions

    only = account_ids(accounts)
    job = job_of(config, Options(checks=checks, framework=framework, regions=regions, out=out, fail_on=fail_on))
    outcome = _scan(job, Sessions(job.settings), only)
    raise typer.Exit(exit_code(outcome, job.settings.fail_on))


def report(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a finished run.")],
    formats: Annotated[str, typer.Option("--format", metavar="FORMAT,..", help="xlsx, csv, html, json.")] = "",
    out: Annotated[Path | None, typer.Option("-o", metavar="DIR", help="Where to write; by default the run.")] = None,
) -> None:
    """Render the reports of a run again, today or in a year."""
    from reporter.cli.setup import known
    from reporter.job import report_run
    from reporter.runs import RunFolder
    from reporter.settings import FORMATS

    wanted = [known(format_, dict.fromkeys(FORMATS, format_), "format") for format_ in split(formats)] or FORMATS
    for file in report_run(RunFolder(run), wanted, out):
        typer.echo(file)


def accounts(config: ConfigFile) -> None:
    """Who would be scanned, and why each account was included or left out."""
    from reporter.accounts import find_accounts
    from reporter.cli.tables import print_table
    from reporter.config import load_settings
    from reporter.sessions import Sessions

    settings = load_settings(config)
    found = find_accounts(settings, Sessions(settings))
    rows = [("scan", each.account, each.why) for each in found.targets]
    rows += [("leave out", each.account, each.why) for each in found.left_out]
    print_table(
        ("", "account", "name", "OU", "owner", "why"),
        [(what, who.account_id, who.name, who.ou, who.owner, why) for what, who, why in rows],
        total=f"{len(found.targets)} to scan, {len(found.left_out)} left out",
    )


def _scan(job: Job, sessions: Sessions, only_accounts: Iterable[str] = ()) -> Outcome:
    from rich.console import Console

    from reporter.cli.progress import progress
    from reporter.cli.summary import print_summary
    from reporter.job import report_run, run_job

    with progress(Console(stderr=True)) as watcher:
        outcome = run_job(job, sessions, watcher, only_accounts)
    print_summary(outcome, report_run(outcome.folder, job.settings.formats))
    return outcome


def _explain_demo(outcome: Outcome) -> None:
    from reporter.cli.summary import incompleteness

    typer.echo(
        f"\nThis was the embedded organisation, so the exit code is 0. A real scan would have ended with "
        f"{exit_code(outcome, None)}: {incompleteness(outcome)}."
    )
