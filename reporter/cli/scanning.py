"""Commands that scan, and those that write the reports of an earlier scan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from reporter.cli.completing import complete_account, complete_formats, complete_framework, complete_runs
from reporter.cli.exits import exit_code
from reporter.cli.options import Accounts, CheckGlobs, ConfigFile, Run, ScanConfig, needed, patterns, split
from reporter.cli.saying import say
from reporter.config.formats import ALL_FORMATS, FORMATS, formats_in_words
from reporter.model.errors import UserError
from reporter.model.verdicts import Severity
from reporter.workflow.places import RunsPlace, run_at

if TYPE_CHECKING:
    from reporter.rules.job import Job
    from reporter.scan import Outcome
    from reporter.workflow.options import Options
    from reporter.workflow.scanning import ScanToRun

Out = Annotated[str, typer.Option("--out", metavar="DIR", help="The folder for run folders, or s3://bucket/prefix.")]

Framework = Annotated[
    str,
    typer.Option(metavar="ID", help="Only this framework and the checks it needs.", autocompletion=complete_framework),
]
Regions = Annotated[str, typer.Option(metavar="R,..", help="Only these regions.")]
FailOn = Annotated[Severity | None, typer.Option(help="Exit with 1 if anything of this severity or above fails.")]
FollowUp = Annotated[
    str, typer.Option(metavar="PATH,..", help="Also carry over the entries that people made in these workbooks.")
]
Resume = Annotated[
    str,
    typer.Option(
        metavar="RUN",
        help="Continue an interrupted run, with its own scope; -c must be named.",
        autocompletion=complete_runs,
    ),
]
Retry = Annotated[
    bool,
    typer.Option("--retry-not-assessed", help="With --resume: also accounts that have unassessed findings."),
]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Show every account, not only the worst.")]
NoSend = Annotated[bool, typer.Option("--no-send", help="Do not send the run; `reporter send` can do so later.")]

NOTHING_TO_RETRY = "--retry-not-assessed goes with --resume RUN: name the run to go on with"


def demo(
    out: Annotated[str, typer.Option("--out", metavar="DIR", help="The folder for run folders.")] = "",
) -> None:
    """Scan the built-in demo organisation and write all reports; needs no AWS account, credentials or network."""
    from reporter.model.extras import how_to_install

    if not find_spec("moto"):
        raise UserError(how_to_install("demo"))
    from reporter.config.file.values import is_url

    if is_url(out):
        raise UserError("the demo writes to this machine only: name a folder")
    from reporter.demo import embedded_organization
    from reporter.rules.catalogue import load_catalogue
    from reporter.workflow.options import Options, narrowed_job
    from reporter.workflow.scanning import scan_anew

    with embedded_organization(datetime.now(UTC)) as organization:
        job = narrowed_job(organization.settings, load_catalogue(), Options(out=out))
        outcome = _scan(job, RunsPlace(job.settings.runs), scan_anew(job, prepare=organization.prepare), End())
    _explain_demo(outcome)


def scan(
    config: ScanConfig = None,
    *,
    accounts: Accounts = "",
    checks: CheckGlobs = "",
    framework: Framework = "",
    regions: Regions = "",
    out: Out = "",
    fail_on: FailOn = None,
    follow_up: FollowUp = "",
    resume: Resume = "",
    retry_not_assessed: Retry = False,
    no_send: NoSend = False,
    verbose: Verbose = False,
) -> None:
    """Scan every account of the configuration and write the reports."""
    from reporter.workflow.options import Options, accounts_named, job_of

    wanted, places, workbooks = patterns(checks), split(regions), split(follow_up)
    options = Options(checks=wanted, framework=framework, regions=places, out=out, fail_on=fail_on, follow_up=workbooks)
    end = End(send=not no_send, verbose=verbose)
    if resume:
        _resume(resume, config, options, accounts, retry=retry_not_assessed, end=end)
    if retry_not_assessed:
        raise UserError(NOTHING_TO_RETRY)
    _scan_anew(accounts_named(split(accounts)), job_of(config or needed(), options), end)


def _scan_anew(only: Sequence[str], job: Job, end: End) -> NoReturn:
    from reporter.cli.closing import print_closing
    from reporter.workflow.scanning import placed, scan_anew

    with placed(job) as (here, place):
        outcome = _scan(here, place, scan_anew(here, only), end)
        code = print_closing(outcome, job.settings, job.settings.fail_on)
    raise typer.Exit(code)


def _resume(run: str, config: Path | None, options: Options, accounts: str, *, retry: bool, end: End) -> NoReturn:
    from reporter.cli.closing import print_closing
    from reporter.scan.resume import asked_by, job_to_resume
    from reporter.workflow.scanning import scan_on

    if accounts or options.narrows:
        raise UserError("--resume keeps the scope of the run: leave out --accounts, --checks, --framework and the like")
    with run_at(run, config) as (folder, place):
        job = job_to_resume(folder, config, retry=retry)
        in_scope = len(asked_by(folder).accounts.targets)
        outcome = _scan(job, place, scan_on(folder, job, retry=retry), replace(end, in_scope=in_scope))
        code = print_closing(outcome, job.settings, options.fail_on or job.settings.fail_on)
    raise typer.Exit(code)


def report(
    run: Run,
    formats: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="FORMAT,..",
            help=formats_in_words(),
            autocompletion=complete_formats,
        ),
    ] = "",
    out: Annotated[
        Path | None, typer.Option("-o", metavar="DIR", help="The folder for the reports; default: the run.")
    ] = None,
    *,
    owner: Annotated[str, typer.Option(metavar="NAME", help="Only the accounts of this owner.")] = "",
    account: Annotated[
        str, typer.Option(metavar="ACCOUNT", help="Only this account, by id or name.", autocompletion=complete_account)
    ] = "",
    ou: Annotated[str, typer.Option(metavar="PATH", help="Only the accounts in this OU and below it.")] = "",
) -> None:
    """Write the reports of a run again, for all of it or for one owner, account or OU."""
    from reporter.report.build.cut import Cut
    from reporter.workflow.options import known
    from reporter.workflow.reporting import report_run

    wanted = [known(format_, dict.fromkeys(ALL_FORMATS, format_), "format") for format_ in split(formats)] or FORMATS
    with run_at(run) as (folder, place):
        for file in report_run(folder, wanted, out, Cut(owner=owner, account=account, ou=ou)):
            say(place.shown(file))


def accounts(config: ConfigFile) -> None:
    """List the accounts in scope, and why each account is included or excluded."""
    from reporter.accounts import find_accounts
    from reporter.cli.tables import print_table
    from reporter.config.file.load import load_settings
    from reporter.rules.configuration import all_regions
    from reporter.sessions import Sessions

    settings = load_settings(config, regions=all_regions)
    found = find_accounts(settings, Sessions(settings))
    rows = [("in scope", each.account, each.why) for each in found.targets]
    rows += [("excluded", each.account, each.why) for each in found.left_out]
    print_table(
        ("account", "name", "OU", "owner", "scope", "why"),
        [(who.account_id, who.name, who.ou, who.owner, what, why) for what, who, why in rows],
        total=f"{len(found.targets)} in scope, {len(found.left_out)} excluded",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """How a scan is shown and ends."""

    send: bool = True
    verbose: bool = False
    """Whether the terminal shows every account."""
    in_scope: int = 0
    """The number of all accounts of a continued run; 0 for a new one."""


def _scan(job: Job, place: RunsPlace, scan: ScanToRun, end: End) -> Outcome:
    """The outcome of a scan whose reports are written and sent."""
    from reporter.cli.send import print_delivery, show_sending
    from reporter.cli.summary import print_summary
    from reporter.workflow.reporting import report_after_scan
    from reporter.workflow.sending import deliver_after_scan, examine_delivery
    from reporter.workflow.signing import sign_after_scan

    if end.send:
        examine_delivery(job.settings)
    outcome = _watched(place, scan, end.in_scope)
    folder = outcome.folder
    files = report_after_scan(folder, job.settings.formats)
    print_summary(outcome, files, place.shown, job.settings, verbose=end.verbose)
    sign_after_scan(folder, job.settings)
    place.save()
    if end.send and job.settings.deliver:
        where, interrupted = place.shown(folder.path), outcome.interrupted
        made = deliver_after_scan(
            folder, job.settings, where, interrupted=interrupted, keep=place.save, sending=show_sending
        )
        print_delivery(made)
    return outcome


def _watched(place: RunsPlace, scan: ScanToRun, in_scope: int) -> Outcome:
    """The outcome of the scan, with a display, and ready to be stopped."""
    from rich.console import Console

    from reporter.cli.progress import progress
    from reporter.cli.stopping import stopping
    from reporter.scan.tuning import look_for_garbage_seldom

    look_for_garbage_seldom()
    with progress(Console(stderr=True), in_scope) as watcher:
        made = scan.make(place.watched(watcher))
        with stopping(made.stop):
            return scan.run(made)


def _explain_demo(outcome: Outcome) -> None:
    from reporter.cli.summary import incompleteness
    from reporter.cli.tables import print_line, print_paragraph

    print_line("")
    print_paragraph(
        f"This was the demo organisation, so the exit code is 0. A real scan would have ended with "
        f"{exit_code(outcome, None)}: {incompleteness(outcome)}."
    )
