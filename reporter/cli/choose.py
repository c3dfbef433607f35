"""Commands that show what there is to choose from: checks, frameworks, permissions, configuration."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reporter.cli.options import CheckGlobs, ConfigFile, OptionalConfig, patterns
from reporter.cli.saying import say

if TYPE_CHECKING:
    from reporter.config.settings import Settings

checks_app = typer.Typer(help="The checks: list them, read about one, write a new one.", no_args_is_help=False)
frameworks_app = typer.Typer(help="The frameworks: list them, or read what one asks for.", no_args_is_help=False)
config_app = typer.Typer(help="The configuration: start one, check one, teach your editor.", no_args_is_help=True)


@checks_app.callback(invoke_without_command=True)
def checks(context: typer.Context) -> None:
    """List the checks when nothing else is asked."""
    if context.invoked_subcommand is None:
        list_checks()


@checks_app.command("list")
def list_checks(config: OptionalConfig = None, only: CheckGlobs = "") -> None:
    """One line for each check."""
    from reporter.catalogue.checks_page import scope_of
    from reporter.cli.tables import print_table
    from reporter.rules.selection import select_checks
    from reporter.workflow.options import checks_of, narrowed, selected

    choice, checks = checks_of(config)
    chosen = selected(select_checks(checks, narrowed(choice, patterns(only), [check.id for check in checks])))
    rows = [
        (check.id, choice.severities.get(check.id, check.severity), scope_of(check), check.title) for check in chosen
    ]
    costly = sorted({check.id for check in checks if check.costly} - {row[0] for row in rows})
    left_out = f"; too costly unless named in full: {', '.join(costly)}" if costly and not only else ""
    total = f"{len(rows)} checks{left_out}"
    print_table(("check", "severity", "asked of", "what holds when it passes"), rows, total=total)


@checks_app.command("show")
def show_check(id_: Annotated[str, typer.Argument(metavar="ID")], config: OptionalConfig = None) -> None:
    """Everything about one check: why, how it is decided, what it reads, what it answers, the remediation."""
    from reporter.catalogue.checks_page import check_section
    from reporter.cli.tables import print_markdown
    from reporter.workflow.options import catalogue_at, known

    catalogue = catalogue_at(config)
    check = known(id_, catalogue.checks, "check")
    print_markdown("\n".join(check_section(check, tuple(catalogue.frameworks.values()))))


@checks_app.command("new")
def new_check(
    service: Annotated[str, typer.Argument(help="The first word of the id, for example s3.")],
    name: Annotated[str, typer.Argument(help="The rest of the id, for example bucket-object-lock-enabled.")],
    subject: Annotated[str, typer.Option(help="What is judged, for example Bucket; by default guessed.")] = "",
    topic: Annotated[str, typer.Option(help="Its module in the service, for example buckets.")] = "",
    folder: Annotated[Path, typer.Option(help="Where the check goes.")] = Path("checks"),
    tests: Annotated[Path, typer.Option(help="Where its test goes.")] = Path("tests/checks"),
) -> None:
    """Write a check and its test, ready to be filled in; for a new service also its collector and what tests need."""
    from reporter.catalogue.scaffold import new_check as write_check

    written = write_check(service, name, subject, folder, tests, topic)
    say("\n".join(f"wrote {file}" for file in written))
    say(f"next: replace each TODO, then python -m pytest {written[1]}")


@frameworks_app.callback(invoke_without_command=True)
def frameworks(context: typer.Context) -> None:
    """List the frameworks when nothing else is asked."""
    if context.invoked_subcommand is None:
        list_frameworks()


@frameworks_app.command("list")
def list_frameworks(config: OptionalConfig = None) -> None:
    """One line for each framework."""
    from reporter.cli.tables import print_table
    from reporter.workflow.options import catalogue_at

    rows = [
        (each.id, each.title, each.version, str(len(each.requirements)), str(each.automated))
        for each in catalogue_at(config).frameworks.values()
    ]
    print_table(("framework", "title", "version", "requirements", "automated"), rows)


@frameworks_app.command("show")
def show_framework(id_: Annotated[str, typer.Argument(metavar="ID")], config: OptionalConfig = None) -> None:
    """Every requirement of a framework and the checks that answer it."""
    from reporter.cli.tables import print_table
    from reporter.workflow.options import catalogue_at, known

    framework = known(id_, catalogue_at(config).frameworks, "framework")
    rows = [(each.id, each.title, each.answers_in_words) for each in framework.requirements]
    total = f"{framework.automated} of {len(rows)} requirements are automated"
    print_table(("requirement", "title", "answered by"), rows, total=total)


@config_app.command("init")
def init_config(file: Annotated[Path, typer.Argument()] = Path("reporter.yml")) -> None:
    """Write a commented example, ready to be edited."""
    from reporter.config.file.reference import EXAMPLE
    from reporter.model.errors import UserError

    if file.exists():
        raise UserError(f"{file} is already there; name another file or move it away")
    file.write_text(EXAMPLE, encoding="utf-8")
    say(f"wrote {file}; next: edit it, then reporter config check -c {file}")


@config_app.command("check")
def check_config(config: ConfigFile) -> None:
    """Find every mistake in a configuration at once."""
    from reporter.config.file.contradictions import CHAIN_LIMIT
    from reporter.workflow.options import Options, job_of

    job = job_of(config, Options())
    if job.settings.longest_session > CHAIN_LIMIT:
        _warn_of_chain(config, job.settings)
    rules = sum(not rule.parameters for rule in job.rules)
    say(f"{config} is good: {rules} checks, {len(job.frameworks)} frameworks")


def _warn_of_chain(config: Path, settings: Settings) -> None:
    from reporter.sessions.chain import too_long_for_a_chain

    problem = too_long_for_a_chain(settings)
    if problem:
        typer.echo(f"{config}: warning: {problem}", err=True)


@config_app.command("schema")
def schema() -> None:
    """Print the JSON Schema of the configuration, for editors."""
    from reporter.catalogue.checks_page import as_json
    from reporter.config.file.reference import json_schema

    typer.echo(as_json(json_schema()), nl=False)
