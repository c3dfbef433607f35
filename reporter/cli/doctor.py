"""The command that looks, before a scan, for what would make it incomplete."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from reporter.cli.exits import COMPLETE, INCOMPLETE
from reporter.cli.options import Accounts, ConfigFile, split
from reporter.cli.saying import say

if TYPE_CHECKING:
    from reporter.doctor import Diagnosis


def doctor(
    config: ConfigFile,
    *,
    accounts: Accounts = "",
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show every answer, regions included.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")] = False,
) -> None:
    """Find what would make a scan incomplete, with the cause and the fix; exit with 3 if there is anything."""
    from rich.console import Console

    from reporter.cli.progress import examination
    from reporter.doctor import ClockWatch, Doctor
    from reporter.engine.judge import administered_services, plan_for, shared_kinds
    from reporter.sessions import Sessions
    from reporter.workflow.options import Options, accounts_named, job_of

    only = accounts_named(split(accounts))
    job = job_of(config, Options())
    wanted = plan_for(job.rules, organization_known=job.settings.accounts.all_in_organization)
    services = administered_services(shared_kinds(job.rules))
    clock = ClockWatch()
    sessions = Sessions(job.settings, prepare=clock.prepare)
    with examination(Console(stderr=True)) as watcher:
        now = datetime.now(UTC)
        found = Doctor(job.settings, wanted, sessions, clock, now, services=services, watcher=watcher).examine(only)
    print_diagnoses(found, verbose=verbose, as_json=as_json)
    raise typer.Exit(COMPLETE if all(one.harmless for one in found) else INCOMPLETE)


def print_diagnoses(found: Sequence[Diagnosis], *, verbose: bool, as_json: bool) -> None:
    """Print a line for each subject, or with `verbose` for each question, and the numbered causes with their fixes."""
    from reporter.catalogue.checks_page import as_json as to_json
    from reporter.cli.causes import causes_of, print_causes, print_every_answer, print_subjects

    if as_json:
        say(to_json([asdict(one) for one in found]))
        return
    causes = causes_of(found)
    if verbose:
        print_every_answer(found)
    else:
        print_subjects(found, causes)
    print_causes(causes)
