"""The commands, put together; each imports what it needs only when it runs, so that `--help` comes at once."""

from __future__ import annotations

from typing import Annotated

import typer

from reporter.cli import choose, runs, scanning
from reporter.cli.doctor import doctor
from reporter.cli.exits import Program
from reporter.cli.history import compare, runs_app
from reporter.cli.policy import policy
from reporter.cli.send import send
from reporter.cli.waivers import waivers_app
from reporter.system.logs import LogLevel, Logs, set_up_logs

app = typer.Typer(
    name="reporter",
    cls=Program,
    help="Reports what is compliant, what fails and what could not be assessed in all AWS accounts of an organisation.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="--log-level and --log-json may stand before or after the command.",
)
app.command("demo")(scanning.demo)
app.command("scan")(scanning.scan)
app.command("doctor")(doctor)
app.command("report")(scanning.report)
app.command("compare")(compare)
app.add_typer(runs_app, name="runs")
app.command("send")(send)
app.command("verify")(runs.verify)
app.command("judge")(runs.judge)
app.command("accounts")(scanning.accounts)
app.add_typer(choose.checks_app, name="checks")
app.add_typer(choose.frameworks_app, name="frameworks")
app.add_typer(waivers_app, name="waivers")
app.command("policy")(policy)
app.add_typer(choose.config_app, name="config")


def _version(wanted: bool) -> None:  # noqa: FBT001 - typer calls it so
    if wanted:
        from reporter import __version__

        typer.echo(f"reporter {__version__}")
        raise typer.Exit


@app.callback()
def options(
    *,
    version: Annotated[  # noqa: ARG001 - its callback does the work
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
    log_level: Annotated[
        LogLevel, typer.Option(help="Least severe log message on standard error; debug adds traces.")
    ] = LogLevel.WARNING,
    log_json: Annotated[bool, typer.Option("--log-json", help="Write the log as JSON, one object per line.")] = False,
) -> None:
    """Set up what all commands share."""
    set_up_logs(Logs(log_level, log_json))
