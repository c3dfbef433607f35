"""Records the deliveries of a run among its reports, so that a parcel is not sent twice, even after a crash."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import msgspec

from reporter.deliver.parcel import Parcel
from reporter.model.encoding import from_json, to_json
from reporter.runs import RunFolder, RunUnwritable, files
from reporter.system import disk

LEDGER = "deliveries.jsonl"
SENDING = "deliveries.sending.json"
"""Second file: the parcel being sent now. If the file exists later, the sending was interrupted."""
UNCERTAIN = "the sending broke off: it may have arrived"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One attempt to send a parcel, including its retries."""

    run_id: str
    channel: str
    recipient: str
    part: str = ""
    at: Annotated[datetime, msgspec.Meta(tz=True)]
    receipt: str = ""
    """The message id, or the link to the file."""
    problem: str = ""
    """Why it did not arrive; empty if it did."""
    begun: bool = False
    """Whether the sending was begun and its result is not known."""

    @property
    def key(self) -> tuple[str, str, str]:
        """The key of the parcel, as in `Parcel.key`."""
        return self.channel, self.recipient.casefold(), self.part


@dataclass(slots=True)
class Ledger:
    """The deliveries of one run; one process at a time writes them."""

    file: Path
    run_id: str
    delivered: dict[tuple[str, str, str], Entry] = field(default_factory=dict)
    uncertain: dict[tuple[str, str, str], Entry] = field(default_factory=dict)
    """The parcels whose sending was interrupted; they may have arrived."""

    @classmethod
    def open(cls, folder: RunFolder, run_id: str) -> Ledger:
        """The ledger with the entries recorded so far; raises `RunBroken` if a link leads out of the run."""
        ledger = cls(folder.own_reports() / LEDGER, run_id)
        entries = [entry for entry in _entries(ledger.file) if entry.run_id == run_id]
        for entry in entries:
            ledger._take(entry)
        for broken_off in _entries(ledger.sending):
            if broken_off.run_id == run_id and not _is_followed(broken_off, entries):
                ledger._take(broken_off)
        return ledger

    @property
    def sending(self) -> Path:
        """The file that exists while a parcel is being sent."""
        return self.file.with_name(SENDING)

    def receipt(self, channel: str, part: str = "") -> str:
        """The latest receipt of a channel for a part of the run; empty if there is none."""
        receipts = [one.receipt for one in self.delivered.values() if (one.channel, one.part) == (channel, part)]
        return receipts[-1] if receipts else ""

    def has(self, parcel: Parcel) -> bool:
        """Whether the parcel was delivered before."""
        return parcel.key in self.delivered

    def may_have(self, parcel: Parcel) -> bool:
        """Whether the sending was begun and its result is not known."""
        return parcel.key in self.uncertain

    def make_writable(self) -> None:
        """Test that the ledger can be written, and record an interrupted sending; raises `RunUnwritable`."""
        broken_off = self.uncertain.values() if disk.is_plain(self.sending) else ()
        self._append(b"".join(to_json(entry) + b"\n" for entry in broken_off))
        files.remove(self.sending)

    def note_beginning(self, parcel: Parcel) -> None:
        """Record that a parcel is about to be sent; raises `RunUnwritable`."""
        files.write(self.sending, to_json(self._entry(parcel, problem=UNCERTAIN, begun=True)) + b"\n")

    def note(self, parcel: Parcel, *, receipt: str = "", problem: str = "") -> None:
        """Record the result of a parcel on disk at once; raises `RunUnwritable`."""
        entry = self._entry(parcel, receipt=receipt, problem=problem)
        self._append(to_json(entry) + b"\n")
        files.remove(self.sending)
        self._take(entry)

    def _entry(self, parcel: Parcel, **outcome: Any) -> Entry:
        return Entry(
            run_id=self.run_id,
            channel=parcel.channel,
            recipient=parcel.recipient,
            part=parcel.part,
            at=datetime.now(UTC),
            **outcome,
        )

    def _take(self, entry: Entry) -> None:
        """Apply an entry: the last one of a parcel counts, but a delivered parcel stays delivered."""
        if entry.begun:
            self.uncertain[entry.key] = entry
            return
        self.uncertain.pop(entry.key, None)
        if not entry.problem:
            self.delivered[entry.key] = entry

    def _append(self, line: bytes) -> None:
        try:
            disk.make_folder(self.file.parent, exist_ok=True)
            with os.fdopen(disk.open_kept(self.file), "r+b") as stream:
                if stream.seek(0, os.SEEK_END) and _broke_off(stream):
                    stream.write(b"\n")
                stream.write(line)
                stream.flush()
                os.fsync(stream.fileno())
        except OSError as error:
            raise RunUnwritable(f"{self.file} cannot be written: {error.strerror}") from error


def _broke_off(stream: BinaryIO) -> bool:
    """Whether the last line is incomplete after a crash; leaves the stream at its end."""
    stream.seek(-1, os.SEEK_END)
    return stream.read() != b"\n"


def _is_followed(broken_off: Entry, entries: Iterable[Entry]) -> bool:
    """Whether a later entry has the result of the parcel."""
    return any(entry.key == broken_off.key and entry.at >= broken_off.at for entry in entries)


def _entries(file: Path) -> Iterator[Entry]:
    """The entries on all complete lines of a file."""
    for line in disk.read(file).splitlines() if disk.is_plain(file) else ():
        try:
            yield from_json(line, Entry)
        except msgspec.MsgspecError:
            continue
