"""The mail channel: one mail to each who gets the whole, and one to each owner with their part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reporter.deliver.consignment import Consignment
from reporter.deliver.parcel import Parcel
from reporter.sessions import Prepare
from reporter.settings import Settings


@dataclass(frozen=True, slots=True)
class MailChannel:
    """Everything a run has to tell by mail."""

    settings: Settings
    prepare: Prepare | None

    def examine(self) -> Iterator[str]:
        """Nothing yet."""
        yield from ()

    def parcels(self, consignment: Consignment) -> Iterator[Parcel]:
        """None yet."""
        consignment.notes.append("mails are not sent yet")
        yield from ()
