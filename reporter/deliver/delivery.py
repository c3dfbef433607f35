"""Walks over all channels: what was not delivered before is sent, sent again where that helps, and noted down."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import tenacity

from reporter.config.settings import Settings
from reporter.deliver.channels import channels_of
from reporter.deliver.consignment import Consignment
from reporter.deliver.ledger import Ledger
from reporter.deliver.parcel import Channel, NotDelivered, Parcel
from reporter.deliver.preview import write_all
from reporter.model.errors import Unfinished, UserError
from reporter.runs import Manifest, RunBroken, RunFolder, RunUnwritable, State, locked
from reporter.sessions import Prepare

ATTEMPTS = 4
"""How often a parcel is sent before it is given up."""
LONGEST_WAIT = 30
"""Seconds between two attempts, at most."""
Sleep = Callable[[float], None]
Keep = Callable[[], object]
"""Brings what was noted to where the run belongs, if that is not this machine."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of a run on its way out, where nothing failed."""

    sent: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    """What had been delivered before, and was not again."""
    notes: list[str] = field(default_factory=list)


def examine(settings: Settings, prepare: Prepare | None = None) -> None:
    """Find what is wrong with the delivery before there is anything to deliver; raises `UserError` with all of it."""
    _examine(channels_of(settings, prepare))


def deliver(  # noqa: PLR0913 - a keyword for each way to go about it
    folder: RunFolder,
    settings: Settings,
    *,
    again: bool = False,
    uncertain: bool = False,
    where: str = "",
    keep: Keep = bool,
    prepare: Prepare | None = None,
    sleep: Sleep = time.sleep,
) -> Delivered:
    """Send a closed run to everybody who has not got it yet, or with `again` to everybody.

    With `uncertain` also to those who may have got it: a process ended while it was being sent to them.
    `where` is where people find the run, if that is not this folder; `prepare` is given every botocore session,
    `sleep` waits between attempts, `keep` is called before and after each parcel.
    Raises `UserError` before anything is sent, `Unfinished` with everybody who did not get theirs.
    """
    channels = channels_of(settings, prepare)
    _examine(channels)
    with locked(folder.path), _consigned(folder, settings, where) as consignment:
        return Round(consignment, sleep, again=again, uncertain=uncertain, keep=keep).over(channels)


def rehearse(
    folder: RunFolder, settings: Settings, target: Path, *, where: str = "", prepare: Prepare | None = None
) -> list[Path]:
    """Write into a folder what would be sent if nothing had been, and send nothing; raises `UserError`."""
    channels = channels_of(settings, prepare)
    _examine(channels)
    with _consigned(folder, settings, where) as consignment:
        parcels = {parcel.key: parcel for channel in channels for parcel in channel.parcels(consignment)}
        return write_all(parcels.values(), target)


@contextmanager
def _consigned(folder: RunFolder, settings: Settings, where: str) -> Iterator[Consignment]:
    manifest = _closed(folder)
    with TemporaryDirectory(prefix="reporter-") as scratch:
        yield Consignment(
            folder=folder,
            manifest=manifest,
            settings=settings,
            where=where or str(folder.path.absolute()),
            ledger=Ledger.open(folder, manifest.run_id),
            scratch=Path(scratch),
        )


def _closed(folder: RunFolder) -> Manifest:
    manifest = folder.manifest()
    if manifest.state is State.RUNNING:
        raise RunBroken(f"{folder.path} is not finished: there is nothing to send yet")
    return manifest


def _examine(channels: Iterable[Channel]) -> None:
    mistakes = [mistake for channel in channels for mistake in channel.examine()]
    if mistakes:
        raise UserError("\n".join(dict.fromkeys(mistakes)))


@dataclass(slots=True)
class Round:
    """One walk over all channels."""

    consignment: Consignment
    sleep: Sleep
    again: bool
    uncertain: bool = False
    """Whether to send again what may have arrived."""
    keep: Keep = bool
    delivered: Delivered = field(default_factory=Delivered)
    failed: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    """What may have arrived, and was not sent again."""

    def over(self, channels: Iterable[Channel]) -> Delivered:
        """Send what is to be sent; raises `Unfinished` at the end if something was not delivered."""
        self.consignment.ledger.make_writable()
        for channel in channels:
            self._send_all(channel.parcels(self.consignment))
        self.delivered.notes.extend(self.consignment.notes)
        if self.failed or self.unknown:
            raise Unfinished(self._told())
        return self.delivered

    def _send_all(self, parcels: Iterator[Parcel]) -> None:
        """One after the other; none is tried once it is clear that none can go."""
        done: set[tuple[str, str, str]] = set()
        hopeless = ""
        for parcel in parcels:
            if parcel.key in done:
                continue
            done.add(parcel.key)
            if self.consignment.ledger.has(parcel) and not self.again:
                self.delivered.before.append(str(parcel))
            elif self._may_have_arrived(parcel):
                self.unknown.append(str(parcel))
            elif hopeless:
                self._fail(parcel, hopeless)
            else:
                hopeless = self._send(parcel)

    def _may_have_arrived(self, parcel: Parcel) -> bool:
        """Nobody gets the same twice without a word, so somebody has to say that it is to be sent again."""
        repeats = parcel.repeatable or self.uncertain or self.again
        return self.consignment.ledger.may_have(parcel) and not repeats

    def _send(self, parcel: Parcel) -> str:
        """Why no other parcel can go either; empty if one may try."""
        try:
            packed = parcel.pack()
            self._note_beginning(parcel)
            receipt = _persistently(packed.send, self.sleep)
        except NotDelivered as error:
            self._fail(parcel, str(error))
            return str(error) if error.for_all else ""
        self.delivered.sent.append(str(parcel))
        self._note(parcel, "it has arrived, and is not sent again by itself", receipt=receipt)
        return ""

    def _fail(self, parcel: Parcel, why: str) -> None:
        self.failed.append(f"{parcel}: {why}")
        self._note(parcel, why, problem=why)

    def _note_beginning(self, parcel: Parcel) -> None:
        """If this process ends before it is known what became of the parcel, the next one knows that it may arrive."""
        if not parcel.repeatable:
            self.consignment.ledger.note_beginning(parcel)
            self.keep()

    def _note(self, parcel: Parcel, told: str, **outcome: str) -> None:
        try:
            self.consignment.ledger.note(parcel, **outcome)
        except RunUnwritable as error:
            raise Unfinished(f"{error}\n{parcel} was the last: {told}") from error
        self.keep()

    def _told(self) -> str:
        where, command = self.consignment.where, self.consignment.command
        told = [f"not delivered:\n{_listed(self.failed)}"] if self.failed else []
        if self.unknown:
            why = "may have arrived, for the sending broke off; not sent again by itself"
            told.append(f"{why}:\n{_listed(self.unknown)}\nask them, then: {command} --uncertain")
        told.append(f"the run {where} is whole")
        missing = f"; when it is mended, this sends what is missing: {command}" if self.failed else ""
        return "\n".join(told) + missing


def _listed(parcels: Iterable[str]) -> str:
    return "\n".join(f"  {one}" for one in parcels)


_PATIENCE = tenacity.wait_exponential_jitter(multiplier=2, max=LONGEST_WAIT)


def _wait(state: tenacity.RetryCallState) -> float:
    """Longer every time, and at least as long as the receiver asked for."""
    error = state.outcome.exception() if state.outcome else None
    wished = error.after if isinstance(error, NotDelivered) else 0.0
    return max(wished, _PATIENCE(state))


def _persistently(send: Callable[[], str], sleep: Sleep) -> str:
    """Send, and again where that may help; raises `NotDelivered`."""
    attempts = tenacity.Retrying(
        stop=tenacity.stop_after_attempt(ATTEMPTS),
        wait=_wait,
        retry=tenacity.retry_if_exception(lambda error: isinstance(error, NotDelivered) and error.passing),
        sleep=sleep,
        reraise=True,
    )
    receipt: str = attempts(send)
    return receipt
