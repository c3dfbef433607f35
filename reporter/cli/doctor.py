"""The command that looks, before a scan, for what would make it incomplete."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
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
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")] = False,
) -> None:
    """Look for what would make a scan incomplete, with the remedy for each; exit with 3 if there is anything."""
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
    found = Doctor(job.settings, wanted, sessions, clock, datetime.now(UTC), services=services).examine(only)
    print_diagnoses(found, as_json=as_json)
    raise typer.Exit(COMPLETE if all(one.harmless for one in found) else INCOMPLETE)


def print_diagnoses(found: Sequence[Diagnosis], *, as_json: bool) -> None:
    """Print each diagnosis, and each remedy with its subjects."""
    from reporter.catalogue.checks_page import as_json as to_json
    from reporter.cli.tables import print_line, print_table

    if as_json:
        say(to_json([asdict(one) for one in found]))
        return
    rows = [(one.state, one.subject, one.question, one.told) for one in found]
    counts = Counter(one.state for one in found)
    total = ", ".join(f"{count} {state}" for state, count in counts.items())
    print_table(("", "what", "question", "answer"), rows, total=total)
    for remedy, subjects in _by_remedy(found).items():
        print_line("")
        print_line(f"To mend {', '.join(subjects)}:")
        print_line(f"  {remedy}")


def _by_remedy(found: Iterable[Diagnosis]) -> dict[str, list[str]]:
    """The subjects of each remedy; one remedy for many accounts is printed once."""
    helped: dict[str, list[str]] = {}
    for one in found:
        if one.remedy and one.subject not in helped.setdefault(one.remedy, []):
            helped[one.remedy].append(one.subject)
    return helped
