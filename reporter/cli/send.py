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


DryRun = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Write what would be sent into this folder; send nothing.")
]
Again = Annotated[bool, typer.Option("--again", help="Also to recipients that have received it already.")]
Uncertain = Annotated[
    bool,
    typer.Option("--uncertain", help="Also to recipients that may have received it, because sending was interrupted."),
]


def send(
    run: Run, config: NamedConfig = None, *, dry_run: DryRun = None, again: Again = False, uncertain: Uncertain = False
) -> None:
    """Send a run to the remaining recipients of the configuration: mail, S3, SNS, Slack and Teams."""
    from reporter.deliver import deliver, rehearse
    from reporter.workflow.sending import delivery_settings, other_owners

    settings = delivery_settings(config)
    with run_at(run, config) as (folder, place):
        where = place.shown(folder.path)
        if note := other_owners(folder.manifest(), settings, run):
            say(note, error=True)
        if dry_run:
            _print_each("would be sent", rehearse(folder, settings, dry_run, where=where, note=_show_what_is_missing))
        else:
            sent = deliver(
                folder,
                settings,
                again=again,
                uncertain=uncertain,
                where=where,
                keep=place.save,
                sending=show_sending,
            )
            print_delivery(sent)


def _show_what_is_missing(mistake: str) -> None:
    say(f"before you send it: {mistake}", error=True)


def show_sending(parcel: str) -> None:
    """Print what is being sent, on standard error."""
    say(f"sending: {parcel}", error=True)


def print_delivery(made: Delivered | HeldBack) -> None:
    """Print the result of a delivery."""
    from reporter.workflow.sending import HeldBack

    if isinstance(made, HeldBack):
        say(f"Not sent, because the run was interrupted. To send it as it is: {made.command}")
        return
    _print_each("sent", made.sent)
    if made.before:
        say(f"{len(made.before)} already sent; --again sends them once more")
    for note in made.notes:
        say(note, error=True)


def _print_each(what: str, items: Iterable[object]) -> None:
    for item in items:
        say(f"{what}: {item}")
