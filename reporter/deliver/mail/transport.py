"""What SMTP and SES have in common: they take one mail at a time, up to a size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from reporter.deliver.mail.message import Message
from reporter.deliver.parcel import NotDelivered

MEGABYTE = 1_000_000


class TooLarge(NotDelivered):
    """The mail is larger than this way takes; a lighter one may go."""


class Transport(Protocol):
    """A way for mails to go out."""

    @property
    def limit(self) -> int:
        """The largest mail, in bytes as they go out."""

    def examine(self) -> Iterator[str]:
        """What can be known to be wrong before anything is sent."""

    def send(self, message: Message) -> None:
        """Hand the mail over; raises `NotDelivered`, or `TooLarge`."""
