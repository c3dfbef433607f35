"""The command that delivers a run, and the delivery after a scan."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reporter.cli.options import OptionalConfig, Run
from reporter.cli.places import run_at
from reporter.cli.saying import say
from reporter.model import Unfinished, UserError

if TYPE_CHECKING:
    from reporter.deliver import Delivered
    from reporter.runs import RunFolder
    from reporter.settings import Settings

NOTHING_CONFIGURED = "there is nobody to send to: name them under deliver: in the configuration, and name that with -c"


def send(
    run: Run,
    config: OptionalConfig = None,
    *,
    dry_run: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write what would be sent into this folder; send nothing.")
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Also to those who have got it already.")] = False,
) -> None:
    """Deliver a run to everybody who has not got it yet: mails, S3, SNS, Slack, Teams, as the configuration says."""
    from reporter.deliver import deliver, rehearse

    with run_at(run, config) as (folder, place):
        settings = _settings(folder, config)
        if not settings.deliver:
            raise UserError(NOTHING_CONFIGURED)
        if dry_run:
            _tell("would be sent", rehearse(folder, settings, dry_run, where=place.told(folder.path)))
        else:
            _tell_delivered(deliver(folder, settings, again=again, where=place.told(folder.path)))


def examine_delivery(settings: Settings) -> None:
    """Before a scan: what would keep the reports from being sent after it; raises `UserError`."""
    from reporter.deliver import examine

    examine(settings)


def deliver_after_scan(folder: RunFolder, settings: Settings, where: str, *, interrupted: bool) -> None:
    """A run that was interrupted is only sent if somebody says so: who has got it would not get the rest of it.

    `where` is where people find the run. Raises `Unfinished`.
    """
    if interrupted:
        say(f"Not sent, for the run was interrupted. To send it as it is: reporter send {where}")
        return
    from reporter.deliver import deliver

    try:
        _tell_delivered(deliver(folder, settings, where=where))
    except Unfinished:
        raise
    except UserError as error:
        told = f"the run {where} is whole, but was not sent; when it is mended: reporter send {where}"
        raise Unfinished(f"{error}\n{told}") from error


def _settings(folder: RunFolder, config: Path | None) -> Settings:
    """Those of a configuration, or those that the run was asked with."""
    from reporter.config.load import load_settings
    from reporter.resume import asked_by

    return load_settings(config) if config else asked_by(folder).settings


def _tell_delivered(delivered: Delivered) -> None:
    _tell("sent", delivered.sent)
    if delivered.before:
        say(f"{len(delivered.before)} had been sent before; --again sends them once more")
    for note in delivered.notes:
        say(note, error=True)


def _tell(what: str, items: Iterable[object]) -> None:
    for item in items:
        say(f"{what}: {item}")
