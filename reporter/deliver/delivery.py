"""Sends what was not delivered before through all channels, retries, and records each result."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import tenacity

from reporter.config.settings import Settings
from reporter.deliver.channel import Channel
from reporter.deliver.channels import channels_of
from reporter.deliver.consignment import Consignment
from reporter.deliver.ledger import Ledger
from reporter.deliver.parcel import NotDelivered, Parcel
from reporter.deliver.preview import write_all
from reporter.model.errors import Unfinished, UserError
from reporter.runs import Manifest, RunBroken, RunFolder, RunUnwritable, State, locked
from reporter.sessions import Prepare

ATTEMPTS = 4
"""Attempts to send one parcel."""
LONGEST_WAIT = 30
"""Maximum seconds between two attempts."""
Sleep = Callable[[float], None]
Keep = Callable[[], object]
"""Copies the recorded deliveries to S3, if the run is stored there."""
Sending = Callable[[str], object]
"""Receives each recipient before the sending to it begins."""
Note = Callable[[str], object]
"""Receives each problem that a rehearsal can do without."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """The result of a delivery without failures."""

    sent: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    """The parcels that were delivered before, and were not sent again."""
    notes: list[str] = field(default_factory=list)


def examine(settings: Settings, prepare: Prepare | None = None) -> None:
    """Check the configuration of all channels before a delivery; raises `UserError` with every problem."""
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
    sending: Sending = bool,
) -> Delivered:
    """Send a closed run to each recipient that has not received it; with `again` to every recipient.

    With `uncertain`, parcels whose sending was interrupted are sent as well, although they may have arrived. `where` is
    the place at which people find the run, if not this folder. `prepare` receives every botocore session, `sleep` waits
    between attempts, `keep` is called before and after each parcel, and `sending` before each.

    Raises `UserError` before anything is sent, and `Unfinished` with every parcel that was not delivered.
    """
    channels = channels_of(settings, prepare)
    _examine(channels)
    with locked(folder.path), _consigned(folder, settings, where) as consignment:
        return Round(consignment, sleep, again=again, uncertain=uncertain, keep=keep, sending=sending).over(channels)


def rehearse(
    folder: RunFolder,
    settings: Settings,
    target: Path,
    *,
    where: str = "",
    prepare: Prepare | None = None,
    note: Note = bool,
) -> list[Path]:
    """Write to a folder what a first delivery would send, and send nothing; raises `UserError`.

    `note` receives what would keep it from being sent, such as a missing password.
    """
    channels = channels_of(settings, prepare)
    with _consigned(folder, settings, where) as consignment:
        parcels = {parcel.key: parcel for channel in channels for parcel in channel.parcels(consignment)}
        files = write_all(parcels.values(), target)
    for mistake in _mistakes(channels):
        note(mistake)
    return files


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
    mistakes = _mistakes(channels)
    if mistakes:
        raise UserError("\n".join(mistakes))


def _mistakes(channels: Iterable[Channel]) -> list[str]:
    return list(dict.fromkeys(mistake for channel in channels for mistake in channel.examine()))


@dataclass(slots=True)
class Round:
    """A delivery through all channels."""

    consignment: Consignment
    sleep: Sleep
    again: bool
    uncertain: bool = False
    """Whether to send again what may have arrived."""
    keep: Keep = bool
    sending: Sending = bool
    delivered: Delivered = field(default_factory=Delivered)
    failed: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    """The parcels that may have arrived, and were not sent again."""

    def over(self, channels: Iterable[Channel]) -> Delivered:
        """Send all parcels; raises `Unfinished` at the end if one was not delivered."""
        self.consignment.ledger.make_writable()
        for channel in channels:
            self._send_all(channel.parcels(self.consignment))
        self.delivered.notes.extend(self.consignment.notes)
        if self.failed or self.unknown:
            raise Unfinished(self._problems())
        return self.delivered

    def _send_all(self, parcels: Iterator[Parcel]) -> None:
        """Send the parcels in order; once a failure concerns the whole channel, the rest are not tried."""
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
        """Whether the parcel may have arrived and must not be sent twice without the user's decision."""
        repeats = parcel.repeatable or self.uncertain or self.again
        return self.consignment.ledger.may_have(parcel) and not repeats

    def _send(self, parcel: Parcel) -> str:
        """Send a parcel; return the problem that concerns every parcel of the channel, or an empty text."""
        self.sending(str(parcel))
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
        """Record that the parcel is about to be sent, so that a later process knows it may have arrived."""
        if not parcel.repeatable:
            self.consignment.ledger.note_beginning(parcel)
            self.keep()

    def _note(self, parcel: Parcel, what: str, **outcome: str) -> None:
        try:
            self.consignment.ledger.note(parcel, **outcome)
        except RunUnwritable as error:
            raise Unfinished(f"{error}\n{parcel} was the last: {what}") from error
        self.keep()

    def _problems(self) -> str:
        where, command = self.consignment.where, self.consignment.command
        problems = [f"not delivered:\n{_listed(self.failed)}"] if self.failed else []
        if self.unknown:
            why = "may have arrived, for the sending broke off; not sent again by itself"
            problems.append(f"{why}:\n{_listed(self.unknown)}\nask them, then: {command} --uncertain")
        problems.append(f"the run {where} is whole")
        missing = f"; once that is fixed, this sends what is missing: {command}" if self.failed else ""
        return "\n".join(problems) + missing


def _listed(parcels: Iterable[str]) -> str:
    return "\n".join(f"  {one}" for one in parcels)


_PATIENCE = tenacity.wait_exponential_jitter(multiplier=2, max=LONGEST_WAIT)


def _wait(state: tenacity.RetryCallState) -> float:
    """Seconds to wait: growing with each attempt, and at least what the receiver asked for."""
    error = state.outcome.exception() if state.outcome else None
    wished = error.after if isinstance(error, NotDelivered) else 0.0
    return max(wished, _PATIENCE(state))


def _persistently(send: Callable[[], str], sleep: Sleep) -> str:
    """Send with retries and return the receipt; raises `NotDelivered`."""
    attempts = tenacity.Retrying(
        stop=tenacity.stop_after_attempt(ATTEMPTS),
        wait=_wait,
        retry=tenacity.retry_if_exception(lambda error: isinstance(error, NotDelivered) and error.passing),
        sleep=sleep,
        reraise=True,
    )
    receipt: str = attempts(send)
    return receipt
