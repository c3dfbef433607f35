"""Commands that show what there is to choose from: checks, frameworks, permissions, configuration."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from reporter.cli.completing import complete_check, complete_framework
from reporter.cli.options import CheckGlobs, ConfigFile, FoundConfig, found, patterns, split
from reporter.cli.saying import say
from reporter.config.found import NAME

if TYPE_CHECKING:
    from reporter.config.settings import Settings

checks_app = typer.Typer(help="List checks, show one, or write a new one.", no_args_is_help=False)
frameworks_app = typer.Typer(help="List frameworks, or show the requirements of one.", no_args_is_help=False)
config_app = typer.Typer(help="Create or validate a configuration; print its JSON Schema.", no_args_is_help=True)


@checks_app.callback(invoke_without_command=True)
def checks(context: typer.Context) -> None:
    """List the checks when no command is given."""
    if context.invoked_subcommand is None:
        list_checks(config=found())


@checks_app.command("list")
def list_checks(*, config: FoundConfig, only: CheckGlobs = "") -> None:
    """List the checks that would run, one per line."""
    from reporter.catalogue.checks_page import scope_of
    from reporter.cli.tables import print_table
    from reporter.report.words import counted
    from reporter.rules.selection import select_checks
    from reporter.workflow.options import checks_of, narrowed, selected

    choice, checks = checks_of(config)
    chosen = selected(select_checks(checks, narrowed(choice, patterns(only), [check.id for check in checks])))
    rows = [
        (check.id, choice.severities.get(check.id, check.severity), scope_of(check), check.title) for check in chosen
    ]
    costly = sorted({check.id for check in checks if check.costly} - {row[0] for row in rows})
    left_out = f"; costly, run only when named by full id: {', '.join(costly)}" if costly and not only else ""
    total = f"{counted(len(rows), 'check')}{left_out}"
    print_table(("check", "severity", "applies to", "requirement"), rows, total=total)


@checks_app.command("show")
def show_check(
    id_: Annotated[str, typer.Argument(metavar="ID", autocompletion=complete_check)], config: FoundConfig
) -> None:
    """Show one check: rationale, logic, AWS reads, requirements and remediation."""
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
    subject: Annotated[
        str, typer.Option(help="The resource type that is evaluated, for example Bucket; default: guessed from the id.")
    ] = "",
    topic: Annotated[str, typer.Option(help="The module in the service, for example buckets.")] = "",
    folder: Annotated[Path, typer.Option(help="The folder for the check.")] = Path("checks"),
    tests: Annotated[Path, typer.Option(help="The folder for its test.")] = Path("tests/checks"),
) -> None:
    """Create a check and its test from a template; for a new service also a collector."""
    from reporter.catalogue.scaffold import new_check as write_check

    written = write_check(service, name, subject, folder, tests, topic)
    say("\n".join(f"wrote {file}" for file in written.files))
    say(f"it judges {written.judged.name} of {written.judged.module}; name another with --subject")
    say("\n".join(f"next: {step}" for step in written.steps))


@frameworks_app.callback(invoke_without_command=True)
def frameworks(context: typer.Context) -> None:
    """List the frameworks when no command is given."""
    if context.invoked_subcommand is None:
        list_frameworks(config=found())


@frameworks_app.command("list")
def list_frameworks(config: FoundConfig) -> None:
    """List the frameworks, one per line."""
    from reporter.cli.tables import print_table
    from reporter.workflow.options import catalogue_at

    rows = [
        (each.id, each.title, each.version, str(len(each.requirements)), str(each.automated), str(each.answered))
        for each in catalogue_at(config).frameworks.values()
    ]
    print_table(("framework", "title", "version", "requirements", "automated by publisher", "answered"), rows)


@frameworks_app.command("show")
def show_framework(
    id_: Annotated[str, typer.Argument(metavar="ID", autocompletion=complete_framework)], config: FoundConfig
) -> None:
    """Show every requirement of a framework and the checks that evaluate it."""
    from reporter.cli.tables import print_table
    from reporter.workflow.options import catalogue_at, known

    framework = known(id_, catalogue_at(config).frameworks, "framework")
    rows = [(each.id, each.title, each.answers_in_words) for each in framework.requirements]
    total = f"{framework.answered} of {len(rows)} requirements are answered by checks, in whole or in part"
    open_ = framework.unanswered
    if open_:
        total = f"{total}; called automated by the publisher, and not answered in whole: {', '.join(open_)}"
    print_table(("requirement", "title", "answer"), rows, total=total)


@config_app.command("init")
def init_config(
    file: Annotated[Path, typer.Argument(help="The file to write.")] = Path("reporter.yml"),
    *,
    organization: Annotated[
        bool, typer.Option("--organization", help="Scan all accounts of the AWS organisation.")
    ] = False,
    accounts: Annotated[str, typer.Option(metavar="ID,..", help="Scan these accounts.")] = "",
    current: Annotated[
        bool, typer.Option("--current", help="Scan only the account of the current credentials, without a role.")
    ] = False,
    role: Annotated[str, typer.Option(metavar="NAME", help="The role in each account; default: ComplianceAudit.")] = "",
    external_id: Annotated[str, typer.Option(metavar="TEXT", help="The external id in its trust policy, if any.")] = "",
) -> None:
    """Write a commented configuration; ask for the accounts and the role on a terminal, unless options name them."""
    from reporter.cli.asking import can_ask, interview
    from reporter.config.file.start import Start
    from reporter.model.errors import UserError

    if file.exists():
        raise UserError(f"{file} is already there; name another file or move it away")
    if sum(map(bool, (organization, accounts, current))) > 1:
        raise UserError("one choice of accounts at a time: --organization, --accounts or --current")
    named = organization or accounts or current or role or external_id
    given = Start(ids=split(accounts), current=current, role=role, external_id=external_id)
    start = given if named or not can_ask() else interview()
    file.write_text(start.text(), encoding="utf-8")
    option = "" if file == Path(NAME) else f" -c {quote(str(file))}"
    say(f"wrote {file}: {start.in_words}")
    say(f"next: create the role (reporter policy{option} --cloudformation prints it), then run reporter doctor{option}")


@config_app.command("check")
def check_config(config: ConfigFile) -> None:
    """Validate a configuration and report all mistakes at once."""
    from reporter.config.file.contradictions import CHAIN_LIMIT
    from reporter.report.words import counted
    from reporter.workflow.options import Options, job_of

    job = job_of(config, Options())
    if job.settings.longest_session > CHAIN_LIMIT:
        _warn_of_chain(config, job.settings)
    rules = sum(not rule.parameters for rule in job.rules)
    say(f"{config} is valid: {counted(rules, 'check')}, {counted(len(job.frameworks), 'framework')}")


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
