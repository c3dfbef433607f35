"""The command that delivers a run, and the delivery after a scan."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reporter.cli.options import OptionalConfig, Run
from reporter.cli.places import run_at
from reporter.cli.saying import say
from reporter.model.errors import Unfinished, UserError

if TYPE_CHECKING:
    from reporter.config.settings import Settings
    from reporter.deliver import Delivered
    from reporter.runs import RunFolder

NO_CONFIGURATION = (
    "name a configuration with -c: who gets a run, and over which ways, is never taken from the run itself"
)
NOTHING_CONFIGURED = "there is nobody to send to: name them under deliver: in the configuration, and name that with -c"


def send(
    run: Run,
    config: OptionalConfig = None,
    *,
    dry_run: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write what would be sent into this folder; send nothing.")
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Also to those who have got it already.")] = False,
    uncertain: Annotated[
        bool, typer.Option("--uncertain", help="Also to those who may have got it, for the sending broke off.")
    ] = False,
) -> None:
    """Deliver a run to everybody who has not got it yet: mails, S3, SNS, Slack, Teams, as the configuration says."""
    from reporter.deliver import deliver, rehearse

    settings = _settings(config)
    with run_at(run, config) as (folder, place):
        where = place.told(folder.path)
        if dry_run:
            _tell("would be sent", rehearse(folder, settings, dry_run, where=where))
        else:
            sent = deliver(folder, settings, again=again, uncertain=uncertain, where=where, keep=place.save)
            _tell_delivered(sent)


def examine_delivery(settings: Settings) -> None:
    """Before a scan: what would keep the reports from being sent after it; raises `UserError`."""
    from reporter.deliver import examine

    examine(settings)


def deliver_after_scan(
    folder: RunFolder, settings: Settings, where: str, *, interrupted: bool, keep: Callable[[], object] = bool
) -> None:
    """A run that was interrupted is only sent if somebody says so: who has got it would not get the rest of it.

    `where` is where people find the run; `keep` brings what was noted there. Raises `Unfinished`.
    """
    command = f"reporter send {where}{settings.option}"
    if interrupted:
        say(f"Not sent, for the run was interrupted. To send it as it is: {command}")
        return
    from reporter.deliver import deliver

    try:
        _tell_delivered(deliver(folder, settings, where=where, keep=keep))
    except Unfinished:
        raise
    except UserError as error:
        told = f"the run {where} is whole, but was not sent; when it is mended: {command}"
        raise Unfinished(f"{error}\n{told}") from error


def _settings(config: Path | None) -> Settings:
    """Those of the configuration in the caller's hand, whoever made the run."""
    from reporter.config.file.load import load_settings

    if not config:
        raise UserError(NO_CONFIGURATION)
    settings = load_settings(config)
    if not settings.deliver:
        raise UserError(NOTHING_CONFIGURED)
    return settings


def _tell_delivered(delivered: Delivered) -> None:
    _tell("sent", delivered.sent)
    if delivered.before:
        say(f"{len(delivered.before)} had been sent before; --again sends them once more")
    for note in delivered.notes:
        say(note, error=True)


def _tell(what: str, items: Iterable[object]) -> None:
    for item in items:
        say(f"{what}: {item}")
