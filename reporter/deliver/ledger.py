"""What was delivered of a run, kept among its reports: nobody gets the same twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from reporter.deliver.parcel import Parcel
from reporter.encoding import from_json, to_json
from reporter.runs import RunFolder, RunUnwritable

LEDGER = "deliveries.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One attempt, with all its retries."""

    run_id: str
    channel: str
    recipient: str
    part: str = ""
    at: datetime
    receipt: str = ""
    """The number of the message, or where it lies."""
    problem: str = ""
    """Why it did not arrive; empty if it did."""

    @property
    def key(self) -> tuple[str, str, str]:
        """As `Parcel.key`."""
        return self.channel, self.recipient.casefold(), self.part


@dataclass(slots=True)
class Ledger:
    """The deliveries of one run; one process at a time writes them."""

    file: Path
    run_id: str
    delivered: dict[tuple[str, str, str], Entry] = field(default_factory=dict)

    @classmethod
    def open(cls, folder: RunFolder, run_id: str) -> Ledger:
        """What is known so far."""
        file = folder.reports / LEDGER
        entries = (entry for entry in _entries(file) if entry.run_id == run_id and not entry.problem)
        return cls(file, run_id, {entry.key: entry for entry in entries})

    def receipt(self, channel: str, part: str = "") -> str:
        """The latest receipt of a channel for a part of the run; empty if it delivered none."""
        receipts = [one.receipt for one in self.delivered.values() if (one.channel, one.part) == (channel, part)]
        return receipts[-1] if receipts else ""

    def has(self, parcel: Parcel) -> bool:
        """Whether it was delivered before."""
        return parcel.key in self.delivered

    def make_writable(self) -> None:
        """Fail before anything is sent rather than after; raises `RunUnwritable`."""
        self._append(b"")

    def note(self, parcel: Parcel, *, receipt: str = "", problem: str = "") -> None:
        """Keep what became of a parcel, at once and for good; raises `RunUnwritable`."""
        entry = Entry(
            run_id=self.run_id,
            channel=parcel.channel,
            recipient=parcel.recipient,
            part=parcel.part,
            at=datetime.now(UTC),
            receipt=receipt,
            problem=problem,
        )
        if not problem:
            self.delivered[entry.key] = entry
        self._append(to_json(entry) + b"\n")

    def _append(self, line: bytes) -> None:
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with self.file.open("ab") as stream:
                if line and stream.tell() and not self.file.read_bytes().endswith(b"\n"):
                    stream.write(b"\n")  # a crash broke the last line off
                stream.write(line)
        except OSError as error:
            raise RunUnwritable(f"{self.file} cannot be written: {error.strerror}") from error


def _entries(file: Path) -> Iterator[Entry]:
    """Every line that was written whole."""
    for line in file.read_bytes().splitlines() if file.is_file() else ():
        try:
            yield from_json(line, Entry)
        except msgspec.MsgspecError:
            continue
