"""The command that delivers a run, and what is printed of a delivery."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reporter.cli.options import NamedConfig, Run
from reporter.cli.saying import say
from reporter.workflow.places import run_at

if TYPE_CHECKING:
    from reporter.deliver import Delivered
    from reporter.workflow.sending import HeldBack


def send(
    run: Run,
    config: NamedConfig = None,
    *,
    dry_run: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write what would be sent into this folder; send nothing.")
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Also to those who have got it already.")] = False,
    uncertain: Annotated[
        bool, typer.Option("--uncertain", help="Also to those who may have got it, for the sending broke off.")
    ] = False,
) -> None:
    """Deliver a run to all recipients without a copy yet: mails, S3, SNS, Slack, Teams, as the configuration says."""
    from reporter.deliver import deliver, rehearse
    from reporter.workflow.sending import delivery_settings

    settings = delivery_settings(config)
    with run_at(run, config) as (folder, place):
        where = place.shown(folder.path)
        if dry_run:
            _print_each("would be sent", rehearse(folder, settings, dry_run, where=where))
        else:
            sent = deliver(folder, settings, again=again, uncertain=uncertain, where=where, keep=place.save)
            print_delivery(sent)


def print_delivery(made: Delivered | HeldBack) -> None:
    """Print what became of a run on its way out."""
    from reporter.workflow.sending import HeldBack

    if isinstance(made, HeldBack):
        say(f"Not sent, for the run was interrupted. To send it as it is: {made.command}")
        return
    _print_each("sent", made.sent)
    if made.before:
        say(f"{len(made.before)} had been sent before; --again sends them once more")
    for note in made.notes:
        say(note, error=True)


def _print_each(what: str, items: Iterable[object]) -> None:
    for item in items:
        say(f"{what}: {item}")
