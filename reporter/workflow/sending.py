"""The delivery of a run: looked over before a scan, carried out after it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from reporter.config.file.load import load_settings
from reporter.config.found import found_configuration
from reporter.config.settings import OwnerRule, Settings
from reporter.deliver import Delivered, deliver, examine
from reporter.model.errors import Unfinished, UserError
from reporter.model.scope import Scope
from reporter.runs import Manifest, RunFolder
from reporter.sessions import Prepare

NO_CONFIGURATION = (
    "name a configuration with -c: it decides who receives a run and how, so it is neither taken from the run nor "
    "looked for"
)
NOTHING_CONFIGURED = "no recipients: add them under deliver: in the configuration, and name the configuration with -c"


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A run that was interrupted is not delivered by itself: its recipients would not get the rest of it."""

    command: str
    """The command that delivers it as it is."""


def delivery_settings(config: Path | None) -> Settings:
    """The settings of the caller's configuration, never those of the run; raises `UserError` for no delivery."""
    if not config:
        found = found_configuration()
        raise UserError(f"{NO_CONFIGURATION}; found here: -c {found}" if found else NO_CONFIGURATION)
    settings = load_settings(config)
    if not settings.deliver:
        raise UserError(NOTHING_CONFIGURED)
    return settings


def other_owners(manifest: Manifest, settings: Settings, run: str) -> str:
    """How to make a run with the owners of the configuration, if those of the run differ; else an empty text."""
    if _assigned(manifest.owners) == _assigned(settings.owners):
        return ""
    runs = settings.runs_in_s3 or settings.runs
    return (
        "the owners of the configuration differ from those of the run, which are used: "
        f"reporter judge {run}{settings.option} --out {runs} makes a run with the new ones"
    )


def _assigned(rules: Iterable[OwnerRule]) -> list[tuple[str, Scope]]:
    """What decides who owns a finding: a rule without a scope only gives an address."""
    return [(rule.name, rule.scope) for rule in rules if not rule.scope.is_empty]


def examine_delivery(settings: Settings) -> None:
    """Raise `UserError` for all that would keep the reports from being delivered after a scan."""
    if settings.deliver:
        examine(settings)


def deliver_after_scan(  # noqa: PLR0913 - a keyword for each way to go about it
    folder: RunFolder,
    settings: Settings,
    where: str,
    *,
    interrupted: bool,
    keep: Callable[[], object] = bool,
    prepare: Prepare | None = None,
    sending: Callable[[str], object] = bool,
) -> Delivered | HeldBack:
    """What was delivered of a run that was just closed; raises `Unfinished`.

    `where` is the place of the run as its readers know it; `keep` brings the record of deliveries there; `sending`
    receives each recipient before it is sent to.
    """
    command = f"reporter send {where}{settings.option}"
    if interrupted:
        return HeldBack(command)
    try:
        return deliver(folder, settings, where=where, keep=keep, prepare=prepare, sending=sending)
    except Unfinished:
        raise
    except UserError as error:
        rest = f"the run {where} is whole, but was not sent; once that is fixed: {command}"
        raise Unfinished(f"{error}\n{rest}") from error
