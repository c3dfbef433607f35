"""The interface of SMTP and SES: each sends one mail at a time, up to a maximum size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from reporter.deliver.mail.message import Message
from reporter.deliver.parcel import NotDelivered

MEGABYTE = 1_000_000


class TooLarge(NotDelivered):
    """The mail is too large for this transport; a smaller one may be sent."""


class Transport(Protocol):
    """Sends mails."""

    @property
    def limit(self) -> int:
        """The maximum size of a mail, in bytes as sent."""

    def examine(self) -> Iterator[str]:
        """The problems that can be found before anything is sent."""

    def send(self, message: Message) -> None:
        """Send a mail; raises `NotDelivered` or `TooLarge`."""
