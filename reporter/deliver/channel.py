"""The interface of all channels: a channel makes one parcel for each recipient, and each is sent separately."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from reporter.deliver.consignment import Consignment
from reporter.deliver.parcel import Parcel


class Channel(Protocol):
    """A way of delivery, made from its settings."""

    def examine(self) -> Iterator[str]:
        """The problems that can be found before anything is sent, each with a remedy."""

    def parcels(self, consignment: Consignment) -> Iterator[Parcel]:
        """The parcels of a run; cheap, since the work is done in `Parcel.pack`."""
